"""The page Train: setting a run up, following it, changing it."""
