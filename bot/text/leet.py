"""Digits and signs written for letters: p0st, v1deo, p!cs, p@y, $end.

Numbers are what the other signals live on, so most rules here say what must be left alone: amounts, times, names of
things (mp3, h264, covid19), handles, e-mail addresses and links.
"""

import re

from bot.text.track import Track, sub

_LETTER_FOR = dict(zip("013457@$!", "oieastasi", strict=True)) | {"11": "ll", "!!": "ll"}
_LONGEST = 24  # longer ones are keys and wallets

# The text as shapes, one byte a character, so that "nothing to do" costs a few substring searches.
_SHAPE = bytes(
    ord("a" if char.isalpha() else "0" if char.isdigit() or char in "@$" else char if char == "!" else " ")
    for char in map(chr, range(128))
).ljust(256)
_SHAPES = (b"a0a", b"a00a", b"aaa0")
_CALLS = (b"a!a", b"a!!a", b"a!0", b"a0!")

_TOKEN = re.compile(r"(?<![a-z0-9@$!])(?:\$[a-z]|[a-z]+[0-9@$!])[a-z0-9@$!]*")
_INSIDE = re.compile(r"(?<=[a-z])(?:[013457@$]{1,2}|!!?)(?=[a-z])")
_LAST = re.compile(r"(?<=[a-z]{3})[013]$")
_DOLLAR = re.compile(r"\$(?!(?:usd?|aud|cad|hkd|mxn|btc|eth|sol|ltc|xrp)$)(?=[a-z]{2})")
_SIGN = re.compile("[^a-z]")
_VOWEL = re.compile("[aeiouy]")


def spelled_out(text: str, track: Track | None) -> str:
    """Lower-case text with the letters that digits and signs stand for."""
    shape = text.encode("ascii", "replace").translate(_SHAPE)
    shapes = _SHAPES + _CALLS if "!" in text else _SHAPES
    if "$" in text or any(suspect in shape for suspect in shapes):
        return sub(_TOKEN, _letters, text, track)
    return text


def _letters(token: re.Match[str]) -> str:
    word = token.group()
    if len(word) > _LONGEST or _in_address(token):
        return word
    word = _INSIDE.sub(_inside, word)
    if _DOLLAR.match(word):
        word = "s" + word[1:]
    return _LAST.sub(_letter, word)


def _letter(sign: re.Match[str]) -> str:
    return _LETTER_FOR[sign.group()]


def _inside(signs: re.Match[str]) -> str:
    run, word = signs.group(), signs.string
    # Only the letters beside the signs decide: were it all before them, each undone could uncover another.
    before, after = _SIGN.split(word[: signs.start()])[-1], _SIGN.split(word[signs.end() :])[0]
    # Three characters are mostly names (b2b, b4u, a1c): only a vowel between consonants makes a word of them (s3x).
    if len(word) < 4 and (run in "57" or before in "aeiou" or after in "aeiou"):
        return run
    # name@bank is a payment handle, p@y and m@ke are not.
    if "@" in run and len(before) > 2 and len(after) > 2:
        return run
    # "stop!please" lacks a space; "p!cs" lacks a vowel.
    if "!" in run and (len(before) > 2 or _VOWEL.search(before)):
        return run
    return _LETTER_FOR.get(run) or "".join(map(_LETTER_FOR.__getitem__, run))


def _in_address(token: re.Match[str]) -> bool:
    """Whether the token stands in a path, a link, an e-mail address or a dotted name."""
    text = token.string
    start = max(text.rfind(gap, 0, token.start()) for gap in " \n") + 1
    end = min((at for gap in " \n" if (at := text.find(gap, token.end())) >= 0), default=len(text))
    around = text[start:end].strip(".,!?;:()'\"")
    dots = around.count(".")
    return "/" in around or "\\" in around or dots > 1 or (dots == 1 and "@" in around)
