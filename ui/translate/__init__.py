"""The page Translate: drawings, and what a trained model makes of them."""
