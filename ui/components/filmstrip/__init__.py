"""The component filmstrip: its Python side, its scripts and styles."""
