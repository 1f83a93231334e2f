"""The case: where someone is in the checklist. It travels in the button, not in a database.

A token is at most 24 bytes, base64url: version, step, facts (two bits each), steps done (one bit each), language, country. The
numbers in it are permanent (checklists/*.yaml, language.yaml), so a button pressed a year later still opens the right step.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.content.model import Content

VERSION = 1
ANSWERS = ("unknown", "yes", "no", "unsure")
_FACT_BYTES, _DONE_BYTES = 8, 8
_SIZE = 2 + _FACT_BYTES + _DONE_BYTES + 1 + 2
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Case:
    """`facts`: fact → yes | no | unsure. `done`: numbers of the steps done or passed over. `country`: ISO code or None."""

    language: str
    country: str | None = None
    step: str | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    done: frozenset[int] = frozenset()

    def fact(self, name: str) -> str:
        return self.facts.get(name, "unknown")

    def knowing(self, facts: Mapping[str, str]) -> Case:
        """With `facts` added. A guess (unsure) never overwrites an answer; a new answer does."""
        new = {name: answer for name, answer in facts.items() if answer != "unsure" or self.fact(name) == "unknown"}
        return replace(self, facts=MappingProxyType({**self.facts, **new}))


class StaleCase(Exception):
    """A token this content cannot read. Language and country survive where they could be read."""

    def __init__(self, language: str | None = None, country: str | None = None) -> None:
        super().__init__("a button of another time")
        self.language = language
        self.country = country


def write(content: Content, case: Case) -> str:
    """The case as a token for a button."""
    bits = 0
    for name, answer in case.facts.items():
        bits |= ANSWERS.index(answer) << 2 * content.facts[name]
    step = content.checklist.by_id[case.step].n if case.step else 0
    raw = bytes((VERSION, step))
    raw += bits.to_bytes(_FACT_BYTES, "little")
    raw += sum(1 << number for number in case.done).to_bytes(_DONE_BYTES, "little")
    raw += bytes((content.voices[case.language].number,))
    raw += (case.country or "--").encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read(content: Content, token: str) -> Case:
    """The case in a token. Raises StaleCase for anything this content cannot place."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise StaleCase from None
    if len(raw) != _SIZE or raw[0] != VERSION:
        raise StaleCase
    number, place = raw[-3], raw[-2:].decode("ascii", "replace")
    language = next((voice.code for voice in content.voices.values() if voice.number == number), None)
    country = place if place in content.countries else None
    bits = int.from_bytes(raw[2 : 2 + _FACT_BYTES], "little")
    done = int.from_bytes(raw[2 + _FACT_BYTES : 2 + _FACT_BYTES + _DONE_BYTES], "little")
    names = {number: name for name, number in content.facts.items()}
    facts: dict[str, str] = {}
    for index in range(4 * _FACT_BYTES):
        answer = bits >> 2 * index & 3
        if answer and index not in names:
            raise StaleCase(language, country)
        if answer:
            facts[names[index]] = ANSWERS[answer]
    step = content.checklist.by_number.get(raw[1])
    if language is None or (raw[1] and step is None):
        raise StaleCase(language, country)
    known = frozenset(step.n for step in content.checklist.steps if done >> step.n & 1)
    return Case(language, country, step.id if step else None, MappingProxyType(facts), known)
