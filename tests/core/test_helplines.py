"""The numbers under a step: the person's own country, those that answer day and night first, and never none in a crisis."""

from __future__ import annotations

import pytest

from bot.content.model import Content, Country, Voice
from bot.content.shapes import LineShape
from bot.core import guide
from bot.core.case import Case

FINDER = "findahelpline.com"
CRISES = {"crisis-self": "self-harm", "crisis-violence": "violence"}


def shown(content: Content, step: str, country: str | None, language: str = "en", **facts: str) -> list[str]:
    return guide.helplines(content, Case(language, country, step, facts), content.checklist.by_id[step].numbers)


def named(voice: Voice, country: Country, purpose: str) -> list[LineShape]:
    return [line for line in country.lines if purpose in line.purpose]


@pytest.mark.parametrize("step", CRISES)
def test_a_crisis_card_opens_with_its_numbers(content: Content, language: str, step: str) -> None:
    for country in (None, *content.countries):
        case = Case(language, country, step, {CRISES[step]: "yes"})
        numbers = guide.helplines(content, case, content.checklist.by_id[step].numbers)
        assert numbers, country
        assert guide.show(content, case).text.startswith("\n".join(numbers)), country


def test_a_crisis_card_nobody_has_reviewed_has_english_beside_it_and_its_mark_below(content: Content, language: str) -> None:
    """CARE 5."""
    voice, english = content.voices[language], content.voices["en"]
    if voice.reviewed or language == "en":
        pytest.skip("somebody has read it")
    text = guide.show(content, Case(language, "TW", "crisis-self", {"self-harm": "yes"})).text
    order = [
        text.index(each)
        for each in (voice.steps["crisis-self"].title, english.steps["crisis-self"].title, voice.ui["not-reviewed"])
    ]
    assert order == sorted(order)


def test_without_a_country_the_finder_is_there(content: Content) -> None:
    assert any(FINDER in line for line in shown(content, "crisis-self", None))


def test_where_no_line_answers_day_and_night_the_emergency_number_and_the_finder_stand_there(content: Content) -> None:
    """CARE 2."""
    for code, country in content.countries.items():
        lines = shown(content, "crisis-self", code, **{"self-harm": "yes"})
        if any("(24 hours" in line for line in lines):
            continue
        assert any(FINDER in line for line in lines), code
        numbers = [line.phone for line in country.lines if "emergency" in line.purpose and line.phone]
        assert not numbers or any(number in line for number in numbers for line in lines), code


def test_lines_that_answer_day_and_night_stand_first(content: Content) -> None:
    for code in content.countries:
        for purpose in ("crisis", "violence", "child"):
            lines = guide.helplines(content, Case("en", code), (purpose,))
            round_the_clock = ["24 hours" in line for line in lines[:2]]
            assert round_the_clock == sorted(round_the_clock, reverse=True), f"{code} {purpose}"


def test_hours_stand_on_the_line_of_their_number(content: Content) -> None:
    voice = content.voices["en"]
    for country in content.countries.values():
        for line in country.lines:
            text = guide.helpline(voice, line)
            assert "\n" not in text
            if line.hours not in ("24h", "unknown"):
                assert line.hours in text, line.id


def test_a_number_the_service_does_not_confirm_says_so(content: Content) -> None:
    voice = content.voices["en"]
    for country in content.countries.values():
        for line in country.lines:
            if line.trust == "community" and (line.phone or line.sms):
                assert voice.ui["not-confirmed"] in guide.helpline(voice, line), line.id


def test_someone_under_age_is_shown_no_line_for_adults_only(content: Content) -> None:
    for code, country in content.countries.items():
        adults_only = [guide.helpline(content.voices["en"], line) for line in country.lines if line.serves == ("adult",)]
        for step in content.checklist.by_id:
            lines = shown(content, step, code, **{"asker-minor": "yes"})
            assert not set(lines) & set(adults_only) or code == guide.WORLD, f"{code} {step}"


def test_the_currency_or_number_in_a_message_never_sets_the_country(content: Content) -> None:
    """CARE 1: only the person's own choice does; nothing in a case but `country` decides the numbers."""
    assert shown(content, "tell-someone", None) == shown(content, "tell-someone", None, threatened="yes", paid="yes")


def test_at_most_a_handful_of_numbers(content: Content) -> None:
    for code in (None, *content.countries):
        for step in content.checklist.by_id:
            assert len(shown(content, step, code)) <= guide.MOST_NUMBERS + 2


def test_whatever_is_shown_traces_to_a_line_with_its_source(content: Content, language: str) -> None:
    """Every number and address under any step or page is one line of rules/helplines, which names where it was read."""
    voice = content.voices[language]
    world = content.countries[guide.WORLD]
    purposes = {step.numbers for step in content.checklist.steps} | {page.numbers for page in content.pages.values()}
    for code, country in content.countries.items():
        lines = (*country.lines, *world.lines)
        written = {guide.helpline(voice, line, told) for line in lines for told in (True, False)} | {voice.say("people-look")}
        for asked in purposes:
            for young in ({}, {"asker-minor": "yes"}):
                numbers = guide.helplines(content, Case(language, code, None, young), asked)
                assert {number.partition("\n  ")[0] for number in numbers} <= written, code
        for line in lines:
            assert line.source.startswith("http"), line.id
            assert line.trust in ("confirmed", "community"), line.id


def test_the_worldwide_take_down_services_come_first_and_neither_is_lost(content: Content) -> None:
    """Also in a country whose own line answers day and night: a page for both ages shows both."""
    for code in content.countries:
        both = guide.helplines(content, Case("en", code), ("take-down-minor", "take-down-adult"))
        assert "takeitdown.ncmec.org" in both[0], code
        assert "stopncii.org" in both[1], code
