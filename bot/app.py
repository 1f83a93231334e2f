"""Composition root: settings → content → engine → channels. The only place that knows all of them."""

from __future__ import annotations

from bot.channels import console
from bot.content.load import load
from bot.core.assess import Engine
from bot.settings import Settings


def engine(settings: Settings | None = None) -> Engine:
    """The engine over the checked content. Raises BadContent."""
    return Engine(load((settings or Settings()).rules))


def run(engine: Engine, language: str | None) -> None:
    """The bot in this terminal, until the person leaves."""
    console.converse(engine, language)
