"""What training costs: threads, size, equal time, the first minute."""
