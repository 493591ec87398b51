"""How long a test waits for what must come: so long that a busy machine fails none."""

PATIENCE = 120.0
"""Seconds. Nothing is shown to be fast by it: what is asserted is that it comes."""
