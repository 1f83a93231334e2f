"""Every sentence that rules/ shows as an example comes out as it says, and everyday talk stays silent."""

from __future__ import annotations

from collections import Counter

from bot.content.model import Content, Example
from bot.content.source import Problem
from bot.core.assess import Engine
from bot.lab.check import judge_of, unlike

FEWEST_EXAMPLES = 2
FEWEST_SIGNALS = 60
FEWEST_EVERYDAY_LINES = 300


def test_the_rules_load(problems: list[Problem]) -> None:
    assert not problems, "\n".join(map(str, sorted(problems)))


def test_an_example_comes_out_as_it_says(engine: Engine, example: Example) -> None:
    judge = judge_of(engine, example)
    wrong = judge and unlike(judge, example)
    assert not wrong, f"{example.where}: {example.subject}: {wrong}"


def test_everyday_lines_stay_silent(engine: Engine, language: str) -> None:
    lines = [each for each in engine.content.benign if each.language == language]
    wrong = [f"{each.where}: {said}" for each in lines if (said := unlike(engine.by_phrases, each))]
    assert not wrong, f"{len(wrong)} of {len(lines)}:\n" + "\n".join(wrong)


def test_every_signal_is_shown_twice_and_refused_twice(content: Content, language: str) -> None:
    """Shapes look the same everywhere and have their examples under `und`."""
    shapes = {look.signal.id for look in content.looks}
    shapes |= {head.raises.id for head in content.heads.values() if head.speaker and head.raises}  # read, by no phrase
    shown = Counter((each.subject, each.hit) for each in content.examples if each.language == language)
    scarce = [
        f"{name}: {shown[name, True]} hits, {shown[name, False]} misses"
        for name in content.signals
        if name not in shapes and min(shown[name, True], shown[name, False]) < FEWEST_EXAMPLES
    ]
    assert not scarce, "\n".join(scarce)


def test_every_rule_is_shown_and_refused(content: Content) -> None:
    shown = {(each.subject, each.hit) for each in content.examples}
    assert [rule.id for rule in content.rules if not {(rule.id, True), (rule.id, False)} <= shown] == []


def test_there_is_enough_to_judge_by(content: Content, language: str) -> None:
    assert len(content.signals) >= FEWEST_SIGNALS
    assert sum(each.language == language for each in content.benign) >= FEWEST_EVERYDAY_LINES


def test_an_everyday_line_stands_once(content: Content, language: str) -> None:
    lines = Counter(each.text for each in content.benign if each.language == language)
    assert [line for line, times in lines.items() if times > 1] == []


def test_no_example_is_a_hit_and_a_miss_of_the_same_signal(content: Content) -> None:
    hits = {(each.language, each.subject, each.text) for each in content.examples if each.hit}
    assert [each.where for each in content.examples if not each.hit and (each.language, each.subject, each.text) in hits] == []
