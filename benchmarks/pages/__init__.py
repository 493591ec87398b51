"""What pages cost and how soon they answer."""
