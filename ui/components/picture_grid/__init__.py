"""The component picture_grid: its Python side, its scripts and styles."""
