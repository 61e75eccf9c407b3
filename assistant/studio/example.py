"""The shipped example profile of an invented cluster: what `profile new` writes and the page begins with."""

from assistant.studio.profile import Profile
from assistant.studio.profile_file import read_profile
from assistant.wording import PROMPTS

EXAMPLE_FILE = PROMPTS / "beispielprofil.yaml"


def example_profile() -> Profile:
    """Return the example profile."""
    return read_profile(EXAMPLE_FILE)
