"""The answer to a message: a verdict with its reasons for the offender's words, care and a step for the target's own."""

from __future__ import annotations

import pytest

from bot.content.model import Level
from bot.core import case as cases
from bot.core.assess import Engine
from bot.core.case import Case
from bot.core.check import answer
from bot.effects import Button, Say
from bot.events import Asked
from bot.text import LIMIT

THREAT = "Send me $500 in gift cards or I'll send your video to all your followers"
HARMLESS = "See you at six at the station, bring the tickets"
VICTIM = "he says he will send my nudes to my mom if I don't pay"


def said(engine: Engine, text: str, case: Case | None = None, forwarded: bool = False) -> tuple[Say, ...]:
    return answer(engine, Asked(text, forwarded), case or Case("en"))[0]


def leads_to(engine: Engine, button: Button) -> Case:
    return cases.read(engine.content, button.data[1:])


def test_a_verdict_gives_reasons_with_the_words_they_rest_on(engine: Engine) -> None:
    (say,) = said(engine, THREAT)
    reasons = [line for line in say.text.splitlines() if line.startswith("• ")]
    assert 1 <= len(reasons) <= 4
    for reason in reasons:
        quote = reason.rpartition(": “")[2].removesuffix("”")
        assert quote.removesuffix("…") in THREAT


def test_a_verdict_shows_no_number_of_how_sure_it_is(engine: Engine) -> None:
    assert "%" not in said(engine, THREAT)[0].text


def test_a_harmless_message_is_told_nothing_about_anyone(engine: Engine) -> None:
    (say,) = said(engine, HARMLESS)
    assert say.text.startswith(engine.content.voices["en"].ui["headline-none"])
    assert "•" not in say.text
    assert "tickets" not in say.text


def test_whether_they_are_known_is_asked_before_a_way_that_blocks(engine: Engine) -> None:
    """CARE 6: two ways on stand under the verdict. One is for a stranger, the other begins with one's own safety."""
    (say,) = said(engine, THREAT)
    online, known = (leads_to(engine, button) for button in say.buttons[:2])
    assert (online.fact("known"), online.step) == ("no", "do-not-pay")
    assert (known.fact("known"), known.step) == ("yes", "known-person")


def test_who_has_said_already_whether_they_know_them_is_not_asked_again(engine: Engine) -> None:
    (say,) = said(engine, THREAT, Case("en").knowing({"known": "yes"}))
    assert all(leads_to(engine, button).fact("known") == "yes" for button in say.buttons)


def test_a_target_is_met_with_care_and_a_step(engine: Engine) -> None:
    voice = engine.content.voices["en"]
    (say,) = said(engine, VICTIM)
    assert say.text.startswith(voice.ui["to-target"])
    assert voice.ui["headline-danger"] not in say.text
    assert "•" not in say.text


def test_words_somebody_else_wrote_are_judged_and_not_cared_for(engine: Engine) -> None:
    assert not said(engine, VICTIM, forwarded=True)[0].text.startswith(engine.content.voices["en"].ui["to-target"])


@pytest.mark.parametrize("forwarded", [False, True])
@pytest.mark.parametrize("text", ["I want to kill myself, he will post it", "pay or kill yourself, everyone will see your nudes"])
def test_words_of_self_harm_bring_the_crisis_card_or_its_question_first(engine: Engine, text: str, forwarded: bool) -> None:
    steps = engine.content.voices["en"].steps
    first = said(engine, text, forwarded=forwarded)[0].text
    assert steps["crisis-self"].title in first or first.startswith(steps["check-self"].title)


def test_something_new_told_opens_steps_already_passed(engine: Engine) -> None:
    passed = Case("en", facts={"threatened": "yes"}, done=frozenset(engine.content.checklist.by_number) - {34, 35, 36})
    then = answer(engine, Asked("I already paid him 600 and he wants more"), passed)[1]
    assert then.step in ("money-today", "stop-payment", "not-again")


def test_a_message_read_in_part_says_so(engine: Engine) -> None:
    note = engine.content.voices["en"].ui["read-in-part"]
    assert note not in said(engine, "a " * (LIMIT // 2 - 1))[0].text
    assert note in said(engine, "a " * (LIMIT // 2 + 1))[0].text


def test_the_example_of_the_first_screen_is_a_threat_for_money_in_every_language(engine: Engine, language: str) -> None:
    seen = engine.assess(engine.content.voices[language].ui["example"])
    assert (seen.level, seen.speaker) == (Level.danger, "offender")
    assert seen.stage in ("threat", "payment"), "its headline would tell of something else"


def test_an_offer_to_delete_it_for_money_is_a_recovery_scam_and_leads_to_its_step(engine: Engine) -> None:
    seen = engine.assess("I am an ethical hacker, I can delete the video from his phone, only $200 deposit")
    assert (seen.level, seen.stage, seen.step) == (Level.danger, "recovery-scam", "recovery-offer")
