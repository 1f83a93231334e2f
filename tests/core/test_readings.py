"""What the classifier reads, in a conversation: it never blurs another message, and alone it never alarms, however handed on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.core.assess import Engine
from bot.core.case import Case
from bot.core.check import answer
from bot.effects import Say
from bot.events import Asked
from tests.made_weights import weights

HARMLESS = "qqqq see you at six at the station"  # read as everyday talk
PHRASE = "one more payment and it is over, i promise"  # caution by phrases
READ = "zqxv hello there zqxv"  # a threat, and only read


@pytest.fixture
def reads(content: Content) -> Engine:
    return Engine(replace(content, weights=weights(content, threat="zqxv", offender="zqxv", ordinary="qqqq")))


def said(engine: Engine, text: str, earlier: tuple[str, ...] | None = None, case: Case | None = None) -> Say:
    (say,), _ = answer(engine, Asked(text, case is None, earlier), case or Case("en"))
    return say


def headline(say: Say) -> str:
    return say.text.partition(".")[0]


def test_everyday_talk_says_nothing_of_the_next_message(reads: Engine) -> None:
    first = said(reads, HARMLESS)
    assert first.merges == ()
    assert headline(said(reads, PHRASE, first.merges)) == headline(said(reads, PHRASE)) == "Warning signs"


def test_everyday_talk_takes_nothing_from_the_message_before(reads: Engine) -> None:
    before = said(reads, PHRASE)
    assert headline(said(reads, HARMLESS + ", bring $20", before.merges)) == "Warning signs"


def test_a_reading_and_a_short_time_in_two_messages_are_no_danger(reads: Engine) -> None:
    """Words that match must speak for a danger, also where the reading was a minute ago."""
    first = said(reads, READ)
    assert headline(first) == "Warning signs"
    assert headline(said(reads, "you have 10 minutes", first.merges)) == "Warning signs"
    assert headline(said(reads, "you have 10 minutes zqxv")) == "Warning signs"


def test_a_reading_and_words_that_match_in_two_messages_are(reads: Engine) -> None:
    assert headline(said(reads, PHRASE, said(reads, READ).merges)) == "Danger"


def test_words_that_matched_before_are_not_made_less_by_a_reading_now(reads: Engine) -> None:
    """`i will leak your nudes` matches the same signal that READ is read as."""
    before = said(reads, "i will leak your nudes")
    assert headline(before) == "Danger"
    assert headline(said(reads, READ + " $20", before.merges)) == "Danger"


def test_typed_words_nobody_can_place_are_still_asked_about(reads: Engine) -> None:
    case = Case("en").knowing({"threatened": "yes"})
    assert "Which of these is closest" in said(reads, HARMLESS, case=case).text


def test_a_reading_says_that_it_is_one(reads: Engine) -> None:
    text = said(reads, READ).text
    assert "I read that from “zqxv hello there zqxv”, and I may be wrong." in text


def test_a_reading_does_not_change_what_the_words_that_match_look_like(reads: Engine) -> None:
    lure = "download my private app and i show you everything baby http://x.example/live.apk"
    assert headline(said(reads, lure + " zqxv")) == headline(said(reads, lure))
    assert said(reads, lure + " zqxv").text.splitlines()[0] == said(reads, lure).text.splitlines()[0]
