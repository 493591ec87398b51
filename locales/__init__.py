"""Translations, and the tool that keeps them current."""
