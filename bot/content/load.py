"""rules/ → Content. Parse, then shape, then meaning; every problem of every file is reported at once."""

from __future__ import annotations

from pathlib import Path

from bot.content import addresses, classifier_files, guide_files, language_files, page_files, rule_files
from bot.content.model import Content, Phrase, Signal
from bot.content.shapes import SignalShape
from bot.content.source import BadContent, Folder, Problem

_BESIDE = Path(__file__).resolve().parents
RULES = _BESIDE[2] / "rules" if (_BESIDE[2] / "rules" / "signals.yaml").exists() else _BESIDE[1] / "rules"
"""The content that came along: beside the package in a checkout, inside it once installed."""


UNREAD = SignalShape(speaker="about", stage="contact", kind="context", means="a line with a problem")


def load(root: Path = RULES, weights: Path | None = None) -> Content:
    """Everything in `root`, with other weights for the classifier if named. Raises BadContent with every problem found."""
    content, problems = draft(root, weights)
    if problems:
        raise BadContent(problems)
    return content


def draft(root: Path = RULES, weights: Path | None = None) -> tuple[Content, list[Problem]]:
    """What could be read, and what is wrong with it: for tools that help whoever is still writing. Never for the bot itself."""
    folder = Folder(root)
    signals = _signals(folder)
    looks, examples = language_files.looks(folder, signals)
    tongues = list(language_files.tongues(folder, signals))
    phrases: list[Phrase] = []
    for tongue in tongues:
        made, shown = language_files.phrases(folder, tongue, signals, {t.code: t for t in tongues})
        phrases += made
        examples += shown
    checklist = guide_files.checklist(folder)
    rules, shown = rule_files.rules(folder, signals, checklist.by_id, {t.code for t in tongues})
    examples += shown
    for tongue in tongues:
        guide_files.check_wordings(tongue, checklist, folder)
    heads = classifier_files.heads(folder, signals)
    read = {head.raises.id for head in heads.values() if head.speaker and head.raises}  # these may do without phrases
    language_files.complete(folder, tongues, signals, {look.signal.id for look in looks} | read)
    facts = checklist.facts
    for name, signal in signals.items():
        for fact in signal.facts:
            if fact not in facts:
                folder.tree("signals.yaml").wrong((name, "facts"), f"`{fact}` is not a fact of the checklist")
    pages = page_files.pages(folder)
    page_files.named_by_steps(folder, checklist.value.steps, pages)
    for name, signal in signals.items():
        if signal.page and signal.page not in pages:
            folder.tree("signals.yaml").wrong((name, "page"), f"there is no page `{signal.page}`")
    countries = guide_files.countries(folder, [t.code for t in tongues])
    benign = tuple(line for tongue in tongues for line in language_files.benign(folder, tongue))
    content = Content(
        signals=signals,
        phrases=tuple(phrases),
        looks=tuple(looks),
        rules=tuple(rules),
        facts={name: shape.n for name, shape in facts.items()},
        checklist=checklist.value,
        pages=pages,
        voices={t.code: language_files.voice(t, page_files.wordings(folder, t, pages)) for t in tongues},
        countries=countries,
        examples=tuple(examples),
        benign=benign,
        heads=heads,
        weights=classifier_files.weights(folder, weights),
    )
    addresses.check(folder)
    return content, folder.problems()


def _signals(folder: Folder) -> dict[str, Signal]:
    tree = folder.tree("signals.yaml")
    signals: dict[str, Signal] = {}
    for name, value in tree.entries():
        shape = tree.shape(SignalShape, value, (name,)) or UNREAD  # known by name, so that nobody is told it does not exist
        signals[name] = Signal(name, len(signals), shape.speaker, shape.stage, shape.kind, shape.facts, shape.crisis, shape.page)
    if not signals:
        tree.wrong((), "names no signal")
    return signals
