"""The bot is killed in the middle of its work, again and again: nobody goes without an answer, and nothing is counted twice.

bench/kill.py is the same at length, and on PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import kill
from bench.program import By

UPDATES, PEOPLE, KILLS, RATE = 60, 30, 3, 60.0


@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_a_killed_bot_loses_nothing_and_repeats_little(by: By, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/unhook.db"
    row = await kill.prove(url, by, tmp_path, updates=UPDATES, people=PEOPLE, kills=KILLS, rate=RATE)
    assert not row.errors
    assert row.verdict.lost == 0
    assert row.verdict.state_again == 0
    assert row.verdict.worked_again > 0, "nothing was in work when it was killed: this proves nothing"
    # Only what was in work at a kill may be said again, and an answer is two messages at most.
    assert row.verdict.sent_again + row.verdict.edited_again <= 2 * row.verdict.worked_again
