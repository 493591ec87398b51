"""Looking into trained networks: the gradient that reaches G, D's features, what dimensions do."""
