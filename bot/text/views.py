"""A message as two views, each able to say which part of the message a piece of it came from."""

from collections.abc import Callable
from typing import NamedTuple

from bot.text.cleaning import LIMIT, clean_steps
from bot.text.folding import fold_steps
from bot.text.track import Track


class View:
    """A rewritten message. Where its characters came from is worked out when first asked, which is seldom."""

    __slots__ = ("_original", "_steps", "_text", "_track")

    def __init__(self, text: str, original: str, steps: Callable[[str, Track | None], str]) -> None:
        self._text = text
        self._original = original
        self._steps = steps
        self._track: Track | None = None

    @property
    def text(self) -> str:
        return self._text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of ``text`` -> half-open span, in code points, of the original message.

        Bounds outside the text are drawn in. A span that holds something comes back holding something.
        """
        if self._track is None:
            track = Track(min(len(self._original), LIMIT))
            self._steps(self._original[:LIMIT], track)
            self._track = track  # whole before it is shared: two threads may both work it out, to the same end
        starts, ends = self._track.starts, self._track.ends
        start = min(max(start, 0), len(starts))
        end = min(end, len(starts))
        if start < end:
            return starts[start], ends[end - 1]
        at = starts[start] if start < len(starts) else ends[-1] if ends else 0
        return at, at

    def __repr__(self) -> str:
        return f"<View of {len(self._text)} characters>"


class Views(NamedTuple):
    """A message, its ``clean`` view for shapes and its ``fold`` for phrases and the classifier."""

    original: str
    clean: View
    fold: View

    def __repr__(self) -> str:
        return f"<Views of {len(self.original)} characters>"


def look(text: str) -> Views:
    """Both views of a message. Any string will do; what lies beyond LIMIT characters is not looked at."""
    seen = clean_steps(text[:LIMIT], None)
    return Views(text, View(seen, text, clean_steps), View(fold_steps(seen, None), text, _both))


def clean(text: str) -> str:
    return clean_steps(text[:LIMIT], None)


def fold(text: str) -> str:
    """The fold of a text alone: the form in which phrases keep their words."""
    return fold_steps(clean_steps(text[:LIMIT], None), None)


def _both(text: str, track: Track | None) -> str:
    return fold_steps(clean_steps(text, track), track)
