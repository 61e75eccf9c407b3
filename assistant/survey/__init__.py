"""The needs survey: which method, which questions, what the members answered, and what follows from it."""
