"""`python -m assistant`: the same as `clusterkompass`, but for `start`, which belongs to app.py."""

from assistant.commands import cli

if __name__ == "__main__":
    cli()
