"""A word nobody else uses, through every surface of Telegram and every failure: in no log, no metric, no byte of the database."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from bot import logs
from bot.channels.telegram.run import Place
from bot.core.assess import Engine
from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.stories.conftest import place_for, running
from tests.telegram_server import TelegramServer, content, telegram_server
from tests.telegram_server.people import Person

CANARY = "zqcanaryxv"
NUMBER = 55_512_345_678  # of the person; an id is as good as a name
THREAT = f"I recorded our call {CANARY}. Send me $500 {CANARY} or I send the video to your family {CANARY}"
TARGET = f"he says he will send my nudes {CANARY} to my mom if I don't pay"


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with telegram_server() as server:
        yield server


@pytest.fixture(params=["polling", "webhook"])
def place(request: pytest.FixtureRequest, tg: TelegramServer) -> Place:
    return place_for(tg, request.param)


def someone(tg: TelegramServer) -> Person:
    return tg.person(CANARY, id=NUMBER, last_name=CANARY, username=CANARY, language_code="en")


def surfaces(mallory: Person) -> list[dict[str, Any]]:
    origin = {"type": "hidden_user", "sender_user_name": CANARY, "date": 1}
    return [
        content.text(THREAT),
        content.photo(caption=THREAT),
        content.rich_message(THREAT),
        content.poll(question=THREAT, options=(CANARY, CANARY)),
        content.contact(name=CANARY),
        content.document(name=f"{CANARY}.apk"),
        content.venue(title=CANARY, address=CANARY),
        {"text": CANARY, "entities": [{"type": "text_link", "offset": 0, "length": 3, "url": f"https://{CANARY}.example"}]},
        {"text": "look", "reply_markup": {"inline_keyboard": [[{"text": CANARY, "url": f"https://{CANARY}.example"}]]}},
        content.external_reply(origin, quoted=THREAT) | {"text": CANARY},
        content.text(f"/country {CANARY}"),
        content.text(f"/start {CANARY}"),
        content.text(f"/{CANARY}"),
        content.text(TARGET),
        {"forward_origin": origin, **content.text(TARGET)},
        {"forward_origin": {"type": "user", "sender_user": mallory.user, "date": 1}, **content.text(THREAT)},
    ]


async def test_it_is_nowhere(
    tg: TelegramServer,
    place: Place,
    engine: Engine,
    tmp_path: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.CHAT_BURST", 100)
    before = logging.getLogger().handlers[:], logging.getLogger().level
    logs.start(place.token)
    vault = Vault.open(tmp_path / "keys" / "key")
    store = await SqlStore.open(f"sqlite:///{tmp_path}/unhook.db", vault)
    try:
        async with running(engine, store, vault, place):
            await everything(tg, someone(tg), monkeypatch)
            kept = stored(tmp_path)
            figures = generate_latest().decode()
    finally:
        await store.close()
        logging.getLogger().handlers, logging.getLogger().level = before
    kept += stored(tmp_path)
    written = capsys.readouterr()
    everywhere = written.out + written.err + caplog.text + figures
    for secret in (CANARY, str(NUMBER), place.token, vault.secret("webhook")):
        assert secret not in everywhere
        assert secret.encode() not in kept
    assert NUMBER.to_bytes(8, "big") not in kept
    assert NUMBER.to_bytes(6, "big") not in kept


def stored(folder: Path) -> bytes:
    """Every byte of the database, its journal included."""
    return b"".join(file.read_bytes() for file in folder.glob("unhook.db*"))


async def everything(tg: TelegramServer, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every surface, and then every way it can fail."""
    mallory = tg.person(CANARY)
    posts = [await anna.sends(message) for message in surfaces(mallory)]
    await anna.edits(posts[0], THREAT)
    await tg.settled(timeout=20)
    await anna.presses(anna.last, data=f"s{CANARY}")
    await anna.presses(anna.last, data=CANARY)
    tg.push(f'{{"update_id": {next(tg.update_numbers)}, "message": {{"text": "{CANARY}"}}}}'.encode())
    await tg.settled()

    tg.fail("sendMessage", chat=anna, code=400, description=f"Bad Request: can't parse {CANARY}")
    await anna.writes(TARGET)
    await tg.settled()
    tg.fail("sendMessage", chat=anna, code=403, description=f"Forbidden: {CANARY}")
    await anna.writes(TARGET)
    await tg.settled()
    tg.fail("sendMessage", chat=anna, drop="before")
    await anna.writes(TARGET)
    await tg.settled()

    def fails(*_: object) -> None:
        raise ValueError(THREAT)

    with monkeypatch.context() as patched:
        patched.setattr("bot.channels.telegram.desk.handle", fails)
        await anna.writes(THREAT)
        await tg.settled()


async def test_what_is_kept_is_what_the_readme_says(tg: TelegramServer, engine: Engine, tmp_path: Path) -> None:
    """After a conversation: one row of the case, one of the burst, the claims; no lease is left."""
    database = tmp_path / "unhook.db"
    vault = Vault.open(tmp_path / "keys" / "key")
    store = await SqlStore.open(f"sqlite:///{database}", vault)
    async with running(engine, store, vault, place_for(tg, "polling")):
        anna = someone(tg)
        await anna.writes(TARGET)
        await anna.writes("/language")
        await tg.settled()
        await anna.presses(anna.last, "English")
        await tg.settled()
        await anna.forwards(THREAT, origin="M")
        await tg.settled()
    await store.close()
    with sqlite3.connect(database) as db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name")]
        rows = {name: db.execute(f"select * from {name}").fetchall() for name in tables}
    db.close()
    assert set(tables) == {"alembic_version", "burst", "claim", "lease", "meta", "talk"}
    assert {name: len(each) for name, each in rows.items()} == {
        "alembic_version": 1, "burst": 1, "claim": 4, "lease": 0, "meta": 1, "talk": 1,
    }  # fmt: skip
