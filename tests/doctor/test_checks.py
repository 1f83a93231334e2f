"""Each thing that `doctor` looks at, and that it leaves everything as it found it."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.channels.telegram.inbound import KINDS
from bot.channels.telegram.web import Health, application
from bot.doctor.run import main, strangers
from bot.storage.database import connect
from bot.storage.sql import SqlStore
from bot.storage.tables import meta
from bot.vault import Vault
from tests.doctor.conftest import TODAY, Examined
from tests.telegram_server import TelegramServer, serving

HOOK = "https://bot.example.org"


def line(text: str, start: str) -> str:
    """The one line that begins so, after its mark, with what to do."""
    lines = text.splitlines()
    (at,) = [number for number, each in enumerate(lines) if each[2:].startswith(start)]
    return "\n".join([lines[at], *(each for each in lines[at + 1 : at + 2] if each.startswith("    "))])


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }


# ---- nothing set, or set so that it cannot be read ----


def test_with_nothing_set_it_talks_in_the_terminal(monkeypatch: pytest.MonkeyPatch, small_rules: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("UNHOOK_RULES", str(small_rules))
    text, code = main()
    assert code == 0
    assert line(text, "no token").startswith("! no token: `run` talks in the terminal")
    assert "UNHOOK_TOKEN" in text
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_read_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNHOOK_PORT", "hunter2")
    text, code = main()
    assert code == 1
    assert "✗ UNHOOK_PORT cannot be used" in text
    assert "hunter2" not in text


def test_a_misspelt_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("UNHOOK_WEBHOK=https://bot.example.org\nUNHOOK_PORT=hunter2\n")
    text, _ = main()
    assert (
        line(text, "UNHOOK_WEBHOK is set")
        == "! UNHOOK_WEBHOK is set, and is no setting of the bot\n    Did you mean UNHOOK_WEBHOOK?"
    )
    assert list(strangers(["UNHOOK_TOKEN", "unhook_data", "PATH"])) == []


async def test_content_that_does_not_load_is_named(examined: Examined, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert line(await examined(rules=tmp_path / "rules"), "content:").startswith("✗ content: ")


async def test_weights_that_are_none_are_named(examined: Examined, tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(b"hello")
    assert "/srv/w.npz:1: is not a file of weights" in line(await examined(weights=tmp_path / "w.npz"), "content:")


async def test_old_helplines_are_counted(examined: Examined) -> None:
    # Both of its dates are 1 May 2026; the third line has none.
    assert line(await examined(), "helplines").startswith(
        "! helplines: of 3, those not checked for 180 days: 2; those without a date: 1"
    )


async def test_settings_that_do_not_go_together(examined: Examined) -> None:
    text = await examined(replicas=2)
    assert "✗ 2 replicas, by polling" in text
    assert "✗ 2 replicas on SQLite" in text


# ---- Telegram ----


async def test_without_a_network_the_rest_is_still_examined(examined: Examined) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = await examined(api=f"http://user:hunter2@127.0.0.1:{port}")
    assert line(text, "Telegram:").startswith(f"✗ Telegram: 127.0.0.1:{port} cannot be reached (ConnectError)")
    assert "database: /srv/data/unhook.db is made at the first start" in text


@pytest.mark.parametrize("token", ["hello", "987654321:", "123:AA BB", "123:AA\nBB", "https://x/123:AAA"])
async def test_what_is_no_token_is_not_sent_anywhere(examined: Examined, tg: TelegramServer, token: str) -> None:
    assert "✗ token: this is none" in await examined(token=token)
    assert tg.calls == []


@pytest.mark.parametrize(
    ("code", "said"), [(500, "answers with error 500"), (502, "answers with error 502"), (401, "does not know it")]
)
async def test_a_refusal_of_telegram(examined: Examined, tg: TelegramServer, code: int, said: str) -> None:
    tg.fail("getMe", code=code)
    assert said in await examined()


async def test_something_else_that_answers_as_telegram(examined: Examined) -> None:
    async def hello(_request: object) -> PlainTextResponse:
        return PlainTextResponse("<html>please log in to this network</html>")

    async with serving(Starlette(routes=[Route("/{path:path}", hello, methods=["POST"])])) as (base, _):
        assert "cannot be reached (no answer of a Bot API server)" in await examined(api=base)


async def test_the_settings_at_botfather_are_facts(examined: Examined, tg: TelegramServer) -> None:
    tg.abilities |= {"can_join_groups": False, "can_read_all_group_messages": True, "supports_guest_queries": False}
    text = await examined()
    assert line(text, "groups:") == "✓ groups: it cannot be added to groups, where it does nothing yet"
    assert line(text, "privacy mode:") == "✓ privacy mode: off, so it would be given everything"
    assert line(text, "secretary mode:") == "✓ secretary mode: on; guest mode: off; neither is used yet"


async def test_a_webhook_not_set_yet_set_and_set_for_too_little(examined: Examined, tg: TelegramServer) -> None:
    async def said() -> str:
        return line(await examined(webhook=HOOK + "/", port=8080), "updates:")

    assert (await said()).startswith("! updates: the webhook at bot.example.org is not set yet")
    await tg.webhook.start(f"{HOOK}/telegram", "s", 40)
    assert await said() == "✓ updates: by webhook at bot.example.org; 0 waiting"
    tg.updates.allowed = list(KINDS)
    assert await said() == "✓ updates: by webhook at bot.example.org; 0 waiting"
    tg.updates.allowed = ["message"]
    assert (await said()).startswith("✗ updates: Telegram was not asked for callback_query, edited_message")
    await tg.webhook.start("https://other.example.org/telegram", "s", 40)
    assert (await said()).startswith("✗ updates: Telegram delivers them to another address, at other.example.org")


@pytest.mark.parametrize(
    ("age", "said", "told"),
    [
        (20, "Connection refused", "✗ delivery: it failed just now: “Connection refused”\n    Does this address lead"),
        (200, "Wrong response from the webhook: 403 Forbidden", "✗ delivery: it failed 3 minutes ago: “Wrong response"),
        (7300, "Read timeout expired", "! delivery: it failed 2 hours ago: “Read timeout expired”\n    Nothing to do"),
        (90000, "Read timeout expired", "! delivery: it failed 1 day ago: "),
    ],
)
async def test_the_last_failed_delivery(examined: Examined, tg: TelegramServer, age: int, said: str, told: str) -> None:
    await tg.webhook.start(f"{HOOK}/telegram", "s", 40)
    tg.webhook.last_error = (int(TODAY.timestamp()) - age, said)
    text = line(await examined(webhook=HOOK, port=8080), "delivery:")
    assert text.startswith(told)
    assert ("same key file" in text) == ("403" in said)


async def test_many_updates_waiting(examined: Examined, tg: TelegramServer) -> None:
    for _ in range(120):
        tg.push({"message": {}})
    assert line(await examined(), "updates: 120").startswith("! updates: 120 are waiting")


@pytest.mark.parametrize(
    ("webhook", "said"),
    [
        ("http://bot.example.org", "does not begin with https://"),
        ("https://b.example.org:8080", "not deliver to port 8080"),
        ("https://[", "cannot be read"),
    ],
)
def test_an_address_telegram_would_refuse(webhook: str, said: str) -> None:
    from bot.doctor.telegram import Hook, _webhook
    from bot.settings import Settings

    (finding,) = _webhook(Settings(webhook=webhook), Hook())
    assert finding.mark == "✗"
    assert said in finding.what


# ---- the key and the database ----


async def test_a_first_start_makes_both(examined: Examined, tmp_path: Path) -> None:
    text = await examined()
    assert "✓ database: /srv/data/unhook.db is made at the first start" in text
    assert "✓ key: /srv/keys/key is made at the first start" in text
    assert files(tmp_path) == {}


@pytest.mark.usefixtures("written")
async def test_nothing_is_changed(examined: Examined, tmp_path: Path) -> None:
    before = files(tmp_path)
    await examined()
    assert files(tmp_path) == before


@pytest.mark.usefixtures("written")
async def test_while_the_bot_uses_the_database(examined: Examined, tmp_path: Path) -> None:
    busy = sqlite3.connect(tmp_path / "data" / "unhook.db", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    assert "✓ database: /srv/data/unhook.db, up to date" in await examined()
    busy.close()


@pytest.mark.usefixtures("written")
async def test_a_key_that_went_missing(examined: Examined, tmp_path: Path) -> None:
    (tmp_path / "keys" / "key").unlink()
    assert "✗ key: /srv/keys/key is missing, and the database was written with it" in await examined()
    assert not (tmp_path / "keys" / "key").exists()


@pytest.mark.usefixtures("written")
async def test_a_key_beside_the_database(examined: Examined, tmp_path: Path) -> None:
    (tmp_path / "keys" / "key").rename(tmp_path / "data" / "key")
    assert "! key: it lies in the folder of the database" in await examined(key=None)


@pytest.mark.parametrize("sentence", ["UPDATE alembic_version SET version_num = '9999'", "DELETE FROM alembic_version"])
@pytest.mark.usefixtures("written")
async def test_a_database_of_another_version(examined: Examined, tmp_path: Path, sentence: str) -> None:
    with sqlite3.connect(tmp_path / "data" / "unhook.db") as db:
        db.execute(sentence)
    db.close()
    newer = "9999" in sentence
    said = "✗ database: a newer version of Unhook wrote" if newer else "✓ database: /srv/data/unhook.db is empty"
    assert said in await examined()


@pytest.mark.parametrize(
    "spoil", [lambda path: path.write_bytes(b"not a database" * 100), lambda path: (path.unlink(), path.mkdir())]
)
@pytest.mark.usefixtures("written")
async def test_a_file_that_is_no_database(examined: Examined, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / "data" / "unhook.db")
    text = await examined()
    assert "✗ database: /srv/data/unhook.db cannot be read (" in text


@pytest.mark.parametrize("address", ["mysql://root:hunter2@localhost/x", "hunter2", "postgresql://u:hunter2@[::1/x"])
async def test_an_address_that_is_not_understood_is_not_shown(examined: Examined, address: str) -> None:
    text = await examined(database=address)
    assert "✗ database: " in text
    assert "hunter2" not in text


async def test_a_database_in_memory(examined: Examined) -> None:
    assert "! database: in memory" in await examined(database="sqlite:///:memory:")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_may_not_be_written_to(examined: Examined, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    assert "✗ database: /srv/data/unhook.db cannot be made" in await examined()


async def test_postgresql(examined: Examined, fresh_postgresql: str, written: Vault) -> None:
    assert "is empty; its tables are made at the first start" in line(await examined(database=fresh_postgresql), "database: ")
    store = await SqlStore.open(fresh_postgresql, written)
    await store.close()
    text = await examined(database=fresh_postgresql)
    assert "up to date" in line(text, "database: ")
    assert "✓ key: the database was written with it" in text

    def write_another(db: Connection) -> None:
        db.execute(delete(meta))
        db.execute(insert(meta).values(name="key", value="another"))
        db.commit()

    database = connect(fresh_postgresql)
    await database.within(write_another)
    await database.close()
    assert "✗ key: the database was written with another one; the bot will not start" in await examined(database=fresh_postgresql)


# ---- the web server ----


async def test_a_port_that_is_free(examined: Examined) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert f"✓ web server: 127.0.0.1:{port} is free" in await examined(port=port)
    assert f"✓ web server: 0.0.0.0:{port} is free" in await examined(port=port, host="0.0.0.0")


@pytest.mark.parametrize(("quiet", "said"), [(100.0, "✓ web server: the bot runs at"), (0.0, "✗ web server: the bot runs at")])
async def test_the_bot_answers_there(examined: Examined, quiet: float, said: str) -> None:
    async with serving(application(Health(quiet))) as (base, _):
        assert said in await examined(port=int(base.rpartition(":")[2]))


async def test_another_program_has_the_port(examined: Examined) -> None:
    async with serving(Starlette(routes=[])) as (base, _):
        assert "✗ web server: another program answers at" in await examined(port=int(base.rpartition(":")[2]))


async def test_a_place_nothing_can_listen_at(examined: Examined) -> None:
    assert "✗ web server: nothing can listen at" in await examined(host="no.such.host.invalid", port=8080)


async def test_a_webhook_needs_a_web_server(examined: Examined) -> None:
    assert "✗ web server: none, but updates should come by webhook" in await examined(webhook=HOOK, port=0)
