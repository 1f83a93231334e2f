"""`check --map`: the guide on paper, whole and short enough to read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from bot.content.model import Content
from bot.core.case import Case
from bot.lab import map as paper

Golden = Callable[[str, str], None]
Run = Callable[..., subprocess.CompletedProcess[bytes]]
CASES = [
    ("zh-Hans", "CN", {"threatened": "yes", "paid": "yes"}),
    ("en", "GB", {"threatened": "yes", "asker-minor": "yes", "pictured-minor": "yes"}),
    ("en", "MX", {"threatened": "yes", "known": "yes"}),
    ("zh-Hant", None, {"bluff-mail": "yes"}),
]
MOST_LINES = 250


def test_a_small_guide_reads_as_written(unhook: Run, golden: Golden) -> None:
    done = unhook("check", "--map", "--country", "gb", "--fact", "threatened=yes")
    assert (done.returncode, done.stderr) == (0, b"")
    golden("cli/map.txt", done.stdout.decode())


@pytest.mark.parametrize("words", [["--fact", "paid"], ["--fact", "tired=yes"], ["--country", "XX"], ["--language", "fr"]])
def test_what_there_is_not_is_named(unhook: Run, words: list[str]) -> None:
    done = unhook("check", "--map", *words)
    assert done.returncode == 2
    assert words[1].encode() in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("code", "country", "facts"), CASES)
def test_a_real_one_names_each_step_once_and_ends(
    content: Content, code: str, country: str | None, facts: dict[str, str]
) -> None:
    text = paper.of(content, Case(code, country, None, facts))
    printed = [line.strip() for line in text.splitlines() if line.strip().endswith(("(tell)", "(do)", "(ask)", "(crisis)"))]
    assert len(printed) == len(set(printed))
    names = {line.split()[1] for line in printed}
    assert names >= {"crisis-self", "crisis-violence", "afterwards"}
    assert len(text.splitlines()) <= MOST_LINES


def test_every_step_a_case_may_meet_is_on_it(content: Content) -> None:
    """What fits the case when it begins is printed or named, or an answer on the way rules it out."""
    text = paper.of(content, Case("en", "GB", None, {"threatened": "yes"}))
    assert all(f" {name} (" in text for name in ("know-them", "known-person", "block", "take-down-minor", "take-down-adult"))
