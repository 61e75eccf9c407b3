"""Finds passages and turns them into cited answers."""
