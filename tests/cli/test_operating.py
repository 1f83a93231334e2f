"""`doctor`, `erase`, and a `run` that cannot start: for those who run the bot. Every trouble is a sentence, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Environment = Callable[[Path | None], dict[str, str]]
TOKEN = "123456789:AAGzqtokenzqtokenzqtokenzqtokenzq"


@pytest.fixture
def operated(small_rules: Path, tmp_path: Path, environment: Environment) -> Run:
    """Run a command with these variables, in a folder of its own. Telegram is a port nobody listens on."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        env = (
            environment(small_rules) | {"UNHOOK_TOKEN": TOKEN, "UNHOOK_API": "http://127.0.0.1:9", "UNHOOK_PORT": "0"} | variables
        )
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, env=env, cwd=tmp_path, input=b"", capture_output=True, timeout=60, check=False)

    return run


def test_doctor_with_nothing_set(unhook: Run, tmp_path: Path) -> None:
    done = unhook("doctor")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "UNHOOK_TOKEN" in done.stdout.decode()
    assert list(tmp_path.iterdir()) == []


def test_doctor_without_a_network(operated: Run, tmp_path: Path) -> None:
    done = operated("doctor")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "✗ Telegram: 127.0.0.1:9 cannot be reached" in done.stdout.decode()
    assert TOKEN not in done.stdout.decode()
    assert list(tmp_path.iterdir()) == []


def test_run_without_a_network(operated: Run) -> None:
    done = operated("run")
    assert done.returncode == 2
    assert b"Telegram cannot be reached" in done.stderr
    assert TOKEN.encode() not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"UNHOOK_PORT": "hunter2"}, b"UNHOOK_PORT cannot be used"),
        (
            {"UNHOOK_DATABASE": "postgresql://u:hunter2@127.0.0.1:9/x"},
            b"the database (PostgreSQL at 127.0.0.1:9/x) cannot be used",
        ),
        ({"UNHOOK_KEY": "/dev/null"}, b"key file /dev/null"),
    ],
)
@pytest.mark.parametrize("command", [["run"], ["erase", "--yes"]])
def test_what_cannot_be_used_is_named(operated: Run, command: list[str], variables: dict[str, str], said: bytes) -> None:
    done = operated(*command, **variables)
    assert done.returncode == 2
    assert said in done.stderr
    for never in (b"Traceback", b"hunter2", TOKEN.encode()):
        assert never not in done.stderr + done.stdout


def test_erase_asks_first(operated: Run, tmp_path: Path) -> None:
    assert operated("erase").returncode == 1  # nobody answered
    assert operated("erase", "--yes").returncode == 0
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["key", "unhook.db"]
