"""Whose strategies page and command line show. They run for one person on one computer; accounts are to come."""

OWNER = "local"
