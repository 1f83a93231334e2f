"""The command line as somebody uses it: through pipes, in scripts, and in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Environment = Callable[[Path | None], dict[str, str]]


@pytest.fixture(scope="session")
def environment() -> Environment:
    """Variables for a program of its own: nothing of ours but the rules to use. None: the real ones."""

    def make(rules: Path | None) -> dict[str, str]:
        ours = ("UNHOOK_", "LC_", "LANG", "PYTHON")
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        env |= {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "TERM": "dumb", "COLUMNS": "80"}
        return env | ({"UNHOOK_RULES": str(rules)} if rules else {})

    return make


@pytest.fixture
def unhook(small_rules: Path, tmp_path: Path, environment: Environment) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command to its end. The small rules, which it is given, start at once."""

    def run(*words: str, stdin: bytes = b"", rules: Path | None = small_rules) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bot", *words]
        env = environment(rules)
        return subprocess.run(command, input=stdin, env=env, cwd=tmp_path, capture_output=True, timeout=120, check=False)

    return run
