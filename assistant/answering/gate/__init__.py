"""The quote gate for prose: whether a sentence says what the quotes it cites say."""
