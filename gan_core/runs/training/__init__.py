"""One run in its writer's hands: advanced, scored, saved, changed."""
