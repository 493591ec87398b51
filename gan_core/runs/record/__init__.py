"""What a run wrote of its course: events, curves, and their digest."""
