"""The page where models read and write text: pictures of captions, lines, melodies."""
