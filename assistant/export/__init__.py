"""A draft as files: Word, Markdown, and its sources for reference managers. Everything here only reads the draft."""
