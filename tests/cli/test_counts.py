"""What `check` says of the helplines: what is missing, what is old. The day is handed in."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.lab import helplines

Run = Callable[..., subprocess.CompletedProcess[bytes]]
DAY = dt.date(2026, 11, 24)


def test_check_counts_helplines(unhook: Run) -> None:
    done = unhook("check")
    assert done.returncode == 0
    said = done.stderr.decode()
    assert "2 helpline files: 3 confirmed" in said
    assert "no child line: GB" in said
    assert b"helpline files" not in unhook("check", "--language", "en").stderr


def test_every_country_is_counted_once_for_each_purpose(content: Content) -> None:
    rows = [line.split() for line in helplines.coverage(content)][1:]
    assert {sum(map(int, row[1:])) for row in rows} == {len(content.countries) - 1}
    found = {row[0]: row[1:] for row in rows}
    assert int(found["emergency"][2]) < 5


def test_countries_without_what_is_needed_are_named(content: Content) -> None:
    bare = replace(content.countries["GB"], lines=())
    lines = list(helplines.lacking(replace(content, countries={**content.countries, "GB": bare})))
    for purpose in ("emergency", "crisis"):
        assert any(line.startswith(f"no {purpose} line:") and " GB" in line for line in lines), purpose
    assert all(len(line) <= helplines.WIDTH for line in lines)


@pytest.mark.parametrize(("date", "day"), [("2024", (2024, 1, 1)), ("2025-07", (2025, 7, 1)), ("2026-06-28", (2026, 6, 28))])
def test_a_date_is_taken_for_the_first_day_it_may_mean(date: str, day: tuple[int, int, int]) -> None:
    assert helplines.since(date) == dt.date(*day)


def test_old_lines_are_counted_and_the_oldest_named(content: Content) -> None:
    first, *_ = helplines.old(content, DAY)
    assert first.startswith("to look up again: ")
    dates = [line.date for country in content.countries.values() for line in country.lines]
    stale = sum(1 for date in dates if date and (DAY - helplines.since(date)).days > 180)
    assert first.endswith(f"{stale} of {len(dates)} lines are older than 180 days, {dates.count(None)} have no date")
    named = " ".join(list(helplines.old(content, DAY))[1:])
    assert named.count("(") == helplines.MOST_SHOWN
    assert min(date for date in dates if date and len(date) > 7) in named


def test_what_is_fresh_is_not_complained_of(content: Content) -> None:
    lines = tuple(line.model_copy(update={"date": "2026-11-01"}) for line in content.countries["GB"].lines)
    fresh = replace(content, countries={"GB": replace(content.countries["GB"], lines=lines)})
    assert list(helplines.old(fresh, DAY)) == []
