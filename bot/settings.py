"""Where things are, read from the environment. Behaviour is not here: it belongs to rules/."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.content.load import RULES

PREFIX = "UNHOOK_"


class Settings(BaseSettings):
    """Each is an environment variable with UNHOOK_ before its name, and may stand in a file `.env` instead."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore")

    token: SecretStr = Field(SecretStr(""), description="the bot's token from @BotFather; without one it talks in the terminal")
    rules: Path = Field(RULES, description="a folder of content to use instead of the one that came along")
    weights: Path | None = Field(None, description="weights of the classifier made with `train`; those that came along else")
    data: Path = Field(Path("data"), description="where the database and the key file are made")
    database: SecretStr = Field(
        SecretStr(""), description="postgresql://… for a database elsewhere; SQLite in the data folder else"
    )
    key: Path | None = Field(None, description="the key file; `key` in the data folder else")
    webhook: str = Field("", description="public https address of this bot, for updates by webhook; polling else")
    host: str = Field("127.0.0.1", description="where the web server listens (health, metrics, webhook)")
    port: int = Field(8080, description="its port; 0 for no web server", ge=0, le=65535)
    replicas: int = Field(1, description="how many copies share the work, so that together they keep to Telegram's pace", ge=1)
    api: str = Field("https://api.telegram.org", description="a Bot API server of your own")

    @property
    def key_file(self) -> Path:
        return self.key or self.data / "key"

    @property
    def database_url(self) -> str:
        return self.database.get_secret_value() or f"sqlite:///{(self.data / 'unhook.db').as_posix()}"


def complaints(error: ValidationError) -> list[str]:
    """Which variables cannot be used and why, without what stands in them."""
    found = []
    for each in error.errors(include_input=False, include_url=False):
        name = "".join(str(part) for part in each["loc"][:1]).upper().removeprefix(PREFIX)
        found.append(f"{PREFIX}{name} cannot be used: {each['msg'][:1].lower()}{each['msg'][1:]}")
    return found
