"""The page Dirac-GAN."""
