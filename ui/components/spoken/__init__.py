"""The component spoken: its Python side, its scripts and styles."""
