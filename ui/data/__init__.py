"""The page Data: cards of data sets, emoji, own pictures."""
