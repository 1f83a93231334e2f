"""From an address to a database that is up to date: SQLite as one file, or PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncpg  # type: ignore[import-untyped]
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

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
T = TypeVar("T")


class StoreError(CannotStart):
    """The database cannot be used. The message says what to do, and holds no password."""


class Database(Protocol):
    """One database: whole transactions are given to it, and it decides where they run."""

    dialect: str  # "sqlite" or "postgresql"

    async def within(self, body: Callable[[Connection], T]) -> T:
        """Run `body` in a transaction, rolled back unless it commits. Whoever waits may be cancelled, a transaction may not."""

    async def write_over(self) -> None:
        """Let nothing of what was deleted stay in the files, where they are ours."""

    async def close(self) -> None:
        """Wait for what is running, and leave no connection open."""


async def prepared(url: str, first: Callable[[Connection], T]) -> tuple[Database, T]:
    """A database, and what `first` returned: it runs in the transaction that brings the tables up to date, all or nothing.

    Processes that start together take turns, on SQLite by BEGIN IMMEDIATE. If anything fails the database is closed; afterwards
    that is up to the caller. StoreError: the address is not understood, nobody answers there, or a newer version wrote the
    tables.
    """
    database = connect(url)

    def begin(db: Connection) -> T:
        if database.dialect == "postgresql":
            db.execute(select(func.pg_advisory_xact_lock(LOCK)))
        upgrade(db)
        result = first(db)
        db.commit()
        return result

    try:
        return database, await database.within(begin)
    except (SQLAlchemyError, OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        await database.close()
        raise StoreError(_explain(url, error)) from None
    except BaseException:
        await database.close()
        raise


def connect(url: str) -> Database:
    """The database at this address; nothing is asked of the database yet. StoreError: the address is not understood."""
    backend, _, rest = url.partition("://")
    match backend.partition("+")[0]:
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return PostgreSQL(f"postgresql://{rest}")
    raise StoreError(f"the address of the database is not understood: {ADDRESS}")


def _sqlite(url: str) -> Database:
    if sqlite3.sqlite_version_info < (3, 35):  # RETURNING
        raise StoreError(f"SQLite 3.35 or newer is needed, and this Python has {sqlite3.sqlite_version}: use a newer Python")
    try:
        address = make_url(url).set(drivername="sqlite")
        if address.host or address.database in {None, "", ":memory:"}:  # in memory: that is what MemoryStore is for
            raise StoreError(f"the address of the database names no file: {ADDRESS}")
        _own_file(Path(address.database or ""))
    except ArgumentError:
        raise StoreError(f"the address of the database is not understood: {ADDRESS}") from None
    except OSError as error:
        raise StoreError(_explain(url, error)) from None
    return SQLite(address)


def _own_file(path: Path) -> None:
    """The database's file, for this user's eyes only; SQLite gives the files beside it the same rights."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


class SQLite:
    """One thread with one connection, where the transactions of this process queue up in order, instead of each trying its luck
    with SQLite's lock. They go there whole: a trip with each statement costs more than the statement.
    """

    dialect = "sqlite"

    def __init__(self, address: URL) -> None:
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._engine = create_engine(address, hide_parameters=True)

        # SQLAlchemy begins the transactions, not the driver (its manual, "Transactions with SQLite"). IMMEDIATE: each of ours
        # writes, and one that began by reading could find that another process has written meanwhile.
        @event.listens_for(self._engine, "connect")
        def settings(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for line in SQLITE:
                connection.execute(line)

        @event.listens_for(self._engine, "begin")
        def begin(db: Connection) -> None:
            db.exec_driver_sql("BEGIN IMMEDIATE")

    async def within(self, body: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine.connect() as db:
                return body(db)

        return await self._there(run)

    async def write_over(self) -> None:
        """Until then it stands in the file beside the database's."""

        def run() -> None:
            # Not possible in a transaction, so past SQLAlchemy.
            with closing(self._engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        await self._there(run)

    async def close(self) -> None:
        closed = self._there(self._engine.dispose)
        self._thread.shutdown(wait=False)  # it ends when it has done all that
        await closed

    def _there(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))


class PostgreSQL:
    """Several connections, awaited."""

    dialect = "postgresql"

    def __init__(self, dsn: str) -> None:
        # asyncpg reads the address itself, as every PostgreSQL client does: sslmode, several hosts, a socket's folder.
        async def connecting() -> Any:
            return await asyncpg.connect(dsn, timeout=CONNECTING, command_timeout=STATEMENT)

        self._running: set[asyncio.Task[Any]] = set()
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connecting,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_size=8,
            max_overflow=0,
            pool_pre_ping=True,
            pool_recycle=600,  # firewalls drop connections that were quiet for long
        )

    async def within(self, body: Callable[[Connection], T]) -> T:
        async def run() -> T:
            async with self._engine.connect() as db:
                return await db.run_sync(body)  # a third faster than awaiting each statement

        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def write_over(self) -> None:
        """The server's files are not ours."""

    async def close(self) -> None:
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()


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
