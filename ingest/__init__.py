"""Turns source files into passages in an index. Knows nothing of questions or models."""
