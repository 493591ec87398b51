"""A trained G in forms that run elsewhere: ONNX, and one HTML file that needs nothing else."""
