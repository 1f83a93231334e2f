"""A set-up to examine: settings that are fine, from which each test takes what it breaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor.findings import told
from bot.doctor.run import examine
from bot.settings import PREFIX, Settings
from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.storage.conftest import cluster, fresh_postgresql
from tests.telegram_server import TelegramServer
from tests.telegram_server.fixture import tg

__all__ = ["cluster", "fresh_postgresql", "tg"]
TODAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Examined = Callable[..., Awaitable[str]]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variables and no .env but the test's own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def written(tmp_path: Path) -> Vault:
    """A key and a database as a bot has left them, in folders of their own."""
    vault = Vault.open(tmp_path / "keys" / "key")
    (tmp_path / "data").mkdir()
    store = await SqlStore.open(f"sqlite:///{tmp_path}/data/unhook.db", vault)
    await store.close()
    return vault


@pytest.fixture
def examined(tg: TelegramServer, tmp_path: Path, small_rules: Path) -> Examined:
    """What is told of a set-up that is fine but for `changed`. In none of it stands the token or a password."""

    async def examining(**changed: object) -> str:
        usual = {
            "token": tg.token,
            "rules": small_rules,
            "data": tmp_path / "data",
            "key": tmp_path / "keys" / "key",
            "port": 0,
            "api": tg.base,
        }
        settings = Settings.model_validate(usual | changed)
        text = told(await examine(settings, TODAY))
        for secret in (settings.token, SecretStr("hunter2")):
            assert not secret.get_secret_value() or secret.get_secret_value() not in text
        return text.replace(str(tmp_path), "/srv").replace(tg.base.removeprefix("http://"), "telegram.test")

    return examining
