"""Letters of one script put into a word of another: "Seпd mоnеy", or a Latin p in a Russian word.

Only words that mix scripts are touched; a word written in one script means what it says, whatever it looks like.
"""

import re
from dataclasses import dataclass

from bot.text.scripts import CYRILLIC, GREEK, LATIN
from bot.text.tables import ALIKE, TAKEN_FOR
from bot.text.track import Track, sub

# Letters that are put into Latin words: of other scripts, and the Latin ones that no keyboard mixes with plain ones.
FOREIGN = (
    f"\u0250-\u02af{GREEK}{CYRILLIC}\u0531-\u0556\u0561-\u0587\u13a0-\u13fd\u1d00-\u1d7f\u2c80-\u2cf3\ua4d0-\ua4f7"
    "\ua78b-\ua7ca\uab30-\uab68\uab70-\uabbf"
)
_MIXED = re.compile(f"[{LATIN}][0-9@$]{{0,2}}[{FOREIGN}]|[{FOREIGN}][0-9@$]{{0,2}}[{LATIN}]")
_HAS_FOREIGN = re.compile(f"[{FOREIGN}]")
_HAS_LATIN = re.compile(f"[{LATIN}]")
_WORD = re.compile(r"[^\W_]+(?:[@$]{1,2}[^\W_]+)*")  # signs that may stand for letters belong to the word


@dataclass(frozen=True, slots=True)
class _Script:
    own: re.Pattern[str]
    others: re.Pattern[str]
    sure: dict[int, str]  # drawn the same
    guessed: dict[int, str]  # these too, and what people use for want of better: п for n


def _script(own: str, others: str, sure: tuple[str, str], more: tuple[str, str]) -> _Script:
    drawn_same, guessed = _pairs(*sure), _pairs(*more)
    return _Script(re.compile(f"[{own}]"), re.compile(f"[{others}]"), drawn_same, guessed | drawn_same)


def _pairs(alike: str, taken_for: str) -> dict[int, str]:
    """The table, and capitals for the small letters in it: otherwise lower case could uncover another pair."""
    small = dict(zip(alike, taken_for, strict=True))
    capitals = {char.upper(): twin.upper() for char, twin in small.items() if len(char.upper()) == 1}
    return {ord(char): twin for char, twin in (capitals | small).items()}


_SCRIPTS = (  # in the order that decides a tie
    _script(
        LATIN,
        FOREIGN,
        (ALIKE, TAKEN_FOR),
        (
            "внтмкпПиИяЯшШщьдДїўйзєЄцы" + "κτμεηωΩβχπΠδςζθΛΣξ" + "ɛəɔʊɵɓɗ",
            "bhtmknNnNrRwWwbaAiynzeEuu" + "ktuenwObxnNdszoAEe" + "eecuobd",
        ),
    ),
    _script(
        CYRILLIC,
        LATIN + GREEK,
        ("aABcCeEHiIjJKMoOpPsSTxXyYαορυχΑΒΕΗΙΚΜΟΡΤΥΧ", "аАВсСеЕНіІјЈКМоОрРѕЅТхХуУаорухАВЕНІКМОРТУХ"),
        ("bhkmnNrRtuwWεικντ", "ьнкмпИгЯтишШеікпт"),
    ),
    _script(
        GREEK,
        LATIN + CYRILLIC,
        ("aABEHiIKMNoOpPTuvXyYZаоруАВЕНІКМОРТУХ", "αΑΒΕΗιΙΚΜΝοΟρΡΤυνΧγΥΖαοργΑΒΕΗΙΚΜΟΡΤΥΧ"),
        ("behkmntwxzеікст", "βεηκμητωχζεικςτ"),
    ),
)


def one_script(text: str, track: Track | None) -> str:
    """Each word that mixes scripts in the one it is meant to be read in; case is kept."""
    if _HAS_FOREIGN.search(text) and _HAS_LATIN.search(text) and _MIXED.search(text):
        return sub(_WORD, _unmixed, text, track)
    return text


def _unmixed(word: re.Match[str]) -> str:
    """The word in the only script that exact twins can give it ("раyраl"), or else in that of most of its letters."""
    letters = word.group()
    if letters.isascii() or not _MIXED.search(letters):
        return letters
    used = [script for script in _SCRIPTS if script.own.search(letters)]
    sure = [result for script in used if not script.others.search(result := letters.translate(script.sure))]
    if len(sure) == 1:
        return sure[0]
    if not used:
        return letters
    most = max(used, key=lambda script: len(script.own.findall(letters)))
    return letters.translate(most.guessed)
