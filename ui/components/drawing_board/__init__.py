"""The component drawing_board: its Python side, its scripts and styles."""
