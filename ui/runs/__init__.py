"""The page Runs: the list, and a run's replay."""
