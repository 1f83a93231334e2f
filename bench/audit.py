"""What the bot did with each update, learned without asking the bot.

Triggers in its database write down, in the bot's own transactions, who took a conversation, which update was done, and each state
of a burst. A conversation belongs to one update at a time, so a call to a chat belongs to the update that had taken it last.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from bench.crowd import Sent
from bot.storage.database import connect
from bot.vault import Vault
from tests.telegram_server import Call

SPOKEN = ("sendMessage", "editMessageText")
TAKEN = "INSERT INTO audit (what, at, update_id, until) VALUES ('taken', NEW.key, NEW.update_id, NEW.until)"
DONE = "INSERT INTO audit (what, update_id) VALUES ('done', NEW.update_id)"
BURST = "INSERT INTO audit (what, at, sealed) VALUES ('burst', NEW.key, NEW.sealed)"
TRIGGERS = (
    ("taken", "lease", "", TAKEN),
    ("done", "claim", "NEW.done", DONE),
    ("burst", "burst", "", BURST),
)


@dataclass
class Turn:
    """One time an update was worked on. `bursts`: each state of the burst kept then: (count, signals)."""

    update: int
    began: float
    bursts: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@dataclass
class Database:
    """What the triggers wrote: the turns of each conversation, in order, and how often each update was marked done."""

    talks: dict[bytes, list[Turn]] = field(default_factory=lambda: defaultdict(list))
    done: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Verdict:
    """`lost`, `state_again`: updates. `sent_again`, `edited_again`: calls. `worked_again`: how often an update was begun anew."""

    lost: int
    state_again: int
    sent_again: int
    edited_again: int
    worked_again: int


async def install(url: str) -> None:
    """Put the triggers beside the tables, which are there already."""
    opened = connect(url)
    sqlite = opened.dialect == "sqlite"
    columns = "what TEXT, at BLOB, update_id BIGINT, until DOUBLE PRECISION, sealed BLOB"

    def make(db: Connection) -> None:
        number = "n INTEGER PRIMARY KEY" if sqlite else "n BIGSERIAL PRIMARY KEY"
        db.execute(text(f"CREATE TABLE audit ({number}, {columns if sqlite else columns.replace('BLOB', 'BYTEA')})"))
        for name, table, only, writing in TRIGGERS:
            for statement in _sqlite(name, table, only, writing) if sqlite else _postgresql(name, table, only, writing):
                db.execute(text(statement))
        db.commit()

    await opened.within(make)
    await opened.close()


def _sqlite(name: str, table: str, only: str, writing: str) -> Iterable[str]:
    for when, also in (("INSERT", ""), ("UPDATE", " AND NOT OLD.done")):
        condition = f"WHEN {only}{also if when == 'UPDATE' else ''}" if only else ""
        yield f"CREATE TRIGGER audit_{name}_{when} AFTER {when} ON {table} {condition} BEGIN {writing}; END"


def _postgresql(name: str, table: str, only: str, writing: str) -> Iterable[str]:
    yield f"CREATE FUNCTION audit_{name}() RETURNS trigger AS $$ BEGIN {writing}; RETURN NULL; END $$ LANGUAGE plpgsql"
    for when, also in (("INSERT", ""), ("UPDATE", " AND NOT OLD.done")):
        condition = f"WHEN ({only}{also})" if only else ""
        yield (
            f"CREATE TRIGGER audit_{name}_{when} AFTER {when} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION audit_{name}()"
        )


async def look(url: str, vault: Vault, lease: float) -> Database:
    """Read what was written down. `lease`: seconds, to know from when a conversation was taken until when."""
    written = text("SELECT what, at, update_id, until, sealed FROM audit ORDER BY n")
    opened = connect(url)
    rows = await opened.within(lambda db: db.execute(written).all())
    await opened.close()
    found = Database()
    for what, at, update, until, sealed in rows:
        match what:
            case "taken":
                found.talks[bytes(at)].append(Turn(update, until - lease))
            case "done":
                found.done[update] += 1
            case _:
                _reply, signals, count = json.loads(vault.open_sealed(bytes(sealed)))
                found.talks[bytes(at)][-1].bursts.append((count, frozenset(signals)))
    return found


def weigh(sent: Sequence[Sent], unconfirmed: set[int], database: Database, calls: Iterable[Call], vault: Vault) -> Verdict:
    """Hold what was sent against what the bot did. `unconfirmed`: updates the bot never acknowledged."""
    attribute(calls, database, vault)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for talk in database.talks.values():
        for turn in talk:
            turns[turn.update].append(turn)
    return Verdict(
        sum(
            each.update in unconfirmed or not database.done[each.update] or not answered(each, turns[each.update])
            for each in sent
        ),
        sum(kept_again(turns[each.update]) or database.done[each.update] > 1 for each in sent)
        + sum(map(miscounted, database.talks.values())),
        sum(called_again(turns[each.update], SPOKEN[0]) for each in sent),
        sum(called_again(turns[each.update], SPOKEN[1]) for each in sent),
        sum(max(len(turns[each.update]) - 1, 0) for each in sent),
    )


def attribute(calls: Iterable[Call], database: Database, vault: Vault) -> None:
    """Give each call that speaks to the turn it was made in."""
    for call in calls:
        if call.method in SPOKEN:
            talk = database.talks[vault.key("", "private", int(call.parameters["chat_id"]))]
            talk[bisect_right(talk, call.time, key=lambda turn: turn.began) - 1].calls.append(call)


def answered(sent: Sent, turns: Sequence[Turn]) -> bool:
    """Whether it got an answer of its own, or was counted into one that says all of it already."""
    said = [str(call.parameters["text"]) for turn in turns for call in turn.calls]
    if not sent.signals:
        return bool(said)
    counted = [signals for turn in turns for _, signals in turn.bursts]
    return any(sent.signals <= signals for signals in counted) and (not said or any(sent.mark in text for text in said))


def kept_again(turns: Sequence[Turn]) -> bool:
    return sum(len(turn.bursts) for turn in turns) > 1


def miscounted(talk: Sequence[Turn]) -> int:
    """How often a burst counts other than one more than before, or from one anew."""
    counts = [count for turn in talk for count, _ in turn.bursts]
    return sum(now not in (1, before + 1) for before, now in zip([0, *counts], counts, strict=False))


def called_again(turns: Sequence[Turn], method: str) -> int:
    """How many calls were made over and above those of the fullest turn; the same call twice in one turn counts too."""
    made = [[repr(call.parameters) for call in turn.calls if call.method == method] for turn in turns]
    return sum(map(len, made)) - max((len(set(each)) for each in made), default=0)
