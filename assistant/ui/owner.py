"""Whose strategies the page shows. It runs for one person on one computer; accounts are to come."""

OWNER = "local"
