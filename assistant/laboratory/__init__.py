"""The laboratory: measures search and answers on question sets, keeps and compares runs. Nothing depends on it."""
