"""Where things are, read from the environment. Behaviour is not here: it belongs to rules/."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.content.load import RULES


class Settings(BaseSettings):
    """`UNHOOK_RULES`: a folder of content to use instead of the one that came along."""

    model_config = SettingsConfigDict(env_prefix="UNHOOK_", extra="ignore")

    rules: Path = RULES
