"""Settings on pages: their form, their names, and the same as code."""
