"""The steps from a message to its ``clean`` view: what is drawn the same is written the same, and nothing hides.

Case, digits and lines stay, so that amounts, handles, wallets and links keep their shape.
Measured and reasoned in engine.md 3 ("Normalisation").
"""

import re
import unicodedata

from bot.text.track import Track, compose, cut, sub, translate

LIMIT = 4096  # characters of a message that are looked at
ROUNDS = 4

# Chinese and Japanese typing uses these all the time; seven plain replacements cost far less than normalising the text.
WIDE = tuple(zip("，！？：；（）\u3000", ",!?:;() ", strict=True))

# Category Cf, variation selectors, Hangul fillers, other default-ignorable characters, controls, lone surrogates.
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb"
)
_UNSEEN_ASTRAL = "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = "\t\u1680\u2800"  # those that compatibility forms leave; a braille blank is drawn as a space
_ACUTE = "\u00b4\u1ffd"  # typed for an apostrophe; normalising would make a space and a mark of it

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_SMALL_CAPITALS |= {small.upper(): plain.upper() for small, plain in _SMALL_CAPITALS.items() if small.upper() != small}
_SMALL = "".join(_SMALL_CAPITALS)
_DRAWN_LETTERS: dict[int, str | None] = {ord(small): plain for small, plain in _SMALL_CAPITALS.items()}
for _at in range(26):
    _DRAWN_LETTERS[0x1F150 + _at] = _DRAWN_LETTERS[0x1F170 + _at] = chr(65 + _at)
_FLAG_LETTERS: dict[int, str | None] = {0x1F1E6 + at: chr(65 + at) for at in range(26)}

_ASCII_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ODD = re.compile(f"[{_UNSEEN}{_LINE_ENDS}{_SPACES}{_ACUTE}{_SMALL}\U00010000-\U0010ffff]")
_ODD_INDEED = re.compile(  # the same without the pictures; its many ranges are only tried when there are some
    f"[{_UNSEEN}{_LINE_ENDS}{_SPACES}{_ACUTE}{_SMALL}{_UNSEEN_ASTRAL}\U0001f150-\U0001f189\U0001f1e6-\U0001f1ff]"
)
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_SPACE = re.compile(f"[{_SPACES}]")
_ACUTES = re.compile(f"[{_ACUTE}]")
_ANY_UNSEEN = re.compile(f"[{_UNSEEN}{_UNSEEN_ASTRAL}]+")
_DRAWN = re.compile(f"[{_SMALL}\U0001f150-\U0001f189]")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
# Arabic and Indic letters and signs: between them a joiner changes what is read (Persian می‌خواهم).
# Any mark may precede it, for the order of marks may change; a letter must follow, which stays where it is.
_JOINED = "\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff"
_JOINABLE = re.compile(f"[{_JOINED}]")
_JOINABLE_LETTER = re.compile(f"(?![\\W\\d_])[{_JOINED}]")
# Marks count neither as letters nor as spaces, so a pile of them is found in such a run.
_RUN = re.compile(r"[^\w\s\x00-\x7f]{17,}")


def clean_steps(text: str, track: Track | None) -> str:
    """A message, cut to LIMIT, as its clean view, again at most LIMIT long: what a form such as ﷺ unfolds to is cut."""
    if text.isascii():
        return text if text.isprintable() or not _ASCII_ODD.search(text) else _odd(text, track)
    for wide, narrow in WIDE:
        text = text.replace(wide, narrow)
    # One form may give rise to another (a mark after a drawn letter). Two rounds are the most any found by test takes.
    for _ in range(ROUNDS):
        before = text
        odd = _ODD.search(text) and _ODD_INDEED.search(text)
        if not odd and unicodedata.is_normalized("NFKC", text):
            break
        text = _composed(_odd(text, track) if odd else text, track)
        if text == before:
            break
    return cut(LIMIT, text, track)


def _odd(text: str, track: Track | None) -> str:
    text = sub(_LINE_END, "\n", text, track)
    text = sub(_SPACE, " ", text, track)
    text = sub(_ACUTES, "'", text, track)
    return sub(_ANY_UNSEEN, _seen, text, track)


def _seen(unseen: re.Match[str]) -> str:
    """What is left of a run of invisible characters: nothing, or a joiner where it carries meaning."""
    text, (start, end) = unseen.string, unseen.span()
    if start == 0 or not _JOINABLE_LETTER.match(text, end):
        return ""
    if _JOINABLE.match(text, start - 1) or unicodedata.combining(text[start - 1]):
        return next((char for char in unseen.group() if char in "\u200c\u200d"), "")
    return ""


def _composed(text: str, track: Track | None) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = compose(sub(_RUN, _unpiled, text, track), track)
    if _DRAWN.search(text):
        text = translate(_DRAWN_LETTERS, text, track)
    return sub(_FLAGS, _flag, text, track)


def _unpiled(run: re.Match[str]) -> str:
    """A run with no more than 16 marks on a character: no script has more, and sorting n takes time by n squared."""
    kept, marks = "", 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 16:
            kept += char
    return kept


def _flag(letters: re.Match[str]) -> str:
    """Flags are pairs of letters; an odd one shows that the letters are meant to be read."""
    run = letters.group()
    return run if len(run) % 2 == 0 else run.translate(_FLAG_LETTERS)
