"""What an operator reads, whole: the bot as it should be, and five set-ups that are broken. `--write-golden` writes them anew."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.conftest import Golden
from tests.doctor.conftest import Examined
from tests.telegram_server import TelegramServer


@pytest.mark.usefixtures("written")
async def test_all_is_well(examined: Examined, golden: Golden) -> None:
    golden("doctor/all-is-well.txt", await examined())


@pytest.mark.usefixtures("written")
async def test_a_wrong_token(examined: Examined, golden: Golden) -> None:
    golden("doctor/wrong-token.txt", await examined(token="123456789:AAFakeTokenOfAnotherBotEntirely000"))


@pytest.mark.usefixtures("written")
async def test_polling_while_a_webhook_of_another_address_is_set(examined: Examined, golden: Golden, tg: TelegramServer) -> None:
    await tg.webhook.start("https://old.example.org/a-secret-path/telegram", None, 40)
    golden("doctor/webhook-elsewhere.txt", await examined())


@pytest.mark.usefixtures("written")
async def test_a_database_nobody_answers_for(examined: Examined, golden: Golden) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = await examined(database=f"postgresql://unhook:hunter2@127.0.0.1:{port}/unhook")
    golden("doctor/database-unreachable.txt", said.replace(f":{port}/", ":5432/"))


@pytest.mark.usefixtures("written")
async def test_a_key_file_others_may_read(examined: Examined, golden: Golden, tmp_path: Path) -> None:
    (tmp_path / "keys" / "key").chmod(0o644)
    golden("doctor/key-readable-by-others.txt", await examined())


async def test_a_database_written_with_another_key(examined: Examined, golden: Golden, tmp_path: Path, written: Vault) -> None:
    url = f"sqlite:///{tmp_path}/data/unhook.db"
    (tmp_path / "keys" / "key").unlink()
    Vault.open(tmp_path / "keys" / "key")
    golden("doctor/another-key.txt", await examined())
    store = await SqlStore.open(url, written)  # and it is still as it was
    assert not store.started_clean
    await store.close()
