"""The component steps: its Python side, its scripts and styles."""
