"""Runs: folders, checkpoints, and the engines that train them."""
