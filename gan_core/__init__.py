"""GANs as games: recipes, one loop, exact resume, honest scores. Knows nothing of the pages."""

__version__ = "0.1.0"
