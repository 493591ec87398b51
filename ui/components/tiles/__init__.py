"""The component tiles: its Python side, its scripts and styles."""
