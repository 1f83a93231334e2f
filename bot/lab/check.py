"""`check`: everything that can be said about rules/ before a person meets it."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.content.load import draft
from bot.content.model import Content, Example
from bot.content.source import Problem
from bot.core.assess import Engine
from bot.core.case import ANSWERS, Case
from bot.core.signals import mask
from bot.lab import helplines
from bot.lab import map as paper
from bot.settings import Settings

SLOW = 0.05  # seconds one phrase may take on one hostile text: a bug of the compiler, not a matter of taste


def main(language: str | None, rules: Path | None, today: dt.date) -> int:
    """Print every problem, then a summary. Exit code 2 when something is wrong."""
    content, problems = draft(rules or Settings().rules)
    if not (language and any(f"/{language}/" in problem.path for problem in problems)):
        problems = problems + list(examples(Engine(content)))
    problems += slow_phrases(content, language)
    if language:
        problems = [problem for problem in problems if f"/{language}/" in problem.path or f" {language} " in problem.what]
    for problem in sorted(set(problems)):
        print(problem)
    print("\n".join([summary(content), *([] if language else helplines.report(content, today))]), file=sys.stderr)
    if problems:
        print(f"{len(set(problems))} problems", file=sys.stderr)
        return 2
    return 0


def on_paper(content: Content, language: str | None, country: str | None, facts: list[str]) -> str:
    """The guide as text for a case, for a counsellor to read. Raises ValueError for a language, country or fact there is not."""
    if (language or "en") not in content.voices:
        raise ValueError(f"{language} is not one of: {', '.join(content.voices)}")
    if country and country.upper() not in content.countries:
        raise ValueError(f"there is no helpline file for {country}")
    told = {}
    for each in facts:
        fact, _, answer = each.partition("=")
        if fact not in content.facts or answer not in ANSWERS[1:]:
            raise ValueError(f"{each} should be one of {', '.join(content.facts)}, then = and yes, no or unsure")
        told[fact] = answer
    return paper.of(content, Case(language or "en", country.upper() if country else None, None, told))


def examples(engine: Engine) -> Iterator[Problem]:
    """Every example that does not come out as it says."""
    for example in (*engine.content.examples, *engine.content.benign):
        judge = judge_of(engine, example)
        if judge and (wrong := unlike(judge, example)):
            path, _, line = example.where.rpartition(":")
            yield Problem(path, int(line), example.subject, wrong)


def judge_of(engine: Engine, example: Example) -> Engine | None:
    """Who is held to an example: phrases alone, so that no reading blurs what they are for; the whole for a rule that asks for a
    reading, and nobody where nobody reads."""
    content = engine.content
    read = [head.raises.bit for head in content.heads.values() if head.speaker and head.raises]
    if any(rule.id == example.subject and any(bit & rule.all for bit in read) for rule in content.rules):
        return engine if engine.reader else None
    return engine.by_phrases


def unlike(engine: Engine, example: Example) -> str | None:
    """What is wrong with how an example comes out, or None."""
    seen = engine.assess(example.text)
    names = {each.signal.id for each in engine.find(example.text)}
    told = f"“{example.text}” found: {', '.join(sorted(names)) or 'nothing'}"
    if example.subject == "benign":
        if seen.level or (seen.speaker == "target" and seen.crisis):
            return f"everyday line speaks up ({seen.level.name}, {seen.rule}): {told}"
        return None
    if example.subject in engine.content.signals:
        if (example.subject in names) != example.hit:
            return f"should {'' if example.hit else 'not '}be found: {told}"
        signal = engine.content.signals[example.subject]
        known = seen.speaker == "target" or signal.kind == "shape"  # a shape may be nothing, and decides nothing
        if example.hit and signal.speaker == "target" and (seen.level or not known):
            return f"a target is scored ({seen.speaker}, {seen.level.name}): {told}"
        if example.hit and signal.speaker == "offender" and seen.speaker in ("target", "about"):
            return f"an offender is taken for {seen.speaker}: {told}"
        return None
    rule = next(rule for rule in engine.content.rules if rule.id == example.subject)
    holds = rule.holds(mask(seen.found)) and seen.speaker in ("offender", "unknown")
    if holds != example.hit:
        return f"rule should {'' if example.hit else 'not '}hold ({seen.speaker}): {told}"
    if example.hit and seen.level < rule.level:
        return f"rule holds, but the message only comes to {seen.level.name}: {told}"
    return None


def hostile_texts(content: Content) -> list[str]:
    """Texts made to cost as much as they can: the rules' own words crowded and unfinished, punctuation and digits by the mile."""
    words = sorted({literal for phrase in content.phrases[::7] for need in phrase.pattern.needs for literal in need})
    crowd = " ".join(words)[:4096]
    return [
        crowd,
        "".join(words)[:4096],
        "send your " * 400,
        "你的视频发给" * 680,
        "i will send ! " * 290,
        "!" * 4096,
        "a " * 2048,
        "1" * 4096,
        "1,." * 1365,
        "我 " * 2048,
        ("发给你" + "啊" * 11) * 290,
    ]


def slow_phrases(content: Content, language: str | None) -> list[Problem]:
    """Phrases whose pattern takes too long on a hostile text (best of three, so a busy machine accuses nobody)."""
    texts = hostile_texts(content)
    slow = []
    for phrase in content.phrases:
        if language and phrase.language != language:
            continue
        for text in texts:
            if _took(phrase.pattern.search, text) > SLOW and min(_took(phrase.pattern.search, text) for _ in range(3)) > SLOW:
                where = f"{phrase.language}: {phrase.signal.id}"
                slow.append(Problem("rules/languages", 0, where, f"`{phrase.pattern.source}` is too slow"))
    return slow


def _took(search: object, text: str) -> float:
    start = time.thread_time()
    search(text)  # type: ignore[operator]
    return time.thread_time() - start


def summary(content: Content) -> str:
    """What there is, per language; what nobody has reviewed; steps no rule and no case leads to are found by the tests."""
    phrases = Counter(phrase.language for phrase in content.phrases)
    hits = Counter(example.language for example in content.examples if example.hit)
    misses = Counter(example.language for example in content.examples if not example.hit)
    benign = Counter(example.language for example in content.benign)
    lines = [f"{len(content.signals)} signals, {len(content.rules)} rules, {len(content.checklist.steps)} steps"]
    for code in ("und", *content.voices):
        voice = content.voices.get(code)
        status = "" if voice is None else f"; {voice.review}" if voice.reviewed else "; not yet reviewed by a native speaker"
        lines.append(
            f"{code}: {phrases[code]} phrases, {hits[code]} hits, {misses[code]} misses, {benign[code]} everyday lines{status}"
        )
    return "\n".join(lines)
