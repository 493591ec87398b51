"""What the literature says, our protocol, our number: python -m benchmarks.reproduce."""
