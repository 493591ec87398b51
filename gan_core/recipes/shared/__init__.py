"""What recipes share: no GAN by itself."""
