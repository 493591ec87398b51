"""What players minimise: objectives, penalties, further terms, and what D is shown."""
