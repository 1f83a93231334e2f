"""The key file and the database: there, usable, and made for each other. Only read, never made, mended or brought up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from bot.doctor.findings import Finding, hint, well, wrong
from bot.settings import Settings
from bot.storage import tables
from bot.storage.database import ADDRESS, PLACE, StoreError, connect, migrations
from bot.storage.sql import FINGERPRINT
from bot.vault import Vault, VaultError


@dataclass(frozen=True, slots=True)
class Written:
    """What a database says of itself. `fingerprint` None: no bot has used it yet."""

    revisions: frozenset[str]
    fingerprint: str | None


async def kept(settings: Settings) -> list[Finding]:
    """The key file, the database, and whether one was written with the other."""
    path, url = settings.key_file, settings.database_url
    findings = []
    vault = None
    missing = not _there(path)
    if not missing:
        try:
            vault = Vault.open(path)
            findings.append(well(f"key: {path}, for this user alone"))
        except VaultError as error:
            findings.append(wrong("key: the file cannot be used", _sentence(str(error))))
    file = _file(url)
    if file and _there(path) and path.absolute().parent == file.absolute().parent:
        advice = "Back them up apart: who has both can read what is sealed. UNHOOK_KEY may name another place."
        findings.append(hint("key: it lies in the folder of the database", advice))
    if file is not None and not _there(file):
        findings += _to_be_made(file, path if missing else None)
        return findings
    try:
        written = _read_file(file) if file else await _read_server(url)
    except Exception as error:  # whatever it is: its message may quote the address, and with it a password
        return [*findings, _unusable(url, file, error)]
    if missing:
        findings.append(_without_key(path, written))
    return [*findings, *_judged(written, file, url), *_fits(written, vault, file)]


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that is not ours to look into; opening it will say so
        return True


def _file(url: str) -> Path | None:
    """SQLite's file; None for PostgreSQL and for what is not understood."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return None
    if not address.drivername.startswith("sqlite"):
        return None
    return Path(address.database or ":memory:")


def _to_be_made(file: Path, key: Path | None) -> Iterator[Finding]:
    if str(file) == ":memory:":
        yield hint(
            "database: in memory, so a restart forgets where people were", "Leave UNHOOK_DATABASE empty to keep it in a file."
        )
        return
    folder = next((each for each in file.absolute().parents if _there(each)), Path("/"))
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(
            f"database: {file} cannot be made: {folder} may not be written to",
            "Give the folder to this user, or set UNHOOK_DATA.",
        )
    else:
        yield well(f"database: {file} is made at the first start")
    if key:
        yield well(f"key: {key} is made at the first start; keep a copy of it away from the database")


def _read(db: Connection) -> Written:
    revisions = frozenset(MigrationContext.configure(db).get_current_heads())
    if not inspect(db).has_table(tables.meta.name):
        return Written(revisions, None)
    return Written(revisions, db.scalar(select(tables.meta.c.value).where(tables.meta.c.name == FINGERPRINT)))


def _read_file(file: Path) -> Written:
    """Opened for reading only: an older one is not brought up to date, and one with another key loses nothing."""
    # Nobody writes where there is no log beside it, and then SQLite need not make one for us.
    alone = not _there(file.with_name(f"{file.name}-wal"))
    place = f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(place, uri=True), poolclass=NullPool)
    with engine.connect() as db:
        return _read(db)


async def _read_server(url: str) -> Written:
    database = connect(url)
    try:
        return await database.within(_read)
    finally:
        await database.close()


def _unusable(url: str, file: Path | None, error: Exception) -> Finding:
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, StoreError):
        return wrong("database: it cannot be used", _sentence(str(error)))
    if file:
        return wrong(
            f"database: {file} cannot be read ({type(cause).__name__})",
            "Check that it is a database of Unhook and belongs to this user.",
        )
    shown = PLACE.fullmatch(url)
    place = f"PostgreSQL at {shown[1]}" if shown else "PostgreSQL"
    return wrong(
        f"database: {place} cannot be used ({type(cause).__name__})", f"Check that it runs, and UNHOOK_DATABASE: {ADDRESS}."
    )


def _judged(written: Written, file: Path | None, url: str) -> Iterator[Finding]:
    """Whether its tables are those of this version, and it may be written to."""
    scripts = ScriptDirectory.from_config(migrations())
    shown = PLACE.fullmatch(url)
    place = str(file) if file else f"PostgreSQL at {shown[1]}" if shown else "PostgreSQL"
    if written.revisions - {script.revision for script in scripts.walk_revisions()}:
        yield wrong(
            f"database: a newer version of Unhook wrote {place}", "Start that version or a later one, or give another database."
        )
    elif not written.revisions:
        yield well(f"database: {place} is empty; its tables are made at the first start")
    elif written.revisions != frozenset(scripts.get_heads()):
        yield hint(
            f"database: {place} is of an older version", "Make a backup, then start the bot: it brings the tables up to date."
        )
    else:
        yield well(f"database: {place}, up to date")
    if file and not (os.access(file, os.W_OK) and os.access(file.absolute().parent, os.W_OK | os.X_OK)):
        yield wrong(f"database: {file} or its folder may not be written to", "Give both to the user the bot runs as.")


def _without_key(path: Path, written: Written) -> Finding:
    if written.fingerprint is None:
        return well(f"key: {path} is made at the first start; keep a copy of it away from the database")
    return wrong(
        f"key: {path} is missing, and the database was written with it", "Put back a copy of it before you start the bot."
    )


def _fits(written: Written, vault: Vault | None, file: Path | None) -> Iterator[Finding]:
    if vault is None or written.fingerprint is None:
        return
    if written.fingerprint == vault.fingerprint:
        yield well("key: the database was written with it")
    else:
        start = "starting deletes what is stored" if file else "the bot will not start"
        yield wrong(
            f"key: the database was written with another one; {start}",
            "Put back the key file of then; if it is lost, `python -m bot erase` begins anew.",
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
