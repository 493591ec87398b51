"""Moving through latent space: walks between points, and which dimensions matter."""
