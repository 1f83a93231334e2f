"""Rewriting with or without a record of where each character came from.

Every step of the package rewrites through these functions. With ``track=None`` they are the plain string operation;
with a Track they do the same operation and keep its record in step. The text never depends on the record.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

Edit = tuple[int, int, str]  # characters [start, end) of the text, and what stands there instead


class Track:
    """For each character of a text, the half-open span of the original it stands for.

    Spans are never empty and never go backwards: a character is only ever made from characters that are there.
    """

    __slots__ = ("ends", "starts")

    def __init__(self, length: int) -> None:
        self.starts = list(range(length))
        self.ends = list(range(1, length + 1))

    def keep(self, length: int) -> None:
        del self.starts[length:], self.ends[length:]

    def widen(self, widths: list[int]) -> None:
        """Each character became ``widths[i]`` characters, all standing for what it stood for."""
        self.starts = [at for at, width in zip(self.starts, widths, strict=True) for _ in range(width)]
        self.ends = [at for at, width in zip(self.ends, widths, strict=True) for _ in range(width)]

    def replace(self, edits: Iterable[Edit]) -> None:
        """Edits are ordered and apart. One of the same length is read character by character."""
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, new in edits:
            if len(new) == end - start:
                continue
            starts += self.starts[done:start] + [self.starts[start]] * len(new)
            ends += self.ends[done:start] + [self.ends[end - 1]] * len(new)
            done = end
        self.starts = starts + self.starts[done:]
        self.ends = ends + self.ends[done:]


def sub(pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], text: str, track: Track | None) -> str:
    """``pattern.sub`` for patterns that match no empty string; ``new``, where it is a string, holds no backslash."""
    if track is None:
        return pattern.sub(new, text)
    make = new if callable(new) else lambda _: new
    return edit([(*match.span(), make(match)) for match in pattern.finditer(text)], text, track)


def edit(edits: list[Edit], text: str, track: Track | None) -> str:
    if track is not None:
        track.replace(edits)
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += text[done:start], new
        done = end
    return "".join(parts) + text[done:]


def translate(table: Mapping[int, str | None], text: str, track: Track | None) -> str:
    if track is not None:
        track.widen([len(table.get(ord(char), char) or "") for char in text])
    return text.translate(table)


def casefold(text: str, track: Track | None) -> str:
    if track is not None:
        track.widen([len(char.casefold()) for char in text])
    return text.casefold()


def compose(text: str, track: Track | None) -> str:
    """Unicode's compatibility composition (NFKC)."""
    if track is not None:
        track.replace([(start, end, _nfkc(text[start:end])) for start, end in _clusters(text)])
    return _nfkc(text)


def cut(length: int, text: str, track: Track | None) -> str:
    if track is not None:
        track.keep(length)
    return text[:length]


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    """Spans that normalise independently: each is all that may compose with, or move past, its first character."""
    start = 0
    for at in range(1, len(text)):
        if not _joins(text[at]):
            yield start, at
            start = at
    yield start, len(text)


def _joins(char: str) -> bool:
    """Whether a character may compose with the one before it. Saying so too often only makes a span wider."""
    first = unicodedata.normalize("NFKD", char)[0]
    korean, kirat_rai = "\u1160" <= first <= "\u11ff", "\U00016d63" <= first <= "\U00016d6a"
    return korean or kirat_rai or unicodedata.category(first)[0] == "M"
