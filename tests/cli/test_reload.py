"""SIGHUP: what is in rules/ is read anew while the bot runs, and content with a mistake changes nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot import app
from bot.channels.telegram.desk import Desk
from bot.core.assess import Engine
from bot.settings import Settings

UI = "languages/en/ui.yaml"


@dataclass
class Counter:
    """The one thing a reload changes of a desk."""

    engine: Engine


async def until(met: object, seconds: float = 10.0) -> bool:
    assert callable(met)
    for _ in range(int(seconds / 0.02)):
        if met():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_content_is_read_anew_and_a_mistake_changes_nothing(
    small_rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(small_rules, rules)
    settings = Settings.model_validate({"rules": rules})
    desk = Counter(app.engine(settings))
    app._reload_on_hangup(cast("Desk", desk), settings)
    try:
        first = desk.engine
        text = (rules / UI).read_text("utf-8")
        (rules / UI).write_text(text.replace('go-back: "Back"', 'go-back: "Go back"'), "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        assert await until(lambda: desk.engine is not first)
        assert desk.engine.content.voices["en"].say("go-back") == "Go back"

        second = desk.engine
        (rules / UI).write_text("a: [", "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        told = ""

        def refused() -> bool:
            nonlocal told
            told += capsys.readouterr().out
            return "the old one stays" in told

        assert await until(refused)
        assert desk.engine is second
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
