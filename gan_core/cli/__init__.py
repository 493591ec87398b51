"""The command line, the same words as the pages: python -m gan_core."""
