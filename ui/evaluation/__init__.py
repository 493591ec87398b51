"""The page Evaluation: scores, nearest training pictures, the birthday test."""
