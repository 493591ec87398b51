"""Choosing a model, keeping it open, comparing models."""
