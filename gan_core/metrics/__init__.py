"""Scores: pure functions of features; each result says its value, n, floor and extractor."""
