"""Our training loop beside the tutorials: pictures a second, memory, share of the limit."""
