"""The page Latent space: seeds, sliders, walks."""
