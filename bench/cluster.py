"""A PostgreSQL server for as long as a benchmark runs. It writes to disk as safely as one that is in earnest."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]


@contextmanager
def postgresql() -> Iterator[str]:
    """The folder of its socket. RuntimeError: PostgreSQL is not installed, or does not start."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[4]))
    found = str(programs[-1] / "pg_ctl") if programs else shutil.which("pg_ctl")
    if found is None:
        raise RuntimeError("PostgreSQL's server is not installed; on Debian or Ubuntu: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="unhook-pg-"))
    user = _unprivileged()
    if user:
        os.chown(folder, user["user"], user["group"])

    def control(*words: str) -> None:
        with (folder / "calls").open("ab") as log:  # not a pipe: the server keeps it open
            done = subprocess.run(
                [found, "-D", f"{folder}/data", "-w", *words], check=False, stdout=log, stderr=log, cwd=folder, **user
            )
        if done.returncode:
            raise RuntimeError(f"pg_ctl {words[-1]} failed:\n{(folder / 'calls').read_text(errors='replace')}")

    try:
        control("-o", "-U unhook -A trust -E UTF8", "initdb")
        control("-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses=", "start")
        try:
            yield str(folder)
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def database(socket: str, name: str) -> str:
    """The address of a new, empty database on it."""
    db = await asyncpg.connect(f"postgresql://unhook@/postgres?host={socket}")
    await db.execute(f"CREATE DATABASE {name}")
    await db.close()
    return f"postgresql://unhook@/{name}?host={socket}"


def _unprivileged() -> dict[str, Any]:
    """What makes a program run as somebody else: PostgreSQL refuses to be root's."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
