"""The page What D sees: verdicts, the gradient for G, maps, the probe."""
