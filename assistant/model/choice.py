"""Which language model is in use: chosen at the start by the settings, and anew in the page."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.model.llm import LanguageModel, open_model
from assistant.model.settings import ModelSettings, checked, keep_model_settings, read_model_settings


class ModelChoice:
    """The model in use. `use` hands it to those who write with it."""

    def __init__(self, data: Path, use: Callable[[LanguageModel | None], None]) -> None:
        self._data, self._use = data, use
        self.settings = read_model_settings(data)

    def choose(self, settings: ModelSettings) -> None:
        """Use another model, or none, now and at the next start; the key is known only until the program ends.

        Raises BadModelSetting, OSError: then the one before stays.
        """
        settings = self.with_key(settings)
        keep_model_settings(self._data, settings)
        self.settings = settings
        self._use(open_model(settings))

    def with_key(self, settings: ModelSettings) -> ModelSettings:
        """Return checked settings, with the key in use where none is typed and the server is the same."""
        same = checked(settings).server == self.settings.server
        return replace(settings, key=settings.key or (self.settings.key if same else ""))
