"""Words taken apart: "s e n d", "p.o.s.t", "裸 聊"."""

import re
from collections import Counter

from bot.text.scripts import HAN, SPELLED
from bot.text.track import Edit, Track, edit, sub

_SIGNS = r".\-_*~|,·•/+\u2010\u2013\u2014"
_GAP = rf"(?: *[{_SIGNS}]{{1,3}} *| +)"  # any number of spaces, so that collapsing them later changes nothing
# A letter is alone beside no other letter or digit, and beside no sign that may stand for one (p@y is one word).
_LETTER = rf"[{SPELLED}](?![^\W_]|[@$]|![^\W_])"
_SPELLING = re.compile(rf"{_LETTER}(?<![^\W_].)(?<![@$].)(?<![^\W_]!.)(?:{_GAP}{_LETTER}){{2,}}")
_GAPS = re.compile(f"[{_SIGNS} ]+")
# Three or four of these in a row, with spaces between, may be words: "а я и с ним", "u r a", "i m a".
_ONE_LETTER_WORDS = frozenset("aiurmnkcy" + "авикосуяйзжбіє")

# Two letters that stand alone after a gap, as the second and third of every spelling do. Quick to find missing.
_ALONE = re.compile(rf"[{_SIGNS} ][{SPELLED}][{_SIGNS} ]+{_LETTER}")

# Sentence punctuation, quotes, brackets and the long dash are not among them.
_HAN_SIGNS = r" .\-_*~|·•/\\+=#^`'\u2010\u2013\u2022\u2027\u2219\u30fb"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_REST = "(?:[\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff])?"  # a skin colour, or the second half of a flag
_MORE = rf"[{_HAN_SIGNS}]*+(?:[{_EMOJI}]{_REST}[{_HAN_SIGNS}]*+)"
_HAN_GAP = re.compile(  # begins with one class, not with what stands before it: four times as quick
    rf"[{_HAN_SIGNS}{_EMOJI}](?<=[{HAN}][{_HAN_SIGNS}{_EMOJI}])"
    rf"(?:(?<=[{_HAN_SIGNS}]){_MORE}{{0,2}}|(?<=[{_EMOJI}]){_REST}{_MORE}?)(?=[{HAN}])"
)
_HAS_HAN = re.compile(f"[{HAN}]")


def letters_joined(text: str, track: Track | None) -> str:
    """Words spelled letter by letter, written as words. In Latin, Greek and Cyrillic only: elsewhere a letter is a word."""
    if not _ALONE.search(text):
        return text
    edits: list[Edit] = []
    for spelling in _SPELLING.finditer(text):
        edits += _spelled(spelling)
    return edit(edits, text, track) if edits else text


def _spelled(spelling: re.Match[str]) -> list[Edit]:
    """The gap used most is removed. If it is a sign, so are other signs without a space; what is left parts words."""
    run, offset = spelling.group(), spelling.start()
    gaps = list(_GAPS.finditer(run))
    uses = Counter(gap.group() for gap in gaps)
    usual = min(uses, key=lambda gap: (-uses[gap], len(gap)))
    if not usual.strip() and len(gaps) < 4 and set(_GAPS.sub("", run)) <= _ONE_LETTER_WORDS:
        return []
    inside = {gap for gap in uses if gap == usual or " " not in gap + usual}
    return [(offset + gap.start(), offset + gap.end(), "" if gap.group() in inside else " ") for gap in gaps]


def han_joined(text: str, track: Track | None) -> str:
    """Chinese words with spaces, signs or up to two pictures put between their characters, written as words."""
    return sub(_HAN_GAP, "", text, track) if _HAS_HAN.search(text) else text
