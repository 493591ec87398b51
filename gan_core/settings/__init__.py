"""Settings of a GAN: frozen, bounded models made of mixins."""
