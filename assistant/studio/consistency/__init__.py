"""What does not fit together in a strategy: in its profile, in its texts, and between the two."""
