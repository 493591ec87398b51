"""A class on one server: thirty students over websockets, each with a run of their own."""
