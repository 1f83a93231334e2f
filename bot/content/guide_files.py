"""The files the guide lives on: checklists, their wordings, the texts of the interface, helplines. Part of load.py's one pass."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.content.model import PLACE, Checklist, Country
from bot.content.shapes import ChecklistShape, CountryShape, FactShape, StepShape, StepWordingShape
from bot.content.source import Folder, Tree, Where

if TYPE_CHECKING:
    from bot.content.language_files import Tongue

REFERENCE = "en"  # the language the others are held against
MAX_FACTS = 32  # two bits each in a button's token
MAX_STEP = 63  # one bit each in a button's token
LINES = 3  # of a step's body, at most
MAX_LABEL = 34  # characters of a button a phone shows without cutting


@dataclass(slots=True)
class Guide:
    tree: Tree
    value: Checklist
    facts: Mapping[str, FactShape]

    @property
    def by_id(self) -> Mapping[str, StepShape]:
        return self.value.by_id


def checklist(folder: Folder) -> Guide:
    """The one checklist, its numbers and references checked."""
    tree = folder.tree("checklists/sextortion.yaml")
    shape = tree.shape(ChecklistShape, tree.data)
    if shape is None:
        return Guide(tree, Checklist("", "", (), {}, {}), {})
    _numbers(tree, ((("facts", name, "n"), fact.n) for name, fact in shape.facts.items()), MAX_FACTS)
    _numbers(tree, ((("steps", index, "n"), step.n) for index, step in enumerate(shape.steps)), MAX_STEP, least=1)
    by_id: dict[str, StepShape] = {}
    for index, step in enumerate(shape.steps):
        if step.id in by_id:
            tree.wrong(("steps", index, "id"), f"`{step.id}` is the id of another step")
        by_id[step.id] = step
    for index, step in enumerate(shape.steps):
        _check_references(tree, ("steps", index), step, shape.facts, by_id)
    if shape.first not in by_id:
        tree.wrong(("first",), f"there is no step `{shape.first}`")
    by_number = {step.n: step for step in shape.steps}
    return Guide(tree, Checklist(shape.id, shape.first, shape.steps, by_id, by_number), shape.facts)


def _check_references(tree: Tree, where: Where, step: StepShape, facts: Container[str], steps: Container[str]) -> None:
    for fact in step.when:
        if fact not in facts:
            tree.wrong((*where, "when", fact), "is not a fact")
    if (step.kind == "ask") != bool(step.options):
        tree.wrong((*where, "options"), "belong to a step of kind `ask`, and to every such step")
    for number, option in enumerate(step.options):
        for fact in option.facts:
            if fact not in facts:
                tree.wrong((*where, "options", number, "facts", fact), "is not a fact")
        if option.goto is not None and option.goto not in steps:
            tree.wrong((*where, "options", number, "goto"), f"there is no step `{option.goto}`")


def _numbers(tree: Tree, numbers: Iterable[tuple[Where, int]], most: int, least: int = 0) -> None:
    seen: set[int] = set()
    for where, number in numbers:
        if number in seen:
            tree.wrong(where, f"number {number} is already taken; numbers are permanent and never reused")
        if not least <= number < most:
            tree.wrong(where, f"number {number} is not between {least} and {most - 1}")
        seen.add(number)


def check_wordings(tongue: Tongue, guide: Guide, folder: Folder) -> None:
    """Read a language's steps and interface texts into `tongue`, held against the checklist and the reference language."""
    for _, tree in folder.all(f"languages/{tongue.code}/checklists/*.yaml"):
        for name, value in tree.entries():
            shape = tree.shape(StepWordingShape, value, (name,))
            if name not in guide.by_id:
                tree.wrong((name,), "is not a step of the checklist")
            elif shape:
                tongue.steps[name] = shape
                _check_step(tree, name, guide.by_id[name], shape)
    for name in guide.by_id:
        if name not in tongue.steps:
            tongue.tree.wrong((), f"{tongue.code} has no wording for the step `{name}`")
    tree = folder.tree(f"languages/{tongue.code}/ui.yaml")
    for key, value in tree.entries():
        if isinstance(value, str) and value:
            tongue.ui[key] = value
        else:
            tree.wrong((key,), "should be a text")
    _check_ui(tree, tongue.ui, folder.tree(f"languages/{REFERENCE}/ui.yaml"))


def _check_step(tree: Tree, name: str, step: StepShape, wording: StepWordingShape) -> None:
    if len(wording.body) > LINES:
        tree.wrong((name, "body"), f"has {len(wording.body)} lines; a frightened person reads {LINES}")
    wanted = {option.id for option in step.options}
    for missing in sorted(wanted - set(wording.options)):
        tree.wrong((name, "options"), f"`{missing}` has no label")
    for extra in sorted(set(wording.options) - wanted):
        tree.wrong((name, "options", extra), "is not an option of the step")
    if step.kind in ("tell", "do") and wording.done is None:
        tree.wrong((name,), "needs `done`, the label of its main button")
    for label in (*wording.options.values(), wording.done or ""):
        if len(label) > MAX_LABEL:
            tree.wrong((name,), f"the button `{label}` is longer than {MAX_LABEL} characters")


def _check_ui(tree: Tree, texts: Mapping[str, str], reference: Tree) -> None:
    wanted = dict(reference.entries())
    for key, text in wanted.items():
        if key not in texts:
            tree.wrong((), f"`{key}` is missing")
        elif _places(texts[key]) != _places(str(text)):
            tree.wrong((key,), f"should hold {' '.join(_places(str(text))) or 'no {place}'}")
    for key in texts:
        if key not in wanted:
            tree.wrong((key,), f"is not a text of the interface ({REFERENCE}/ui.yaml)")


def _places(text: str) -> list[str]:
    return sorted({place.group() for place in PLACE.finditer(text)})


def countries(folder: Folder, languages: list[str]) -> dict[str, Country]:
    """Every helpline file by country code; `ZZ` is the worldwide one."""
    found: dict[str, Country] = {}
    ids: set[str] = set()
    for name, tree in folder.all("helplines/*.yaml"):
        shape = tree.shape(CountryShape, tree.data)
        if shape is None:
            continue
        stem = name.removeprefix("helplines/").removesuffix(".yaml")
        if stem != ("worldwide" if shape.country == "ZZ" else shape.country.lower()):
            tree.wrong(("country",), f"{shape.country} does not fit the file's name")
        for index, line in enumerate(shape.lines):
            if line.id in ids:
                tree.wrong(("lines", index, "id"), f"`{line.id}` is the id of another line")
            ids.add(line.id)
            if not (line.phone or line.sms or line.url or line.note):
                tree.wrong(("lines", index), "has neither phone, sms, url nor a note that says how to reach it")
        for code in languages:
            _worded(tree, shape, code)
        found[shape.country] = Country.of(shape)
    if "ZZ" not in found:
        folder.tree("helplines/worldwide.yaml").wrong((), "the worldwide fallback is missing")
    return found


def _worded(tree: Tree, country: CountryShape, code: str) -> None:
    if code not in country.names:
        tree.wrong(("names",), f"the country's name in {code} is missing")
    if country.reporting_risk and code not in country.reporting_risk.text:
        tree.wrong(("reporting_risk", "text"), f"the words in {code} are missing")
    for index, line in enumerate(country.lines):
        if code not in line.name or (line.note and code not in line.note):
            tree.wrong(("lines", index), f"its name or note in {code} is missing")
