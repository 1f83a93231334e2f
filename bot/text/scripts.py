"""Which characters belong together: contents for bracket classes, so that every step means the same by a letter.

All classes stay below U+10000, or carry one astral range at most: ``re`` tests a class with many astral ranges one
by one (73 instead of 0.7 microseconds a search).
"""

import re
from collections.abc import Iterable

# Letters and digits of scripts that put spaces between words.
WORD = "0-9a-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007"

LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
GREEK = "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fbc\u1fc2-\u1ffc"
CYRILLIC = "\u0400-\u0482\u048a-\u052f\u1c80-\u1c88\ua640-\ua66e\ua680-\ua69b"
# Scripts written with single letters and spaces, where letters get spelled out one by one.
SPELLED = LATIN + GREEK + CYRILLIC

# The end of a sentence, as it is after compatibility forms are gone.
SENTENCE_END = frozenset(".!?;\u3002\u037e\u061b\u061f\u06d4\u0964\u0965\u1362\u104b\u17d4")

_HAN = re.compile(f"[{HAN}]")


def is_han(char: str) -> bool:
    """Whether one character is a Chinese character (basic plane), or one of the signs 々 and 〇 used like one."""
    return _HAN.match(char) is not None


def bracket(chars: Iterable[str]) -> str:
    r"""The characters below U+10000 as the contents of a bracket class: "abcx" -> "\u0061-\u0063\u0078"."""
    codes = sorted({ord(char) for char in chars if char < "\U00010000"})
    spans: list[list[int]] = []
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"\\u{first:04x}" + (f"-\\u{last:04x}" if last > first else "") for first, last in spans)
