"""What lies on the disk names nobody and tells nothing of what they sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.ports import Burst, Claim, Talk
from bot.storage import tables
from bot.storage.database import prepared
from bot.storage.sql import SqlStore
from bot.vault import Vault

NOW = 1_700_000_000.0
CHAT, PERSON, REPLY = 7_361_942_806_517, 5_209_384_761_093, 834_710_265
SIGNALS = ("threatens-canary", "wants-money-canary")
TOKEN = "Q2FuYXJ5VG9rZW4"


def traces() -> Iterator[bytes]:
    """Each id and signal, in every way it could have been written."""
    for number in (CHAT, PERSON, REPLY):
        yield str(number).encode()
        yield f"{number:x}".encode()
        for order in ("big", "little"):
            yield number.to_bytes((number.bit_length() + 7) // 8, order)
    for signal in SIGNALS:
        yield signal.encode()
    yield b"canary"


def read(folder: Path) -> dict[str, bytes]:
    """The files of a database by their names."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def keep_something(address: str, vault: Vault, update: int = 1) -> SqlStore:
    store = await SqlStore.open(address, vault)
    claim = await store.claim(update, vault.key("private", CHAT, PERSON), NOW)
    assert isinstance(claim, Claim)
    burst = Burst(reply=REPLY, signals=SIGNALS, count=3, until=NOW + 60)
    assert await store.settle(claim, Talk(TOKEN, NOW + 60, "en", burst), NOW)
    assert isinstance(await store.claim(update + 1, vault.key("private", CHAT, PERSON), NOW), Claim)  # a lease, too
    return store


async def test_no_row_tells_anything(address: str, vault: Vault) -> None:
    store = await keep_something(address, vault)
    await store.close()

    def everything(db: Connection) -> list[tuple[str, tuple[Any, ...]]]:
        return [(table.name, tuple(row)) for table in tables.metadata.sorted_tables for row in db.execute(select(table))]

    database, rows = await prepared(address, everything)
    await database.close()
    for name, row in rows:
        for value in row:
            data = value if isinstance(value, bytes) else str(value).encode()
            assert not [trace for trace in traces() if trace in data], name
    assert len(rows) == 6  # talk, burst, two claims, lease, fingerprint


async def test_no_byte_of_the_files_tells_anything(tmp_path: Path, vault: Vault) -> None:
    store = await keep_something(f"sqlite:///{tmp_path}/kept.sqlite3", vault)
    found = read(tmp_path)
    assert set(found) == {"kept.sqlite3", "kept.sqlite3-wal", "kept.sqlite3-shm"}
    assert TOKEN.encode() in found["kept.sqlite3-wal"]  # we do look where it is
    for name, data in found.items():
        assert not [trace for trace in traces() if trace in data], name
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, name
    await store.close()


async def test_what_was_forgotten_is_written_over(tmp_path: Path, vault: Vault) -> None:
    store = await keep_something(f"sqlite:///{tmp_path}/kept.sqlite3", vault)
    await store.sweep(NOW)
    assert any(TOKEN.encode() in data for data in read(tmp_path).values())
    await store.forget(vault.key("private", CHAT, PERSON))
    await store.sweep(NOW)
    assert not any(TOKEN.encode() in data for data in read(tmp_path).values())
    await store.close()


async def test_the_same_person_has_another_key_under_another_vault(vault: Vault) -> None:
    assert vault.key("private", CHAT) != Vault(b"another key of 32 bytes in all !").key("private", CHAT)
