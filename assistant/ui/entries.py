"""What readers type into fields, as values; ValueError when it cannot be one."""

FIRST_YEAR, LAST_YEAR = 1000, 2100


def read_year(text: str) -> int | None:
    """Return a year of publication, None for an empty field; ValueError when it is not between 1000 and 2100."""
    if not text.strip():
        return None
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is not a year of publication")
    return year


def read_authors(text: str) -> tuple[str, ...]:
    """Return the authors of a field in which semicolons separate them."""
    return tuple(author.strip() for author in text.split(";") if author.strip())
