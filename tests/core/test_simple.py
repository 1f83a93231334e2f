"""How simple its words are: English of the sixth grade or easier, short sentences, three lines."""

from __future__ import annotations

import re

from bot.content.model import Content

MOST_WORDS, MOST_GRADE, MOST_LINES = 25, 6.0, 3
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
SENTENCE = re.compile(r"[.!?:\n]+")


def sentences(text: str) -> list[list[str]]:
    return [words for part in SENTENCE.split(re.sub(r"https?://\S+|\{\w+\}|/\w+", " ", text)) if (words := WORD.findall(part))]


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e: right for nineteen in twenty everyday words, one off for the rest."""
    word = word.lower().replace("'", "")
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"^y", "", word))))


def grade(text: str) -> float:
    """Flesch-Kincaid: years of school in the United States."""
    parts = sentences(text)
    words = [word for part in parts for word in part]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


SYLLABLES = {"money": 2, "blackmail": 2, "police": 2, "helpline": 2, "emergency": 4, "people": 2, "pictures": 2, "asked": 1,
             "wanted": 2, "videos": 3, "one": 1, "you": 1, "don't": 1, "account": 2}  # fmt: skip


def test_syllables_are_counted_and_never_too_few_by_more_than_one() -> None:
    assert {word: syllables(word) for word in SYLLABLES if abs(syllables(word) - SYLLABLES[word]) > 1} == {}
    assert sum(map(syllables, SYLLABLES)) >= sum(SYLLABLES.values()) - 2


def test_grades_are_told_apart() -> None:
    assert grade("Call a line now. You can do it. Keep the chat.") < 2
    assert grade("Notification of the appropriate investigative authorities is recommended prior to communicating.") > 12


def test_every_english_step_reads_like_sixth_grade_or_easier(content: Content) -> None:
    steps = content.voices["en"].steps
    graded = {name: grade("\n".join((step.title, *step.body))) for name, step in steps.items()}
    assert {name: round(each, 1) for name, each in graded.items() if each > MOST_GRADE} == {}


def test_every_english_page_too(content: Content) -> None:
    pages = content.voices["en"].pages
    graded = {name: grade("\n".join((page.title, *page.body))) for name, page in pages.items()}
    assert {name: round(each, 1) for name, each in graded.items() if each > MOST_GRADE} == {}


def test_every_longer_english_text_around_them_too(content: Content) -> None:
    """A label of two words has no grade worth the name; those of eight words and more do."""
    voice = content.voices["en"]
    longer = {key: text for key, text in voice.ui.items() if len(WORD.findall(text)) >= 8}
    assert {key: round(grade(text), 1) for key, text in longer.items() if grade(text) > MOST_GRADE} == {}


def test_no_sentence_of_an_english_step_is_long(content: Content) -> None:
    long = [
        f"{name}: {' '.join(words)}"
        for name, step in content.voices["en"].steps.items()
        for line in (step.title, *step.body)
        for words in sentences(line)
        if len(words) > MOST_WORDS
    ]
    assert long == []


def test_a_step_is_at_most_three_lines(content: Content, language: str) -> None:
    assert [name for name, step in content.voices[language].steps.items() if len(step.body) > MOST_LINES] == []
    lines = [line for step in content.voices[language].steps.values() for line in step.body]
    assert [line for line in lines if "\n" in line] == []
