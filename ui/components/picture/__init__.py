"""The component picture: its Python side, its scripts and styles."""
