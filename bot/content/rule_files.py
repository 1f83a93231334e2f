"""The rules: which signals together mean what. Part of load.py's one pass."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from bot.content.model import Example, Level, Rule, Signal
from bot.content.shapes import RuleShape, SchemeShape
from bot.content.source import Folder, Tree, Where


def rules(
    folder: Folder, signals: Mapping[str, Signal], steps: Container[str], languages: Container[str]
) -> tuple[list[Rule], list[Example]]:
    rules: list[Rule] = []
    examples: list[Example] = []
    names: set[str] = set()
    for _, tree in folder.all("schemes/*.yaml"):
        scheme = tree.shape(SchemeShape, tree.data)
        if scheme is None:
            continue
        mask = _Masks(tree, signals, scheme.groups)
        weakened = mask.of(scheme.weakened_by, ("weakened_by",))
        for group in scheme.groups:
            mask.of((group,), ("groups", group))
        for index, shape in enumerate(scheme.rules):
            where = ("rules", index)
            if shape.id in names:
                tree.wrong((*where, "id"), f"`{shape.id}` is the id of another rule")
            names.add(shape.id)
            if shape.id in signals:
                tree.wrong((*where, "id"), f"`{shape.id}` is the id of a signal")
            if shape.step not in steps:
                tree.wrong((*where, "step"), f"there is no step `{shape.step}`")
            rules.append(_rule(scheme, shape, mask, where, weakened))
            for kind, shown in (("hits", shape.hits), ("misses", shape.misses)):
                for number, example in enumerate(shown):
                    at = (*where, kind, number)
                    if example.lang not in languages:
                        tree.wrong((*at, "lang"), f"there is no language {example.lang}")
                    examples.append(Example(tree.at(at), example.lang, example.text, shape.id, kind == "hits"))
    return rules, examples


def _rule(scheme: SchemeShape, shape: RuleShape, mask: _Masks, where: Where, weakened: int) -> Rule:
    when, at = shape.when, (*where, "when")
    some = tuple(mask.of(names, (*at, key)) for key, names in (("any", when.any), ("also", when.also)) if names)
    rule = Rule(
        id=shape.id,
        scheme=scheme.scheme,
        level=Level[shape.level],
        step=shape.step,
        shadow=shape.status == "shadow",
        all=mask.of(when.all, (*at, "all")),
        some=some,
        count=when.count,
        of=tuple(mask.of((name,), (*at, "of")) for name in when.of),
        unless=mask.of(when.unless, (*at, "unless")),
        weakened_by=0 if shape.firm else weakened,
    )
    if bool(when.count) != bool(when.of):
        mask.tree.wrong(at, "`count` and `of` belong together")
    elif when.count > len(when.of):
        mask.tree.wrong((*at, "count"), f"asks for {when.count} of {len(when.of)} names")
    if rule.holds(mask.weak & ~rule.unless):
        mask.tree.wrong(at, "could hold without any evidence; every verdict needs some")
    if not (rule.all or some or rule.of):
        mask.tree.wrong(at, "names no signal")
    return rule


@dataclass(slots=True)
class _Masks:
    """Names of signals and groups → bits."""

    tree: Tree
    signals: Mapping[str, Signal]
    groups: Mapping[str, tuple[str, ...]]

    @property
    def weak(self) -> int:
        """Everything that is not evidence, at once."""
        return sum(signal.bit for signal in self.signals.values() if signal.kind != "evidence")

    def of(self, names: Iterable[str], where: Where) -> int:
        mask = 0
        for name in names:
            for each in self.groups.get(name, (name,)):
                if each in self.signals:
                    mask |= self.signals[each].bit
                else:
                    self.tree.wrong(where, f"`{each}` is neither a signal nor a group")
        return mask
