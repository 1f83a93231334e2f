"""The bot as a program of its own, as somebody would run it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Literal

from tests.telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parents[1]
By = Literal["polling", "webhook"]


class Program:
    """`log`: where all its lives write to. `module`: what comes after `python -m`. `rules`: None for the real ones."""

    def __init__(
        self, tg: TelegramServer, folder: Path, url: str, by: By, *, module: str = "bot run", rules: Path | None = None
    ) -> None:
        self.log = folder / "log"
        self._command = ["-m", *module.split()]
        self._env = {name: value for name, value in os.environ.items() if not name.startswith("UNHOOK_")} | {
            "PYTHONPATH": str(ROOT),
            "UNHOOK_TOKEN": tg.token,
            "UNHOOK_API": tg.base,
            "UNHOOK_DATA": str(folder),
            "UNHOOK_DATABASE": url,
            "UNHOOK_PORT": "0",
        }
        if rules:
            self._env["UNHOOK_RULES"] = str(rules)
        if by == "webhook":
            port = free_port()
            self._env |= {"UNHOOK_PORT": str(port), "UNHOOK_WEBHOOK": f"http://127.0.0.1:{port}"}
        self._process: Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._command, env=self._env, cwd=self.log.parent, stderr=log
            )

    async def end(self, how: signal.Signals) -> int:
        """Its exit code. RuntimeError: it had ended by itself."""
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(f"the bot ended by itself:\n{self.log.read_text()[-3000:]}")
        self._process.send_signal(how)
        return await self._process.wait()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
