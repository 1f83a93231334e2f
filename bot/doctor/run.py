"""All checks in their order: what is set, the content, Telegram, the key and the database, the web server."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from bot.content.load import load
from bot.content.model import Content
from bot.content.source import BadContent
from bot.doctor.findings import Finding, hint, told, troubled, well, wrong
from bot.doctor.kept import kept
from bot.doctor.telegram import telegram
from bot.doctor.web import web
from bot.settings import PREFIX, Settings, complaints

OLD = 180  # days after which a helpline should be checked again; rules/helplines/README.md asks for it every quarter


def main() -> tuple[str, int]:
    """What to print, and the exit code: 1 if anything is wrong."""
    findings = list(strangers([*os.environ, *dotenv_values(".env")]))
    try:
        settings = Settings()
    except ValidationError as error:
        findings += [wrong(each, "Correct it; .env.example says what each setting is.") for each in complaints(error)]
    else:
        findings += asyncio.run(examine(settings, datetime.now(UTC)))
    return told(findings), int(troubled(findings))


async def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Everything about a set-up. Without a token the bot needs nothing but its content."""
    findings = list(content(settings.rules, settings.weights, now.date()))
    if not settings.token.get_secret_value():
        advice = "To put it on Telegram, get a token from @BotFather and set UNHOOK_TOKEN (README, Run it on Telegram)."
        return [*findings, hint("no token: `run` talks in the terminal and keeps nothing", advice)]
    findings += together(settings)
    findings += await telegram(settings, now.timestamp())
    findings += await kept(settings)
    findings.append(await web(settings))
    return findings


def strangers(names: Iterable[str]) -> Iterator[Finding]:
    """Variables that look like settings and are none, such as a misspelt one."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted({name.upper() for name in names if name.upper().startswith(PREFIX)} - set(known)):
        near = difflib.get_close_matches(name, known, 1)
        advice = f"Did you mean {near[0]}?" if near else "Take it away; .env.example names those there are."
        yield hint(f"{name} is set, and is no setting of the bot", advice)


def content(folder: Path, weights: Path | None, today: date) -> Iterator[Finding]:
    """Whether rules/ loads, and how old its helplines are."""
    try:
        found = load(folder, weights)
    except BadContent as bad:
        count = len(bad.problems)
        yield wrong(
            f"content: {count} problem{'s' * (count != 1)} in {folder}, the first at {bad.problems[0]}",
            "Run `make check`, which names them all.",
        )
        return
    yield well(f"content: {len(found.signals)} signals, {len(found.rules)} rules, in {', '.join(found.voices)}")
    yield helplines(found, today)


def helplines(content: Content, today: date) -> Finding:
    dates = [line.date for country in content.countries.values() for line in country.lines]
    limit = (today - timedelta(days=OLD)).isoformat()
    old = sum(each < limit[: len(each)] for each in dates if each)  # some sources tell only the year, or the month
    undated = dates.count(None)
    if not old and not undated:
        return well(f"helplines: all {len(dates)} were checked within {OLD} days")
    return hint(
        f"helplines: of {len(dates)}, those not checked for {OLD} days: {old}; those without a date: {undated}",
        "Check them at their sources before this serves the public: rules/helplines/README.md says how.",
    )


def together(settings: Settings) -> Iterator[Finding]:
    """Settings that are each fine, and do not go together."""
    if settings.replicas > 1 and not settings.webhook:
        yield wrong(
            f"{settings.replicas} replicas, by polling: Telegram lets only one of them read",
            "Set UNHOOK_WEBHOOK, or UNHOOK_REPLICAS=1.",
        )
    if settings.replicas > 1 and settings.database_url.startswith("sqlite"):
        yield wrong(
            f"{settings.replicas} replicas on SQLite, which is one machine's file",
            "Set UNHOOK_DATABASE to a PostgreSQL database.",
        )
