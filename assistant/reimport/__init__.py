"""Reads an exported draft back, after it was edited in Word or as Markdown: sections with citations that are proved."""
