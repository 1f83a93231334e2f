"""YAML that remembers its lines.

Content is written by people, so reading it keeps three promises plain YAML does not: every scalar is text (`988`, `NO` and
`2025-05-01` survive as written), a repeated key is an error instead of a silent loss, and every value knows its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Where = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


IN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a word this file knows",
    "string_type": "should be a text",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is not written as it should be (lower case and hyphens; en, zh-Hant; GB)",
    "tuple_type": "should be a list",
    "mapping_type": "should be a mapping of names to values",
    "dict_type": "should be a mapping of names to values",
    "model_type": "should be a mapping of names to values",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "bool_parsing": "should be yes or no",
    "bool_type": "should be yes or no",
}
"""pydantic's kinds of errors, said to somebody who does not program. The others are clear as they come."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the content, said so that its author can mend it."""

    path: str
    line: int
    where: str
    what: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.path}:{self.line}: {where}{self.what}"


class BadContent(Exception):
    """Content that may not be used. Carries every problem found, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Tree:
    """One parsed file: plain dicts, lists and texts, and the line of each value and key."""

    path: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where) -> int:
        """The line of the value at `where`, or of the nearest thing around it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def wrong(self, where: Where, what: str) -> None:
        self.problems.append(Problem(self.path, self.line(where), ".".join(map(str, where)), what))

    def at(self, where: Where) -> str:
        """`path:line` of a value: the id of an example in a test."""
        return f"{self.path}:{self.line(where)}"

    def entries(self) -> Iterator[tuple[str, Any]]:
        """The top-level pairs of a file that must be a mapping; anything else is a problem and yields nothing."""
        if isinstance(self.data, dict):
            yield from self.data.items()
        elif self.data is not None:
            self.wrong((), "should be a mapping of names to values")

    def shape(self, model: type[Model], value: Any, where: Where = ()) -> Model | None:
        """`value` as a `model`, or None with each reason noted at its line."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for each in error.errors():
                inner = (*where, *(part for part in each["loc"] if not str(part).startswith("function-")))
                self.wrong(inner, IN_WORDS.get(each["type"]) or each["msg"].removeprefix("Value error, "))
            return None


def read(path: Path, name: str) -> Tree:
    """The file at `path`, to be called `name` in messages. Problems of form are collected, nothing is raised."""
    tree = Tree(name)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        tree.wrong((), f"cannot be read: {error.strerror if isinstance(error, OSError) else 'not UTF-8 text'}")
        return tree
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        tree.lines[()] = mark.line + 1 if mark else 1
        tree.wrong((), "not YAML from here on: a tab, a bracket left open, or a text with : or # that needs quotes")
        return tree
    if node is not None:
        tree.data = _plain(node, (), tree)
    return tree


def _plain(node: yaml.Node, where: Where, tree: Tree) -> Any:
    tree.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*where, index), tree) for index, child in enumerate(node.value)]
    pairs: dict[str, Any] = {}
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            tree.wrong(where, "keys must be plain words")
            continue
        inner = (*where, key.value)
        if key.value in pairs:
            line = key.start_mark.line + 1
            tree.problems.append(Problem(tree.path, line, ".".join(map(str, inner)), "is given twice"))
            continue
        tree.lines[inner] = key.start_mark.line + 1
        pairs[key.value] = _plain(value, inner, tree)
    return pairs


class Folder:
    """The files of rules/, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trees: dict[str, Tree] = {}

    def tree(self, name: str) -> Tree:
        if name not in self.trees:
            self.trees[name] = read(self.root / name, f"{self.root.name}/{name}")
        return self.trees[name]

    def empty(self, name: str) -> Tree:
        """A place for problems of a file that is not YAML."""
        return self.trees.setdefault(name, Tree(name))

    def all(self, pattern: str) -> Iterator[tuple[str, Tree]]:
        for path in sorted(self.root.glob(pattern)):
            name = path.relative_to(self.root).as_posix()
            yield name, self.tree(name)

    def problems(self) -> list[Problem]:
        return collect(self.trees.values())


def collect(trees: Iterable[Tree]) -> list[Problem]:
    return [problem for tree in trees for problem in tree.problems]
