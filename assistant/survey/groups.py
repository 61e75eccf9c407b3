"""Types of members of which fewer than five answered are never shown apart, nor can they be worked out by subtraction.

A type too small is put together with other small ones; where they are still too few, the smallest of the others joins
them. So every figure shown stands for five members or more, and nothing is left over that the total would give away.
"""

from collections.abc import Mapping

LEAST = 5  # members behind a figure that is shown apart


def pooled(sizes: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return the groups to be shown, each of one or several types, in the order of `sizes`; () where only one is left.

    Types of which nobody answered are left out.
    """
    there = {name: size for name, size in sizes.items() if size > 0}
    together = {name for name, size in there.items() if size < LEAST}
    alone = sorted((name for name in there if name not in together), key=lambda name: there[name])
    while together and sum(there[name] for name in together) < LEAST and alone:
        together.add(alone.pop(0))
    shown: list[tuple[str, ...]] = [(name,) for name in there if name not in together]
    if together:
        shown.append(tuple(name for name in there if name in together))
    return tuple(shown) if len(shown) > 1 else ()
