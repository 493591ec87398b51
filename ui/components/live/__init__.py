"""The component live: its Python side, its scripts and styles."""
