"""`try` and `why`: what a person would see, and everything behind it."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.content.load import draft
from bot.content.model import Phrase
from bot.content.phrase import words
from bot.content.weights import Floats
from bot.core import check
from bot.core.assess import Engine
from bot.core.case import Case
from bot.core.language import guess
from bot.core.reader import Reader
from bot.core.signals import mask
from bot.effects import plain
from bot.encoder import installed
from bot.events import Asked
from bot.settings import Settings
from bot.text import fold, look

MOST_NEAR = 8
MOST_READ = 6


def answer(engine: Engine, text: str, language: str | None) -> None:
    """Print the answer to a message somebody else wrote or the person typed, with its buttons."""
    case = Case(language or guess(text, "en"))
    encoder = installed(engine)
    print(plain(check.answer(engine, Asked(text, meanings=encoder.meanings(text) if encoder else None), case)[0]))


def why(text: str) -> None:
    """Print every signal with its words, what it led to, what the classifier made of it, and the phrases that almost matched."""
    settings = Settings()
    content, problems = draft(settings.rules, settings.weights)
    if problems:
        print(f"({len(problems)} problems in the content: run check. What could be read is used.)", file=sys.stderr)
    engine = Engine(content)
    encoder = installed(engine)
    meanings = encoder.meanings(text) if encoder else None
    seen = engine.assess(text, meanings)
    console = Console(highlight=False)
    table = Table("signal", "speaker", "kind", "stage", "by", "words", box=None, header_style="bold")
    for each in seen.found:
        signal = each.signal
        by = each.source if each.p is None else f"{each.source} {each.p:.2f}"
        table.add_row(signal.id, signal.speaker, signal.kind, signal.stage, by, Text(check.quote(text, each)))
    console.print(table if seen.found else "no signal found")
    console.print(f"\nspeaker {seen.speaker}   level {seen.level.name}   rule {seen.rule or '-'}   stage {seen.stage or '-'}")
    console.print(f"next step {check.first_step(engine, seen, Case('en'))}   crisis {'yes' if seen.crisis else 'no'}")
    console.print("facts " + (", ".join(f"{fact}={answer}" for fact, answer in sorted(seen.facts.items())) or "-"))
    present = mask(seen.found)
    held = [rule.id + (" (on trial)" if rule.shadow else "") for rule in content.rules if rule.holds(present)]
    console.print("rules that hold: " + (", ".join(held) or "-"))
    console.print("read as: " + fold(text), markup=False)
    if engine.reader:
        console.print(f"\nthe classifier, {'n-grams and encoder' if encoder else 'n-grams alone'}:")
        console.print(readings(engine.reader, text, meanings, {each.signal.id for each in seen.found if each.p is None}))
    found = {each.signal.id for each in seen.found}
    near = near_misses(engine, text, found)
    if near:
        console.print("\nalmost (all but one of the things it needs are there):")
        for phrase, missing in near:
            said = ", ".join(sorted({each.strip() for each in missing}, key=lambda each: (len(each), each))[:5])
            console.print(f"  {phrase.signal.id} [{phrase.language}]  needs one of: {said} ...", markup=False)


def readings(reader: Reader, text: str, meanings: Floats | None, found: set[str]) -> Table:
    """The heads that come nearest to be said, with what each would have to reach and the words that weigh most."""
    views = look(text)
    read = reader.classifier.read(views.fold.text, meanings, found)
    table = Table("head", "p", "said from", "words", box=None, header_style="bold")
    for place in sorted(range(len(read.p)), key=lambda place: float(read.bar[place] - read.p[place]))[:MOST_READ]:
        left, right = reader.classifier.quote(views.fold.text, place, int(read.passage[place]))
        table.add_row(
            reader.classifier.weights.heads[place], f"{read.p[place]:.3f}", f"{read.bar[place]:.3f}", views.fold.text[left:right]
        )
    return table


def near_misses(engine: Engine, text: str, found: set[str]) -> list[tuple[Phrase, frozenset[str]]]:
    """Phrases of signals not found that lack exactly one of their needs, those with the most needs met first."""
    folded = fold(text)
    spelled = words(folded)
    near = []
    for phrase in engine.finder.phrases:
        within = spelled if phrase.pattern.spaced else folded
        lacking = [need for need in phrase.pattern.needs if not any(literal in within for literal in need)]
        if phrase.signal.id not in found and len(lacking) == 1 and len(phrase.pattern.needs) > 1:
            near.append((phrase, lacking[0]))
    near.sort(key=lambda pair: (-len(pair[0].pattern.needs), pair[0].signal.id))
    return list({pair[0].signal.id: pair for pair in reversed(near)}.values())[::-1][:MOST_NEAR]
