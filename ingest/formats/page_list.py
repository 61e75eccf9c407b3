"""Numbers of pages in words for users."""

from collections.abc import Sequence


def listed(pages: Sequence[int]) -> str:
    """Return page numbers with ranges: "1-3, 7"."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][-1] + 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
