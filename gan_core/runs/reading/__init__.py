"""Runs as a reader sees them: a page's view of one, and taking one home."""
