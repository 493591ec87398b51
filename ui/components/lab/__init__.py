"""The component lab: its Python side, its scripts and styles."""
