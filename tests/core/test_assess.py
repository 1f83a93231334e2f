"""What a message is taken for: who speaks, how loudly to answer, and the words that gave it away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.model import Content, Example, Level
from bot.core.assess import Assessment, Engine
from bot.core.signals import Found, mask
from bot.lab.check import hostile_texts
from bot.text import look

THREAT, DEMAND, JOKE = "threatens-to-share", "demands-payment", "jokes"
PLEA, VICTIM, NEWS = "asks-what-to-do", "says-blackmailed", "reports-news"


def judged(engine: Engine, *names: str) -> Assessment:
    """The verdict on signals, each said in words of its own."""
    signals = engine.content.signals
    return engine.judge([Found(signals[name], look(f"words of {name}").fold, 0, 5) for name in names])


# ---- who speaks ----


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ((), "unknown"),
        ((THREAT,), "offender"),
        ((THREAT, DEMAND), "offender"),
        ((VICTIM,), "target"),
        ((VICTIM, THREAT, DEMAND), "target"),  # they quote the offender beside their own words
        ((VICTIM, NEWS), "target"),
        ((PLEA,), "target"),
        ((PLEA, THREAT), "target"),
        ((PLEA, THREAT, DEMAND), "target"),  # a plea around a pasted threat: better no verdict than a scored victim
        ((PLEA, NEWS), "about"),
        ((NEWS,), "about"),
        ((NEWS, THREAT, DEMAND), "about"),
        (("amount", "wallet"), "unknown"),
        ((JOKE,), "unknown"),
    ],
)
def test_who_speaks(engine: Engine, said: tuple[str, ...], speaker: str) -> None:
    assert judged(engine, *said).speaker == speaker


@pytest.mark.parametrize("said", [(VICTIM, THREAT, DEMAND), (NEWS, THREAT, DEMAND)])
def test_only_an_offender_is_given_a_level(engine: Engine, said: tuple[str, ...]) -> None:
    seen = judged(engine, *said)
    assert (seen.level, seen.rule, seen.step) == (Level.none, None, None)


def test_no_words_of_a_target_are_ever_given_a_level(engine: Engine) -> None:
    """Every hit of every target's signal in every language, also with an offender's example quoted before or after it."""
    content = engine.content
    own = [each for each in content.examples if each.hit and speaker_of(content, each) == "target" and is_evidence(content, each)]
    quoted = {each.language: each.text for each in content.examples if each.hit and each.subject == THREAT}
    scored = []
    for each in own:
        quote = quoted[each.language]
        for text in (each.text, f"{each.text}\n\n{quote}", f"{quote}\n\n{each.text}"):
            seen = engine.assess(text)
            if seen.level or seen.speaker != "target":
                scored.append(f"{each.where}: {seen.speaker} {seen.level.name}: {text!r}")
    assert len(own) > 200
    assert scored == [], f"{len(scored)} of {3 * len(own)}:\n" + "\n".join(scored[:40])


def speaker_of(content: Content, example: Example) -> str | None:
    return content.signals[example.subject].speaker if example.subject in content.signals else None


def is_evidence(content: Content, example: Example) -> bool:
    return content.signals[example.subject].kind == "evidence"


# ---- how loudly ----


def test_a_threat_to_share_is_danger(engine: Engine) -> None:
    seen = judged(engine, THREAT)
    assert (seen.level, seen.step, seen.stage) == (Level.danger, "do-not-pay", "threat")


def test_a_joke_lowers_a_verdict_by_one_and_never_acquits(engine: Engine) -> None:
    assert judged(engine, THREAT, JOKE).level == Level.caution


def test_a_joke_does_not_lower_a_firm_rule(engine: Engine) -> None:
    assert judged(engine, THREAT, DEMAND, JOKE).level == Level.danger


def test_a_demand_alone_is_no_danger(engine: Engine) -> None:
    assert judged(engine, DEMAND).level < Level.danger


def test_danger_needs_evidence(content: Content) -> None:
    """A wallet, a deadline, a compliment and a joke together are none, however many."""
    scenery = mask(Found(each, look("x").fold, 0, 1) for each in content.signals.values() if each.kind != "evidence")
    assert [rule.id for rule in content.rules if rule.level == Level.danger and rule.holds(scenery)] == []


def test_no_rule_is_always_outdone_by_an_earlier_one(engine: Engine) -> None:
    """Each rule names the verdict of at least one example of its own, or it can be left out."""
    content = engine.content
    named = {engine.assess(each.text).rule for each in content.examples if each.hit}
    assert [rule.id for rule in content.rules if not rule.shadow and rule.id not in named] == []


def test_a_rule_on_trial_is_counted_and_not_acted_on(content: Content) -> None:
    trial = Engine(replace(content, rules=tuple(replace(rule, shadow=True) for rule in content.rules)))
    seen = judged(trial, THREAT, DEMAND)
    assert (seen.level, seen.rule, seen.step) == (Level.none, None, None)
    assert "threat-with-demand" in seen.shadow


def test_a_rule_on_trial_leaves_the_verdict_to_the_others(content: Content) -> None:
    rules = tuple(replace(rule, shadow=rule.id == "threat-with-demand") for rule in content.rules)
    seen = judged(Engine(replace(content, rules=rules)), THREAT, DEMAND)
    assert seen.level == Level.danger
    assert seen.rule != "threat-with-demand"
    assert seen.shadow == ("threat-with-demand",)


def test_messages_that_belong_together_are_judged_together(engine: Engine) -> None:
    one, other = judged(engine, "has-material"), judged(engine, DEMAND)
    merged = engine.judge((*one.found, *other.found))
    assert max(one.level, other.level) < merged.level == Level.danger


# ---- what is known afterwards ----


def test_the_words_settle_facts(engine: Engine) -> None:
    assert judged(engine, "already-paid").facts == {"threatened": "yes", "paid": "yes"}


def test_what_a_target_says_outweighs_what_they_quote(engine: Engine) -> None:
    assert judged(engine, "says-already-sent", "already-shared").facts["shared"] == "yes"
    assert judged(engine, "already-shared", "says-already-sent").facts["shared"] == "yes"


def test_talk_about_the_crime_settles_nothing(engine: Engine) -> None:
    assert judged(engine, NEWS, THREAT).facts == {}


@pytest.mark.parametrize("name", ["self-harm", "fears-violence", "orders-self-harm", "threatens-violence"])
def test_words_of_harm_bring_help_whoever_says_them(engine: Engine, name: str) -> None:
    assert judged(engine, name).crisis
    assert judged(engine, name, NEWS, JOKE).crisis


# ---- the words it rests on ----

TOLD = [
    # a message, the part of it the reason quotes
    ("i will leak your nudes", "i will leak your nudes"),
    ("😀😀 hey. I WILL LEAK YOUR NUDES!!", "I WILL LEAK YOUR NUDES"),
    ("𠮷𠮷 ok? i wi\u200bll le\u200dak yo\u00adur nu\u2060des. bye", "i wi\u200bll le\u200dak yo\u00adur nu\u2060des"),
    ("e\u0301e\u0301. ｉ ｗｉｌｌ ｌｅａｋ ｙｏｕｒ ｎｕｄｅｓ. bye", "ｉ ｗｉｌｌ ｌｅａｋ ｙｏｕｒ ｎｕｄｅｓ"),
    ("hi. i will l3ak your nud3s. bye", "i will l3ak your nud3s"),
    ("hi. i will l e a k your n u d e s. bye", "i will l e a k your n u d e s"),
    ("hi. i will lеаk yоur nudеs. bye", "i will lеаk yоur nudеs"),  # Cyrillic е, а, о
]


@pytest.mark.parametrize(("text", "quote"), TOLD, ids=range(len(TOLD)))
def test_a_reason_quotes_the_words_as_they_were_written(engine: Engine, text: str, quote: str) -> None:
    (start, end) = next(each.span for each in engine.assess(text).found if each.signal.id == THREAT)
    assert text[start:end] == quote


def test_every_example_is_quoted_from_the_message_itself(engine: Engine) -> None:
    for each in engine.content.examples:
        for found in engine.assess(each.text).found:
            start, end = found.span
            assert 0 <= start < end <= len(each.text), each.where
            assert each.text[start:end].strip(), each.where


# ---- any text ----


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_text_makes_it_fail(engine: Engine, text: str) -> None:
    for found in engine.assess(text).found:
        start, end = found.span
        assert 0 <= start < end <= len(text)


def test_no_text_of_the_rules_own_words_makes_it_fail(engine: Engine) -> None:
    for text in hostile_texts(engine.content):
        assert engine.assess(text).level == engine.assess(text).level


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\x00", "\ud800", "\ud83d i will leak your nudes \ude00", "\u202e" * 5000, "😀" * 5000, "a\u0301" * 5000],
)
def test_odd_texts_are_read_like_any_other(engine: Engine, text: str) -> None:
    assert engine.assess(text).level in Level


def test_an_assessment_prints_none_of_the_words(engine: Engine) -> None:
    assert "nudes" not in repr(engine.assess("i will leak your nudes"))
