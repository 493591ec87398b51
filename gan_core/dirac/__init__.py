"""The Dirac-GAN: two numbers that show whether training converges, and why."""
