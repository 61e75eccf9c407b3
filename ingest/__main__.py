"""`python -m ingest`: the same as `clusterkompass ingest`."""

from ingest.commands import cli

if __name__ == "__main__":
    cli()
