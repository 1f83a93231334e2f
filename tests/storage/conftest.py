"""The stores the contract is held to, and a throw-away PostgreSQL for as long as the tests run."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.sql import SqlStore
from bot.vault import Vault

Another = Callable[[], Awaitable[Store]]


def find(program: str) -> str | None:
    """A program of PostgreSQL, the newest: Debian keeps them off the PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4]))
    return str(beside[-1]) if beside else shutil.which(program)


def unprivileged() -> dict[str, Any]:
    """What makes subprocess.run do it as somebody else: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.fail("these tests run as root, and there is no user postgres or nobody to run PostgreSQL as", pytrace=False)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket. Without PostgreSQL the test is skipped, in CI it fails."""
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if initdb is None or pg_ctl is None:
        reason = "PostgreSQL's server (initdb, pg_ctl) is not installed; on Debian or Ubuntu: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="unhook-pg-", dir="/tmp"))  # a socket's path may have 107 bytes, and tmp_path is long
    user = unprivileged()
    if user:
        os.chown(folder, user["user"], user["group"])

    def call(*words: str) -> None:
        # Into a file, not a pipe: the server keeps it open.
        with (folder / "calls").open("ab") as log:
            plain = {"PATH": os.defpath, "LC_ALL": "C"}
            done = subprocess.run(words, check=False, cwd=folder, stdout=log, stderr=log, env=plain, **user)
        if done.returncode:
            said = "\n".join(path.read_text(errors="replace") for path in (folder / "calls", folder / "log") if path.exists())
            pytest.fail(f"{' '.join(words)} failed:\n{said}", pytrace=False)

    data = f"{folder}/data"
    call(initdb, "-D", data, "-U", "unhook", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions")
    try:
        quick = "-c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=200"
        options = f"-k {folder} -c listen_addresses= {quick}"
        call(pg_ctl, "-D", data, "-w", "-t", "60", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield str(folder)
        finally:
            call(pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Much faster than a database for each test. Whoever is still connected to it belongs to a test that failed.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DROP SCHEMA public CASCADE; CREATE SCHEMA public;
"""


@pytest.fixture
def fresh_postgresql(cluster: str) -> str:
    """The address of an empty database."""

    async def empty() -> None:
        db = await asyncpg.connect(f"postgresql://unhook@/postgres?host={cluster}")
        await db.execute(EMPTY)
        await db.close()

    with ThreadPoolExecutor(1) as elsewhere:  # the test has a loop of its own here
        elsewhere.submit(asyncio.run, empty()).result()
    return f"postgres://unhook@/postgres?host={cluster}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/unhook.sqlite3"
    return str(request.getfixturevalue("fresh_postgresql"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, or "memory"."""
    match request.param:
        case "sqlite":
            return f"sqlite:///{tmp_path}/unhook.sqlite3"
        case "postgresql":
            return str(request.getfixturevalue("fresh_postgresql"))
    return "memory"


@pytest.fixture
async def another(place: str, vault: Vault) -> AsyncIterator[Another]:
    """Opens one store more on the same data, as another process would; in memory it is the same one."""
    opened: list[Store] = []
    memory = MemoryStore()

    async def opening() -> Store:
        opened.append(memory if place == "memory" else await SqlStore.open(place, vault))
        return opened[-1]

    yield opening
    for store in opened:
        await store.close()


@pytest.fixture
async def store(another: Another) -> Store:
    return await another()


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))
