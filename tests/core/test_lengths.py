"""How long anything the guide shows may be: read on a phone, by somebody frightened, with the numbers of any country under it.

Measured over every step and page, each language and country: without numbers half are under 270 characters in English and 95 in
Chinese; with them, 19 of 20 are under 480 and 280. A crisis card is longer, up to 710: its numbers stand first, and in a language
nobody has reviewed the English stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.model import Content
from bot.core import guide
from bot.core.case import Case

MOST_WORDS_ALONE = 400  # characters of title and lines: CARE's one screen
MOST_ON_SCREEN = 850  # with numbers, links and the mark of what nobody has reviewed
MOST_IN_CRISIS = 750
MOST_IN_LINE = {"en": 130, "zh": 60}
MOST_IN_PAGE_LINE = {"en": 175, "zh": 90}  # where an app's menus are spelled out
FACTS: tuple[dict[str, str], ...] = ({}, {"helping": "yes"}, {"asker-minor": "yes"})


def script(language: str) -> str:
    return language.partition("-")[0]


def places(content: Content) -> tuple[str | None, ...]:
    return (None, *(code for code in content.countries if code != guide.WORLD))


def shown(content: Content, language: str) -> Iterator[tuple[str, str, bool]]:
    """Every step and page with the numbers of every country: where, the text, whether it is a crisis card."""
    for country in places(content):
        for step in content.checklist.steps:
            for facts in FACTS:
                text = guide.show(content, Case(language, country, step.id, facts)).text
                yield f"{step.id} {country} {facts}", text, step.kind == "crisis"
        for name in content.pages:
            yield f"{name} {country}", guide.page(content, Case(language, country, content.checklist.first), name).text, False


def test_words_alone_fit_on_a_screen(content: Content, language: str) -> None:
    voice = content.voices[language]
    texts = [(name, (step.title, *step.body)) for name, step in voice.steps.items()]
    texts += [(name, (page.title, *page.body)) for name, page in voice.pages.items()]
    assert [(name, len("\n".join(text))) for name, text in texts if len("\n".join(text)) > MOST_WORDS_ALONE] == []


def test_with_numbers_they_still_do(content: Content, language: str) -> None:
    long = [
        f"{where}: {len(text)}"
        for where, text, crisis in shown(content, language)
        if len(text) > (MOST_IN_CRISIS if crisis else MOST_ON_SCREEN)
    ]
    assert long == []


def test_nineteen_of_twenty_are_short(content: Content, language: str) -> None:
    lengths = sorted(len(text) for _, text, crisis in shown(content, language) if not crisis)
    assert lengths[len(lengths) * 19 // 20] <= (500 if language == "en" else 300)


def test_a_line_is_short(content: Content, language: str) -> None:
    voice = content.voices[language]
    most, most_of_page = MOST_IN_LINE[script(language)], MOST_IN_PAGE_LINE[script(language)]
    assert [line for step in voice.steps.values() for line in (step.title, *step.body) if len(line) > most] == []
    assert [line for page in voice.pages.values() for line in (page.title, *page.body) if len(line) > most_of_page] == []


def test_a_list_of_steps_is_one_line_and_buttons(content: Content, language: str) -> None:
    for facts in ({"threatened": "yes"}, {"threatened": "yes", "known": "yes", "paid": "yes", "app-installed": "yes"}):
        say = guide.all_steps(content, Case(language, "GB", "do-not-pay", facts))
        assert len(say.text) <= MOST_IN_LINE[script(language)]
        assert len(say.buttons) <= 30
