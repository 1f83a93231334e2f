"""What `check` says of the helplines: what each country has, how far it can be trusted, how old it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from bot.content.model import Content, Country
from bot.content.shapes import Purpose
from bot.core.guide import WORLD

OLD = dt.timedelta(days=180)
MOST_SHOWN = 10
WIDTH = 130
NEEDED: tuple[str, ...] = ("emergency", "crisis", "child", "violence")
"""What nobody should have to do without: the countries that lack one are named, or those that have one where they are fewer."""


def report(content: Content, today: dt.date) -> list[str]:
    """The table of purposes, who lacks what is needed most, and the lines to look up again."""
    return [*trust(content), *coverage(content), *lacking(content), *old(content, today)]


def trust(content: Content) -> Iterator[str]:
    """How many lines the service itself, or an authority, confirms; and how many rest on somebody's list."""
    counts = Counter(line.trust for country in content.countries.values() for line in country.lines)
    risks = sum(bool(country.reporting_risk) for country in content.countries.values())
    yield f"{len(content.countries)} helpline files: " + ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items()))
    yield f"{risks} countries say what reporting may bring"


def coverage(content: Content) -> Iterator[str]:
    """For each purpose: how many countries have a confirmed line, only community ones, or none."""
    places = [country for country in content.countries.values() if country.code != WORLD]
    yield f"{'purpose':16}{'confirmed':>10}{'community':>10}{'none':>6}"
    for purpose in get_args(Purpose):
        best = Counter(of(country, purpose) for country in places)
        yield f"{purpose:16}{best['confirmed']:>10}{best['community']:>10}{best['none']:>6}"


def of(country: Country, purpose: str) -> str:
    """The best a country has for a purpose: confirmed, community or none."""
    found = {line.trust for line in country.lines if purpose in line.purpose}
    return "confirmed" if "confirmed" in found else "community" if found else "none"


def lacking(content: Content) -> Iterator[str]:
    for purpose in NEEDED:
        places = {country.code: of(country, purpose) for country in content.countries.values() if country.code != WORLD}
        without = [code for code, best in places.items() if best == "none"]
        having = [code for code in places if code not in without]
        if having and len(having) < len(without):
            yield from wrapped(f"{purpose} line only in: ", having)
        elif without:
            yield from wrapped(f"no {purpose} line: ", without)


def wrapped(start: str, words: list[str]) -> Iterator[str]:
    line = start
    for word in words:
        if len(line) + len(word) > WIDTH:
            yield line.rstrip()
            line = " " * 4
        line += word + " "
    yield line.rstrip()


def old(content: Content, today: dt.date) -> Iterator[str]:
    """Lines whose page bears a date more than 180 days ago, or none: to be looked up again. The oldest by name."""
    lines = [line for country in content.countries.values() for line in country.lines]
    dated = sorted((since(line.date), line.id) for line in lines if line.date)
    stale = [(day, name) for day, name in dated if today - day > OLD]
    undated = len(lines) - len(dated)
    if stale or undated:
        yield f"to look up again: {len(stale)} of {len(lines)} lines are older than {OLD.days} days, {undated} have no date"
    if stale:
        yield from wrapped("the oldest: ", [f"{name} ({day.isoformat()})" for day, name in stale[:MOST_SHOWN]])


def since(date: str) -> dt.date:
    """The first day a date may mean: 2024 is the first of January, so that nothing passes for newer than it is."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)
