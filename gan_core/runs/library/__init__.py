"""All runs and models of an installation: finding, copying, branching, shipping."""
