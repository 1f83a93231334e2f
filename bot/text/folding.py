"""The steps from the clean view to ``fold``, what phrases and the classifier read (DESIGN.md 5, engine.md 3).

Plain steps give the same result when they are applied again. Tricks undo what somebody did to hide a word, and one
undone may show another, so the steps are repeated for as long as a trick was found.
"""

import re
import unicodedata

from bot.text.cleaning import LIMIT, clean_steps
from bot.text.joins import han_joined, letters_joined
from bot.text.leet import spelled_out
from bot.text.lookalikes import FOREIGN, one_script
from bot.text.scripts import CYRILLIC, GREEK, LATIN, SENTENCE_END, bracket, is_han
from bot.text.tables import SIMPLIFIED, TRADITIONAL
from bot.text.track import Track, casefold, compose, cut, sub, translate

# Each round but the last undid a trick that the one before uncovered. People nest two; who nests more than this writes
# for programs, and is read word by word.
ROUNDS = 8

# Marks that may stand on any letter. They also draw lines through words, spaces included.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_OWN_MARKS = (
    "\u0483-\u0489\u2de0-\u2dff\ua66f\ua674-\ua67d"  # Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff"  # Arabic
)
# Scripts in which a mark is part of the letter, from Syriac and the Indic ones to Khmer: nothing is taken from them.
_KEEPS_MARKS = "\u0700-\u1aaf\u1b00-\u1c7f\u2d00-\u2ddf\ua800-\uabff\U00011000-\U00011fff"
_IOTA = "\u0345"  # a mark that lower case would make a letter of
_LOOSE = re.compile(f"[{_MARKS}{_OWN_MARKS}]")
_MARKED = re.compile(f"[^{_MARKS}{_OWN_MARKS}]?[{_MARKS}{_OWN_MARKS}]+")
_KEEPER = re.compile(f"[{_KEEPS_MARKS}]")


def _bases() -> dict[str, str]:
    """Letter with its marks built in -> letter without. Cyrillic ones are letters of their own, except these three."""
    table = dict(zip("ёЁѐЀѝЍآأإٱđĐłŁøØħĦŧŦıæÆœŒ", [*"еЕеЕиИااااdDlLoOhHtTi", "ae", "AE", "oe", "OE"], strict=True))
    plain = re.compile(f"[{LATIN}{GREEK}]")
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x370, 0x400), *range(0x1F00, 0x2000)):
        apart = unicodedata.normalize("NFD", chr(code))
        if len(apart) > 1 and plain.match(apart):
            table[chr(code)] = table.get(apart[0], apart[0])
    return table


_BASES = _bases()
# Written for another character in chats: 妳 and 著 are words of their own to OpenCC, and a plus sign is read 加 ("add").
_WRITTEN, _MEANT = TRADITIONAL + "妳著➕", SIMPLIFIED + "你着加"
_SIMPLE: dict[int, str | None] = {ord(old): new for old, new in zip(_WRITTEN, _MEANT, strict=True)}
_BUILT = re.compile(f"[{bracket(_BASES)}]")
_HAS_TRADITIONAL = re.compile(f"[{bracket(_WRITTEN)}\U00020000-\U000323af]")
_LETTERS_TO_DO = re.compile(f"[{_MARKS}{_OWN_MARKS}{FOREIGN}{bracket(_BASES)}{bracket(_WRITTEN)}\U00020000-\U000323af]")

# Also beside what may turn out to be a letter: "abc0'd0'$end" would else give up one apostrophe a round.
_APOSTROPHE = re.compile(f"(?<=[013{LATIN}{GREEK}{CYRILLIC}])['’‘ʼ`′](?=\\$?[{LATIN}{GREEK}{CYRILLIC}])")
_APOSTROPHES = "'’ʼ`‘′"
_DOTS = re.compile(r"\.{2,}|。{2,}")
_BREAK = re.compile(r" *\n[ \n]*")
_SPACES = re.compile(" {2,}")
_LONG = re.compile(r"([a-vyz])\1\1+")  # not www, xxx
_ENDS = re.compile(r"^ | $")
_NO_WORD = re.compile(r"(?:[\W\d_]|(?<![^\W\d_])[^\W\d_](?![^\W\d_]))+")  # anything but letters, or a letter alone


def fold_steps(text: str, track: Track | None) -> str:
    """A clean view as its fold, at most LIMIT characters long. Its own fold is the same again, whatever the text.

    After ROUNDS only words are kept. Between those no trick is left but scripts mixed in a word, which settles at once,
    and what that leaves of long words ("аaа" -> "a") joined once: a handful of rounds.
    """
    for rounds in range(2 * ROUNDS):
        text, tricked = _round(text, track)
        if not tricked:
            break
        if rounds == ROUNDS:
            text = sub(_NO_WORD, " ", text, track)
        text = clean_steps(text, track)
    return text


def _round(text: str, track: Track | None) -> tuple[str, bool]:
    """The text after every step, and whether one of them was a trick undone."""
    text = _apostrophes_dropped(text, track)
    text, tricked = (text.lower(), False) if text.isascii() else _lettered(text, track)
    if ".." in text or "。。" in text:
        text = sub(_DOTS, ",", text, track)
    if "\n" in text:
        text = sub(_BREAK, _line_break, text, track)
    plain = text
    text = spelled_out(text, track)
    text = letters_joined(text, track)
    if not text.isascii():
        text = han_joined(text, track)
    if _LONG.search(text):
        text = sub(_LONG, _once, text, track)
    return _spaced(text, track), tricked or text != plain


def _apostrophes_dropped(text: str, track: Track | None) -> str:
    for sign in _APOSTROPHES:
        if sign in text:
            return sub(_APOSTROPHE, "", text, track)
    return text


def _lettered(text: str, track: Track | None) -> tuple[str, bool]:
    """Letters without marks, in one script and case; simplified characters. True if marks or scripts were a trick."""
    if not _LETTERS_TO_DO.search(text):
        folded = casefold(text, track)
        return folded, folded != text and _LETTERS_TO_DO.search(folded) is not None
    bare = sub(_MARKED, _unmarked, text, track) if _LOOSE.search(text) else text
    based = sub(_BUILT, _base, bare, track)
    whole = one_script(based, track)
    folded = casefold(whole, track)
    # Lower case may show a pair that capitals hid (ß in a Russian word): the next round takes it.
    tricked = bare != text or whole != based or one_script(folded, None) != folded
    if not unicodedata.is_normalized("NFKC", folded):
        folded, tricked = compose(folded, track), True
    if _HAS_TRADITIONAL.search(folded):
        folded = translate(_SIMPLE, folded, track)
    # Case folding and ligatures may lengthen the text up to three times.
    return cut(LIMIT, folded, track), tricked


def _base(letter: re.Match[str]) -> str:
    return _BASES[letter.group()]


def _unmarked(marked: re.Match[str]) -> str:
    base = marked.group()[0]
    if _KEEPER.match(base):
        return marked.group().replace(_IOTA, "")
    return "" if _LOOSE.match(base) else base


def _line_break(run: re.Match[str]) -> str:
    r"""One break after a sentence or beside Chinese ends a line. Elsewhere only a blank line does, and stays "\n\n"."""
    text, (start, end) = run.string, run.span()
    if start == 0 or end == len(text):
        return ""
    if text[start - 1] in SENTENCE_END or is_han(text[start - 1]) or is_han(text[end]):
        return "\n"
    return "\n\n" if run.group().count("\n") > 1 else " "


def _once(letters: re.Match[str]) -> str:
    return letters.group()[0]


def _spaced(text: str, track: Track | None) -> str:
    """Words one space apart, none at the ends."""
    if "  " in text:
        text = sub(_SPACES, " ", text, track)
    if text[:1] == " " or text[-1:] == " ":
        text = sub(_ENDS, "", text, track)
    return text
