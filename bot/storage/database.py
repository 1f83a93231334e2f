"""From an address to a database that is up to date: SQLite as one file, or PostgreSQL."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.ports import CannotStart

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LOCK = 7_310_427_919  # PostgreSQL's advisory locks have numbers: this one, and the next for sweeping, are ours
CONNECTING = 10.0  # seconds
STATEMENT = 30.0  # seconds; a statement takes milliseconds, so a database that is this slow has gone
ADDRESS = "give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
# A host and a name. Nothing else may be shown of an address, and of one with an @ elsewhere not even these.
PLACE = re.compile(r"[a-z+]+://(?:[^@/?#]*@)?([\w.,:\[\]-]*(?:/[\w.-]*)?)(?:\?[^@]*)?")

SQLITE = (
    "PRAGMA busy_timeout = 10000",  # ms; first, for the next line waits by it too
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",  # what is deleted is written over
)


class StoreError(CannotStart):
    """The database cannot be used. The message says what to do, and holds no password."""


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[tuple[AsyncEngine, AsyncConnection]]:
    """An engine, and its first transaction, in which the tables were brought up to date: all of it happens, or nothing.

    Processes that start together take turns, on SQLite by BEGIN IMMEDIATE. If anything fails the engine is disposed of;
    afterwards it is the caller's. StoreError: the address is not understood, nobody answers there, or a newer version wrote the
    tables.
    """
    engine = connect(url)
    try:
        async with engine.begin() as db:
            if engine.dialect.name == "postgresql":
                await db.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
            await db.run_sync(upgrade)
            yield engine, db
    except (SQLAlchemyError, OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        await engine.dispose()
        raise StoreError(_explain(url, error)) from None
    except BaseException:
        await engine.dispose()
        raise


def connect(url: str) -> AsyncEngine:
    """An engine for this address; nothing is asked of the database yet. StoreError: the address is not understood."""
    backend, _, rest = url.partition("://")
    match backend.partition("+")[0]:
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return _postgresql(f"postgresql://{rest}")
    raise StoreError(f"the address of the database is not understood: {ADDRESS}")


def _sqlite(url: str) -> AsyncEngine:
    if sqlite3.sqlite_version_info < (3, 35):  # RETURNING
        raise StoreError(f"SQLite 3.35 or newer is needed, and this Python has {sqlite3.sqlite_version}: use a newer Python")
    try:
        address = make_url(url).set(drivername="sqlite+aiosqlite")
        if address.host or address.database in {None, "", ":memory:"}:  # in memory: that is what MemoryStore is for
            raise StoreError(f"the address of the database names no file: {ADDRESS}")
        _own_file(Path(address.database or ""))
    except ArgumentError:
        raise StoreError(f"the address of the database is not understood: {ADDRESS}") from None
    except OSError as error:
        raise StoreError(_explain(url, error)) from None
    # One connection: writers of one process queue up in order here, instead of each trying its luck with SQLite's lock.
    engine = create_async_engine(
        address,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=STATEMENT,
    )

    # SQLAlchemy begins the transactions, not the driver (its manual, "Transactions with SQLite"). IMMEDIATE: each of ours writes,
    # and one that began by reading could find that another process has written meanwhile.
    @event.listens_for(engine.sync_engine, "connect")
    def settings(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for line in SQLITE:
            cursor.execute(line)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _own_file(path: Path) -> None:
    """The database's file, for this user's eyes only; SQLite gives the files beside it the same rights."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _postgresql(dsn: str) -> AsyncEngine:
    # asyncpg reads the address itself, as every PostgreSQL client does: sslmode, several hosts, a socket's folder.
    async def connecting() -> Any:
        return await asyncpg.connect(dsn, timeout=CONNECTING, command_timeout=STATEMENT)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connecting,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=0,
        pool_pre_ping=True,
        pool_recycle=600,  # firewalls drop connections that were quiet for long
    )


def migrations() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(db: Connection, config: Config | None = None) -> None:
    """Bring the tables up to date in the transaction that is open. StoreError: a newer version wrote them."""
    config = config or migrations()
    scripts = ScriptDirectory.from_config(config)
    found = set(MigrationContext.configure(db).get_current_heads())
    if found == set(scripts.get_heads()):
        return
    unknown = found - {script.revision for script in scripts.walk_revisions()}
    if unknown:
        raise StoreError(
            f"a newer version of Unhook wrote this database (revision {', '.join(sorted(unknown))}):"
            " start that version or a later one, or give another database"
        )
    config.attributes["connection"] = db
    command.upgrade(config, "head")


def _explain(url: str, error: Exception) -> str:
    if url.startswith("sqlite"):
        place = make_url(url).database
        advice = "check that this is a database of Unhook, that its folder may be written to, and that the disk is not full"
    else:
        shown = PLACE.fullmatch(url)
        place = f"PostgreSQL at {shown[1]}" if shown else "PostgreSQL"
        advice = f"check that it runs, and its address: {ADDRESS}"
    cause: BaseException | None = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig.__cause__ or error.orig  # what the driver raised, without SQLAlchemy's wrapping
    reason = type(cause).__name__
    # Others may quote the address, and with it a password.
    if isinstance(cause, OSError | sqlite3.Error | asyncpg.PostgresError) and str(cause):
        reason = f"{reason}, {cause}"
    return f"the database ({place}) cannot be used ({reason}): {advice}"
