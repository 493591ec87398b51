"""The component latent_sliders: its Python side, its scripts and styles."""
