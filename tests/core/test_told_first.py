"""What is told before a number or an address: what police may ask, who looks at a picture, how to be out of reach (CARE 6, 7)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.content.model import Content
from bot.core import guide
from bot.core.case import Case

POLICE_MAY_ASK = {"en": "police may ask", "zh-Hans": "警察可能会", "zh-Hant": "警察可能會"}


def test_someone_known_leads_to_a_way_to_be_out_of_reach_first(content: Content, language: str) -> None:
    """A phone they can't open, then a line for violence where the country has one; elsewhere somebody who answers."""
    step, words = content.checklist.by_id["known-person"], content.voices[language].steps["known-person"].body
    assert step.numbers[0] == "violence"
    assert re.search("can't open|打不开|打不開", words[0])
    assert re.search("violence|家暴", words[1])
    for code, country in content.countries.items():
        case = Case(language, code, step.id, {"threatened": "yes", "known": "yes"})
        text = guide.show(content, case).text
        lines = [line for line in country.lines if "violence" in line.purpose]
        assert all((line.phone or line.url or "") in text for line in lines[:1]), code
        assert guide.helplines(content, case, step.numbers), code


def test_the_police_are_a_choice_with_the_warning_first(content: Content, language: str) -> None:
    """CARE 7: one step tells of it, nothing asks for it; wherever else a police number stands, it says what they may ask."""
    voice = content.voices[language]
    for code, country in content.countries.items():
        police = {line.name[language] for line in country.lines if "police" in line.purpose}
        for step in content.checklist.steps:
            case = Case(language, code, step.id, {"threatened": "yes", "known": "no"})
            lines = [each for each in guide.show(content, case).text.splitlines() if each.partition(":")[0] in police]
            if step.id == guide.TO_POLICE:
                assert step.kind == "tell"
                assert POLICE_MAY_ASK[language] in voice.steps[step.id].body[0]
            elif "emergency" not in step.numbers:
                assert all(voice.say("police-asks") in line for line in lines), f"{code} {step.id}"


def test_a_risk_of_reporting_stands_above_the_number(content: Content, language: str) -> None:
    """A country file may carry one, with its source. None does yet, so this one is made up."""
    words = {code: f"In this place they may ask about you ({code})." for code in content.voices}
    countries = {**content.countries, "GB": replace(content.countries["GB"], reporting_risk=words)}
    risky = replace(content, countries=countries)
    for country, there in (("GB", True), ("IE", False), (None, False)):
        text = guide.show(risky, Case(language, country, guide.TO_POLICE, {"threatened": "yes"})).text
        assert (words[language] in text) == there
        assert not there or text.index(words[language]) < text.index("101")
    assert words[language] not in guide.show(risky, Case(language, "GB", "stop-payment")).text


def test_where_people_look_at_pictures_it_is_said_before_their_address(content: Content, language: str) -> None:
    """The worldwide services make a code on the person's own device; national ones look at the link or picture."""
    voice = content.voices[language]
    for code in content.countries:
        for name in ("take-down-minor", "take-down-adult"):
            numbers = guide.helplines(content, Case(language, code), content.checklist.by_id[name].numbers)
            world = numbers.pop(0)
            assert "takeitdown.ncmec.org" in world or "stopncii.org" in world
            assert not numbers or numbers[0] == voice.say("people-look"), code
