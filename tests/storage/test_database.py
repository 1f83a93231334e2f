"""Opening: addresses, migrations, a key that is not the one, and what is said when it fails."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.ports import CASE_KEPT, Claim, Taken, Talk
from bot.storage import database
from bot.storage.database import MIGRATIONS, StoreError, connect, migrations, prepared
from bot.storage.sql import SqlStore
from bot.storage.tables import metadata
from bot.vault import Vault

NOW = 1_700_000_000.0
KEPT = Talk("AAAA", NOW + CASE_KEPT, "pt-BR")
OTHER = Vault(b"another key of 32 bytes in all !")

LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "madeup", "{head}"


def upgrade() -> None:
    op.add_column("talk", sa.Column("mood", sa.String(8)))
"""


async def keep(address: str, vault: Vault) -> None:
    store = await SqlStore.open(address, vault)
    claim = await store.claim(1, vault.key(1), NOW)
    assert isinstance(claim, Claim)
    assert await store.settle(claim, KEPT, NOW)
    await store.close()


async def kept(store: SqlStore, vault: Vault) -> Talk:
    claim = await store.claim(2, vault.key(1), NOW)
    assert isinstance(claim, Claim)
    return claim.state


async def said(address: str, vault: Vault) -> str:
    """What opening fails with."""
    with pytest.raises(StoreError) as failed:
        await SqlStore.open(address, vault)
    return str(failed.value)


async def migrate(address: str, revision: str, folder: Path = MIGRATIONS) -> None:
    opened = connect(address)
    config = migrations()
    config.set_main_option("script_location", str(folder))

    def run(db: Connection) -> None:
        from alembic import command

        config.attributes["connection"] = db
        command.upgrade(config, revision)
        db.commit()

    await opened.within(run)
    await opened.close()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def revisions() -> list[str]:
    return [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()]


async def test_migrations_make_the_tables_that_the_code_knows(address: str) -> None:
    def differences(db: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        found: list[Any] = compare_metadata(MigrationContext.configure(db, opts=options), metadata)
        return found

    opened, found = await prepared(address, differences)
    await opened.close()
    assert found == []


@pytest.mark.parametrize("revision", revisions())
async def test_a_database_of_any_version_is_brought_up_to_date(address: str, vault: Vault, revision: str) -> None:
    await migrate(address, revision)
    await keep(address, vault)
    store = await SqlStore.open(address, vault)
    assert await kept(store, vault) == KEPT
    await store.close()


async def test_upgrading_keeps_what_is_there_and_an_older_program_refuses(address: str, vault: Vault, tmp_path: Path) -> None:
    await keep(address, vault)
    later = tmp_path / "later"
    shutil.copytree(MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "made_up.py").write_text(LATER.format(head=revisions()[0]))
    await migrate(address, "head", later)
    opened = connect(address)
    assert await opened.within(lambda db: db.execute(text("SELECT token, mood FROM talk")).all()) == [("AAAA", None)]
    await opened.close()
    message = await said(address, vault)
    assert "a newer version of Unhook wrote this database (revision madeup)" in message


async def test_a_migration_that_fails_leaves_nothing_behind(
    address: str, vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    shutil.copytree(MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "made_up.py").write_text(LATER.format(head=revisions()[0]) + '    op.execute("no such words")\n')
    monkeypatch.setattr(database, "MIGRATIONS", later)
    assert "cannot be used" in await said(address, vault)
    monkeypatch.undo()
    await keep(address, vault)


async def test_opened_by_many_at_once(address: str, vault: Vault) -> None:
    stores = await asyncio.gather(*(SqlStore.open(address, vault) for _ in range(6)))
    assert not any(store.started_clean for store in stores)
    for store in stores:
        await store.close()


async def test_what_was_asked_for_is_done_though_nobody_waits(address: str, vault: Vault) -> None:
    store = await SqlStore.open(address, vault)
    claim = await store.claim(1, vault.key(1), NOW)
    assert isinstance(claim, Claim)
    settling = asyncio.ensure_future(store.settle(claim, KEPT, NOW))
    await asyncio.sleep(0)
    settling.cancel()
    await store.close()
    assert settling.cancelled()
    store = await SqlStore.open(address, vault)
    assert await store.claim(1, vault.key(1), NOW) is Taken.done
    assert await kept(store, vault) == KEPT
    await store.close()


async def test_opening_is_cut_off(tmp_path: Path, vault: Vault) -> None:
    """It leaves neither a thread nor an open file, also while it waits for somebody else's lock."""
    before = set(threading.enumerate())
    await keep(f"sqlite:///{tmp_path}/unhook.sqlite3", vault)
    with closing(sqlite3.connect(tmp_path / "unhook.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.ensure_future(SqlStore.open(f"sqlite:///{tmp_path}/unhook.sqlite3", vault))
        await asyncio.sleep(0.05)
        opening.cancel()
        await asyncio.sleep(0.05)
        other.execute("ROLLBACK")
        await asyncio.wait([opening])
        assert opening.cancelled()
    for thread in set(threading.enumerate()) - before:  # it has nothing left to do, but may not have ended yet
        thread.join(5)
        assert not thread.is_alive()
    assert files(tmp_path) == ["unhook.sqlite3"]  # the last to close takes the log away


async def test_the_right_key_finds_everything_again(address: str, vault: Vault) -> None:
    await keep(address, vault)
    store = await SqlStore.open(address, vault)
    assert not store.started_clean
    assert await store.claim(1, vault.key(1), NOW) is Taken.done
    assert await kept(store, vault) == KEPT
    await store.close()


async def test_another_key_on_sqlite_starts_clean(tmp_path: Path, vault: Vault) -> None:
    address = f"sqlite:///{tmp_path}/unhook.sqlite3"
    await keep(address, vault)
    store = await SqlStore.open(address, OTHER)
    assert store.started_clean
    assert await store.claim(1, OTHER.key(1), NOW) is Taken.done  # found by no key, so it still holds
    assert await kept(store, vault) == Talk()
    await store.close()
    again = await SqlStore.open(address, OTHER)
    assert not again.started_clean
    await again.close()


async def test_another_key_on_postgresql_is_refused(fresh_postgresql: str, vault: Vault) -> None:
    await keep(fresh_postgresql, vault)
    message = await said(fresh_postgresql, OTHER)
    assert "the key file is not the one this database was written with" in message
    assert "python -m bot erase" in message
    store = await SqlStore.open(fresh_postgresql, vault)
    assert await kept(store, vault) == KEPT
    await store.close()


async def test_erased(address: str, vault: Vault) -> None:
    await keep(address, vault)
    await SqlStore.erase(address, OTHER)
    store = await SqlStore.open(address, OTHER)
    assert not store.started_clean
    assert isinstance(await store.claim(1, OTHER.key(1), NOW), Claim)
    assert await kept(store, vault) == Talk()
    await store.close()


async def test_a_database_that_is_not_there(cluster: str, vault: Vault) -> None:
    message = await said(f"postgresql://unhook:sesame@/nowhere?host={cluster}", vault)
    assert 'database "nowhere" does not exist' in message
    assert "sesame" not in message


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:sesame@127.0.0.1:1/unhook",
        "postgres://me:sesame@127.0.0.1:1/unhook?sslmode=disable",
        "postgresql+asyncpg://me:sesame@127.0.0.1:1/unhook",
        "postgresql://127.0.0.1:1/unhook?user=me&password=sesame",
        "postgresql://me:sesame/x@127.0.0.1:1/unhook",
        "postgresql://me:sesame?x@127.0.0.1:1/unhook",
        "postgresql://me:x@sesame@127.0.0.1:1/unhook",
        "postgresql://me:sesame@127.0.0.1:1/unhook?sslmode=sesame",
        "mysql://me:sesame@127.0.0.1:1/unhook",
        "sesame",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://me:sesame@[/x",
    ],
)
async def test_an_address_of_no_use(address: str, vault: Vault) -> None:
    message = await said(address, vault)
    assert "give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME" in message
    assert "sesame" not in message


async def test_the_place_is_named(vault: Vault) -> None:
    message = await said("postgresql://me:sesame@127.0.0.1:1/unhook?sslmode=disable", vault)
    assert message.startswith("the database (PostgreSQL at 127.0.0.1:1/unhook) cannot be used (ConnectionRefusedError")


async def test_a_file_that_is_no_database(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "letter.txt").write_text("Dear all, " * 1000)
    message = await said(f"sqlite:///{tmp_path}/letter.txt", vault)
    assert "file is not a database" in message
    assert "check that this is a database of Unhook" in message


async def test_somebody_elses_database(tmp_path: Path, vault: Vault) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite3") as other:
        other.execute("CREATE TABLE talk (speaker TEXT)")
    other.close()
    assert "table talk already exists" in await said(f"sqlite:///{tmp_path}/other.sqlite3", vault)


async def test_a_folder_in_place_of_the_file(tmp_path: Path, vault: Vault) -> None:
    assert "Is a directory" in await said(f"sqlite:///{tmp_path}", vault)


async def test_the_folder_is_made(tmp_path: Path, vault: Vault) -> None:
    await keep(f"sqlite:///{tmp_path}/new/unhook.sqlite3", vault)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


async def test_an_old_sqlite(tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert "SQLite 3.35 or newer is needed" in await said(f"sqlite:///{tmp_path}/unhook.sqlite3", vault)
