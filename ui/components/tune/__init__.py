"""The component tune: its Python side and its script."""
