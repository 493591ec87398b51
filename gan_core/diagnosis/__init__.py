"""The training doctor: from a run's readings to symptoms, a named state and what may help."""
