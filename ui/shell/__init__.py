"""What every page has: language, address, colours, states."""
