"""Ways people hide words from programs. Some are used in training; others, and other seeds, are kept for the test."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from zlib import crc32

from bot.text import is_han
from bot.text.tables import ALIKE, SIMPLIFIED, TAKEN_FOR, TRADITIONAL

Attack = Callable[[str, random.Random], str]

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
EMOJI = "🔥💋😘🍑💦😈❤✨"
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
TO_TRADITIONAL = {new: old for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)}
TO_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
LOOKS_LIKE: dict[str, list[str]] = {}
for _odd, _plain in zip(ALIKE, TAKEN_FOR, strict=True):
    LOOKS_LIKE.setdefault(_plain, []).append(_odd)
_PINYIN = (
    "裸luo 聊liao 视shi 視shi 频pin 頻pin 发fa 發fa 钱qian 錢qian 转zhuan 轉zhuan 账zhang 帳zhang 通tong 讯xun 訊xun 录lu 錄lu "
    "家jia 人ren 群qun 曝pu 光guang 照zhao 片pian 报bao 報bao 警jing 删shan 刪shan 费fei 費fei 约yue 約yue 炮pao 加jia 微wei "
    "信xin 脸lian 臉lian 身shen 体ti 體ti 看kan 给gei 給gei 威wei 胁xie 脅xie 敲qiao 诈zha 詐zha 勒le 索suo 贷dai 貸dai "
    "款kuan 下xia 载zai 載zai 死si 救jiu 命ming"
)
PINYIN = {pair[0]: pair[1:] for pair in _PINYIN.split()}
_HOMOPHONES = "裸果 聊料 视是 频拼 钱浅 转传 群裙 约月 微薇 信芯 照兆 删山 报抱 发法 账涨 脸联 下夏 款宽"
HOMOPHONES = {pair[0]: pair[1] for pair in _HOMOPHONES.split()}
FILLER = (
    "by the way the weather here is lovely today and my cat sleeps on the sofa",
    "lunch was good, rice and fish again, and the bus was late as always",
    "今天天气不错，中午吃了面，下午去超市买点水果",
    "昨天看了一場球賽，回家路上塞車塞好久",
    "hoy hace mucho sol y mi perro duerme en la cocina, luego voy al mercado",
)


def _some(rng: random.Random, text: str, change: Callable[[str], str], wanted: Callable[[str], bool], rate: float) -> str:
    return "".join(change(char) if wanted(char) and rng.random() < rate else char for char in text)


def _between(text: str, rng: random.Random, marks: str, rate: float, wanted: Callable[[str], bool]) -> str:
    """Marks put between two characters that both are wanted."""
    parts = []
    for here, following in zip(text, text[1:] + " ", strict=True):
        parts.append(here)
        if wanted(here) and wanted(following) and rng.random() < rate:
            parts.append(rng.choice(marks))
    return "".join(parts)


def invisible(text: str, rng: random.Random) -> str:
    return _between(text, rng, INVISIBLE, 0.3, str.isalpha)


def alike(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: rng.choice(LOOKS_LIKE[char.lower()]), lambda char: char.lower() in LOOKS_LIKE, 0.25)


def leet(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: LEET[char.lower()], lambda char: char.lower() in LEET, 0.35)


def spaced(text: str, rng: random.Random) -> str:
    def change(match: re.Match[str]) -> str:
        return rng.choice(" .-").join(match.group()) if rng.random() < 0.3 else match.group()

    return re.sub(r"[^\W\d_]{4,12}", lambda m: m.group() if any(map(is_han, m.group())) else change(m), text)


def han_marks(text: str, rng: random.Random) -> str:
    return _between(text, rng, " .·-*|/", 0.3, is_han)


def pinyin(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: PINYIN[char], lambda char: char in PINYIN, 0.35)


def swapped_script(text: str, rng: random.Random) -> str:
    if any(char in TO_SIMPLIFIED for char in text):
        return _some(rng, text, lambda char: TO_SIMPLIFIED[char], lambda char: char in TO_SIMPLIFIED, 0.7)
    return _some(rng, text, lambda char: TO_TRADITIONAL[char], lambda char: char in TO_TRADITIONAL, 0.7)


def emoji(text: str, rng: random.Random) -> str:
    return _between(text, rng, EMOJI, 0.12, str.isalpha)


def no_marks(text: str, rng: random.Random) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def typos(text: str, rng: random.Random) -> str:
    letters = list(text)
    for at in range(1, len(letters) - 1):
        if letters[at].isalpha() and not is_han(letters[at]) and rng.random() < 0.06:
            match rng.randrange(3):
                case 0:
                    letters[at] = ""
                case 1:
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                case _:
                    letters[at] *= 2
    return "".join(letters)


def case(text: str, rng: random.Random) -> str:
    return text.upper() if rng.random() < 0.4 else "".join(rng.choice((char.upper(), char.lower())) for char in text)


def filler(text: str, rng: random.Random) -> str:
    return f"{rng.choice(FILLER)}. {text}. {rng.choice(FILLER)}"


def stars(text: str, rng: random.Random) -> str:
    return re.sub(r"\b[^\W\d_]{4,}\b", lambda m: _starred(m.group(), rng), text)


def _starred(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return f"{word[:at]}*{word[at + 1 :]}" if rng.random() < 0.2 and not any(map(is_han, word)) else word


def fancy(text: str, rng: random.Random) -> str:
    start = rng.choice((0x1D41A, 0x1D5BA, 0xFF41))
    return "".join(chr(start + ord(char.lower()) - 97) if char.isascii() and char.isalpha() else char for char in text)


def stretched(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: char * rng.randint(2, 4), lambda char: char.isalpha() and not is_han(char), 0.06)


def crossed(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: char + "\u0336", lambda char: char.isascii() and char.isalpha(), 0.6)


def homophones(text: str, rng: random.Random) -> str:
    return _some(rng, text, lambda char: HOMOPHONES[char], lambda char: char in HOMOPHONES, 0.5)


TRAINED: dict[str, Attack] = {
    each.__name__: each
    for each in (invisible, alike, leet, spaced, han_marks, pinyin, swapped_script, emoji, no_marks, typos, case, filler)
}
HELD_BACK: dict[str, Attack] = {each.__name__: each for each in (stars, fancy, stretched, crossed, homophones)}
EVERY = TRAINED | HELD_BACK


def attack(name: str, text: str, seed: int) -> str:
    """The text hidden in one way, the same for the same seed."""
    return EVERY[name](text, random.Random(crc32(f"{seed}:{name}:{text}".encode("utf-8", "surrogatepass"))))


def any_of(text: str, seed: int) -> str:
    """The text hidden in one of the ways used in training; one that changes it where there is any."""
    rng = random.Random(crc32(f"{seed}:{text}".encode("utf-8", "surrogatepass")))
    names = sorted(TRAINED)
    rng.shuffle(names)
    return next((hidden for name in names if (hidden := attack(name, text, seed)) != text), text)
