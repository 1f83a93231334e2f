"""The phrase language: what people who are not programmers write, and what the engine runs.

    words  (a|b c)  [optional]  word*  #  <slot>  ..

A phrase compiles to a bounded `regex` over the folded text, and to an AND of OR-sets of literals ("needs"): the regex can only
match where every need is met, so one Aho-Corasick pass over the text tells which few phrases are worth running.

Two kinds of languages. In *spaced* ones a blank means "the next word" (a comma, quote or emoji may stand between) and `..` is
0-6 words. In languages written without spaces a blank means "perhaps a comma or a space here" and `..` is 0-12 characters. No gap
crosses the end of a sentence. All repeats are bounded, so the cost of a phrase grows with the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import regex

from bot.text import HAN, WORD, fold

MAX_PHRASE = 1200  # characters, slots written out not counted
NESTING = 2
GAP_WORDS = 6
GAP_CHARS = 12
MOST_WAYS = 64  # literals one piece of a phrase may stand for
STEM = 12  # letters `word*` may add
ENDS = ".!?\u3002\n"  # full-width ! and ? are folded to these; an ellipsis to a comma


_BETWEEN = rf"[^\w{ENDS}]"  # what may stand between two words
_AFTER = rf"(?![{WORD}]){_BETWEEN}{{0,5}}"  # the end of a word, and what may follow it
_GAP = rf"(?:\w{{1,24}}+{_BETWEEN}{{1,6}}){{0,{GAP_WORDS}}}?"
_HAN_BETWEEN = rf"[^\w{ENDS}]{{0,2}}"
_HAN_GAP = rf"[^{ENDS}]{{0,{GAP_CHARS}}}?"
_NUMBER = r"\d(?:[\d.,]{0,10}\d)?(?:k|w)?(?!\d)"
_HAN_NUMBER = r"(?:\d(?:[\d.,]{0,10}\d)?[kw]?|[零一二两三四五六七八九十百千万亿几]{1,8})"
_WORDS = re.compile(rf"[0-9]+|[{WORD.replace('0-9', '')}]+")
_HAN = regex.compile(rf"[{HAN}]")
_TOKEN = regex.compile(r"\.\.|[()\[\]|#]|<[^<>]*>|(?:(?!\.\.)[^\s()\[\]|#<>])+|\s+")


def words(folded: str) -> str:
    """A text as the literals of spaced languages are looked for in it: its words and numbers between single blanks."""
    return f" {' '.join(_WORDS.findall(folded))} "


class BadPhrase(ValueError):
    """A phrase that cannot be used; the message says why, in a volunteer's words."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A number (`#`), a gap (`..`) or, in unspaced languages, a blank."""

    sign: str


@dataclass(frozen=True, slots=True)
class OneOf:
    options: tuple[Sequence, ...]
    optional: bool


Node = Word | Mark | OneOf
Sequence = tuple[Node, ...]
Slots = Mapping[str, Sequence]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled phrase. `needs`: every one of these sets has a member in any folded text the phrase matches."""

    source: str
    spaced: bool
    regex: str
    needs: tuple[frozenset[str], ...]

    def search(self, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Half-open span in the folded text of the first match between `start` and `end`, or None.

        A phrase of a language written without spaces speaks only where that language's characters are.
        """
        if not self.spaced and not _HAN.search(text, start, len(text) if end is None else end):
            return None
        found = _compiled(self.regex).search(text, start, len(text) if end is None else end)
        if found is None:
            return None
        start, end = found.span()
        while end > start + 1 and not text[end - 1].isalnum():  # trailing separators belong to nobody
            end -= 1
        return start, end


@cache
def _compiled(source: str) -> regex.Pattern[str]:
    return regex.compile(source)  # lazily, by the first text that could match: 4,000 phrases would cost seconds at start


def parse(source: str, slots: Slots, spaced: bool) -> Sequence:
    """The phrase as nodes. Raises BadPhrase."""
    if len(source) > MAX_PHRASE:
        raise BadPhrase(f"is longer than {MAX_PHRASE} characters; make it two")
    return _Parser(source, slots, spaced).whole()


def compile_phrase(source: str, slots: Slots, spaced: bool) -> Pattern:
    """Raises BadPhrase when the phrase is malformed, or names no word characteristic enough to look for."""
    nodes = parse(source, slots, spaced)
    needs = tuple(dict.fromkeys(_needs(nodes, spaced)))
    if not any(all(map(_characteristic, need)) for need in needs):
        raise BadPhrase("has no required word of at least three letters (or one Chinese character) to look for")
    return Pattern(source, spaced, (rf"(?<![{WORD}])" if spaced else "") + _emit(nodes, spaced), needs)


class _Parser:
    def __init__(self, source: str, slots: Slots, spaced: bool) -> None:
        self.tokens = [token for token in _TOKEN.findall(source) if not (spaced and token.isspace())]
        self.at = 0
        self.slots = slots
        self.spaced = spaced

    def whole(self) -> Sequence:
        nodes = self.sequence(0)
        if self.at < len(self.tokens):
            raise BadPhrase(f"`{self.tokens[self.at]}` without its opening bracket, or a `|` outside brackets")
        if not nodes:
            raise BadPhrase("is empty")
        for end in (nodes[0], nodes[-1]):
            if isinstance(end, Mark) and end.sign == "..":
                raise BadPhrase("`..` at an end of a phrase says nothing")
        return nodes

    def sequence(self, depth: int) -> Sequence:
        nodes: list[Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ")]|":
            nodes.extend(self.node(depth))
        while nodes and nodes[-1] == Mark(" "):
            nodes.pop()
        while nodes and nodes[0] == Mark(" "):
            nodes.pop(0)
        return tuple(nodes)

    def node(self, depth: int) -> Sequence:
        token = self.tokens[self.at]
        self.at += 1
        if token in "([":
            return (self.group(token, depth + 1),)
        if token in ("..", "#"):
            return (Mark(token),)
        if token.isspace():
            return (Mark(" "),)
        if token.startswith("<"):
            name = token[1:-1]
            if name not in self.slots:
                raise BadPhrase(f"there is no slot <{name}>")
            return self.slots[name]
        return self.word(token)

    def group(self, opening: str, depth: int) -> OneOf:
        if depth > NESTING:
            raise BadPhrase("brackets nest more than two deep")
        options = [self.sequence(depth)]
        while self.at < len(self.tokens) and self.tokens[self.at] == "|":
            self.at += 1
            options.append(self.sequence(depth))
        closing = ")" if opening == "(" else "]"
        if self.at >= len(self.tokens) or self.tokens[self.at] != closing:
            raise BadPhrase(f"`{opening}` is not closed by `{closing}`")
        self.at += 1
        if not all(options):
            raise BadPhrase("a choice between brackets is empty; use [ ] for what may be missing")
        return OneOf(tuple(options), optional=opening == "[")

    def word(self, token: str) -> Sequence:
        stem = token.endswith("*")
        text = fold(token[:-1] if stem else token)
        if "*" in text or not text:
            raise BadPhrase(f"`{token}` is not a word (`*` only stands at its end)")
        if text[-1] in ENDS:
            raise BadPhrase(f"`{token}` ends like a sentence")
        parts = text.split()
        return tuple(Word(part, open=stem and part is parts[-1]) for part in parts)


def _emit(nodes: Sequence, spaced: bool) -> str:
    if spaced:
        body, closed = _emit_words(nodes)
        return body + (_AFTER if closed else "")
    return "".join(map(_emit_unspaced, nodes))


def _emit_words(nodes: Sequence) -> tuple[str, bool]:
    """A sequence of a spaced language, and whether it ends with a word whose end is still to be checked: what a choice's options
    have in common is written once, after the choice, which keeps a pattern with long slots a fifth as long."""
    body, closed = "", False
    for node in nodes:
        if closed:
            body += rf"{_BETWEEN}{{1,5}}" if isinstance(node, Word) else _AFTER
        closed = False
        if isinstance(node, Word):
            body += regex.escape(node.text) + (rf"[^\W\d_]{{0,{STEM}}}" if node.open else "")
            closed = True
        elif isinstance(node, Mark):
            body += _GAP if node.sign == ".." else rf"{_NUMBER}{_BETWEEN}{{0,5}}"
        else:
            options = [_emit_words(option) for option in node.options]
            closed = all(ends for _, ends in options) and not node.optional
            each_after = not closed and not all(ends for _, ends in options)
            ways = "|".join(way + (_AFTER if ends and each_after else "") for way, ends in options)
            body += f"(?:{ways})" if not node.optional else f"(?:{ways})?" if each_after else f"(?:(?:{ways}){_AFTER})?"
    return body, closed


def _emit_unspaced(node: Node) -> str:
    if isinstance(node, OneOf):
        options = "|".join("".join(map(_emit_unspaced, option)) for option in node.options)
        return f"(?:{options})" + ("?" if node.optional else "")
    if isinstance(node, Mark):
        return {"..": _HAN_GAP, "#": _HAN_NUMBER, " ": _HAN_BETWEEN}[node.sign]
    tail = rf"[^\W\d_]{{0,{STEM}}}" if node.open else ""
    left = "(?<![a-z])" if node.text[0].isascii() and node.text[0].isalpha() else ""
    right = "(?![a-z])" if node.text[-1].isascii() and node.text[-1].isalpha() else ""
    return f"{left}{regex.escape(node.text)}{tail}{right}"


def _needs(nodes: Sequence, spaced: bool) -> Iterator[frozenset[str]]:
    """What must stand in any text the phrase matches, of each stretch without a gap: all the ways that stretch can read, cut
    into pieces with at most MOST_WAYS ways. Long pieces are rare in other people's texts, which is what makes the search cheap.

    In spaced languages a piece is whole words between single blanks, with a blank on either side (`words`).
    """
    stretch: list[tuple[str, ...]] = []
    for node in (*nodes, Mark("..")):
        if ways := _ways(node, spaced):
            stretch.append(ways)
            continue
        yield from _pieces(stretch, spaced)
        stretch = []
        if isinstance(node, OneOf) and not node.optional:
            # a choice with gaps or numbers inside: the rarest thing each option needs
            options = [min(_needs(option, spaced), key=commonness, default=None) for option in node.options]
            if all(options):
                yield frozenset().union(*(option for option in options if option))


def _pieces(stretch: list[tuple[str, ...]], spaced: bool) -> Iterator[frozenset[str]]:
    piece: tuple[str, ...] = ("",)
    for ways in (*stretch, ()):
        if ways and not _open(piece) and len(piece) * len(ways) <= MOST_WAYS:
            piece = tuple(dict.fromkeys(_joined(left, right, spaced) for left in piece for right in ways))
            continue
        if all(piece):
            yield _bounded(piece, spaced)
        piece = ways


def _ways(node: Node, spaced: bool) -> tuple[str, ...]:
    """Every way a node can read; "" where it may be missing; () where that cannot be listed (gaps, numbers)."""
    if isinstance(node, Mark):
        return ()
    if isinstance(node, Word):
        text = " ".join(_WORDS.findall(node.text)) if spaced else node.text  # a sign such as $ is no word to look for
        return (text + ("*" if node.open and text else ""),)
    found: list[str] = [""] if node.optional else []
    for option in node.options:
        ways: tuple[str, ...] = ("",)
        for each in option:
            inner = _ways(each, spaced)
            if not inner or _open(ways) or len(ways) * len(inner) > 4 * MOST_WAYS:
                return ()
            ways = tuple(_joined(left, right, spaced) for left in ways for right in inner)
        found += ways
    return tuple(dict.fromkeys(found))


def _joined(left: str, right: str, spaced: bool) -> str:
    return f"{left} {right}" if spaced and left and right else left + right


def _open(ways: tuple[str, ...]) -> bool:
    return any(way.endswith("*") for way in ways)  # after an open stem nothing can follow in a literal


def _bounded(ways: tuple[str, ...], spaced: bool) -> frozenset[str]:
    if not spaced:
        return frozenset(way.removesuffix("*") for way in ways)
    return frozenset(" " + (way[:-1] if way.endswith("*") else way + " ") for way in ways)


def _characteristic(literal: str) -> bool:
    return len(literal.strip()) >= 3 or not literal.isascii()


def commonness(literals: frozenset[str]) -> float:
    """A rough chance of meeting one of these in a text: a Latin letter is worth a factor of 4, a Han character one of 40."""
    return sum(1 / (40.0 if ord(text.strip()[0]) > 0x2E80 else 4.0) ** len(text.strip()) for text in literals)
