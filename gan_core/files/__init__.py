"""What is written to disk and read back: atomic files, tensors with a document, weights, places."""
