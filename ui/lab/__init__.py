"""The page 2-D lab: what stands beside its canvas, and the routes that feed it."""
