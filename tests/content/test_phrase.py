"""The phrase language, and the promise that the fast way finds what trying every phrase would find."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import RULES
from bot.content.model import Content, Phrase, Signal
from bot.content.phrase import BadPhrase, compile_phrase, parse
from bot.core.assess import Engine
from bot.core.signals import Finder, sentences
from bot.lab.bench import matched as matched_by
from bot.lab.check import hostile_texts
from bot.text import fold, look

SLOTS = {"money": "(cash|gift cards)", "them": "(your mom|your boss)"}
HAN_SLOTS = {"谁": "(家人|同事)"}

SPACED: list[tuple[str, str, str | None]] = [
    # phrase, text, the words it matches in the folded text (None: it does not)
    ("send money", "Send MONEY now", "send money"),
    ("send money", "send the money", None),
    ("send money", "resend money", None),
    ("send money", "send moneybags", None),
    # choices, what may be missing, nesting
    ("(send|pay) money", "pay money", "pay money"),
    ("(send|pay) money", "lend money", None),
    ("send [me] money", "send money", "send money"),
    ("send [me|us] money", "send us money", "send us money"),
    ("send [me|us] money", "send them money", None),
    ("(send [me|us]|give) money", "send us money", "send us money"),
    ("(send [me|us]|give) money", "give money", "give money"),
    ("(send [me|us]|give) money", "give us money", None),
    # stems: at most twelve more letters
    ("blackmail*", "he is blackmailing me", "blackmailing"),
    ("blackmail*", "blackmail", "blackmail"),
    ("blackmail*", "blackmailabcdefghijkl", "blackmailabcdefghijkl"),
    ("blackmail*", "blackmailabcdefghijklm", None),
    ("blackmail*", "greyblackmail", None),
    # numbers
    ("pay #", "pay 500", "pay 500"),
    ("pay # now", "pay 1,500.00 now", "pay 1,500.00 now"),
    ("pay # now", "pay 5k now", "pay 5k now"),
    ("pay # now", "pay five now", None),
    ("pay # dollars", "pay 500dollars", "pay 500dollars"),
    ("you got # min", "you got 5min before", "you got 5min"),
    ("pay # now", "pay $500 now", "pay $500 now"),
    # slots
    ("send <money>", "send gift cards", "send gift cards"),
    ("send <money> to <them>", "send cash to your boss", "send cash to your boss"),
    ("send <money>", "send gift", None),
    # gaps: up to six words, never over the end of a sentence
    ("send .. video", "send video", "send video"),
    ("send .. video", "send them all of the very best video", "send them all of the very best video"),
    ("send .. video", "send them all of the very very best video", None),
    ("send .. video", "send it. The video is long", None),
    ("send .. video", "send it! video", None),
    ("send .. video", "send it? video", None),
    ("send .. video", "send it\n\nvideo", None),
    ("send .. video", "send it\nvideo", "send it video"),  # a line broken by a mail program
    ("send .. video", "I send, well, 'your' video", "send, well, 'your' video"),
    ("pay # now", "it was 4 we pay 500. now we go", None),
    ("pay # .. now", "we pay 500. We go now", None),
    # what may stand between two words
    ("your video", "your, video", "your, video"),
    ("your video", "your 'video'", "your 'video"),
    ("your video", "your \U0001f346 video", "your \U0001f346 video"),
    ("your video", "your - video", "your - video"),
    ("your video", "your/video", "your/video"),
    ("your video", "your. video", None),
    ("your video", "your……video", "your,video"),
    ("your video", "your 我 video", None),
    # apostrophes are not heard
    ("ill send", "I'll send it", "ill send"),
    ("i'll send", "Ill send it", "ill send"),
    # obfuscation is the views' business: a phrase sees the folded text
    ("send money", "ｓｅｎｄ ｍｏｎｅｙ", "send money"),
    ("send money", "s\u200bend m0ney", "send money"),
]

UNSPACED: list[tuple[str, str, str | None]] = [
    ("发给你家人", "我要发给你家人了", "发给你家人"),
    ("发给你家人", "發給你家人", "发给你家人"),
    ("发给你家人", "发给家人", None),
    # a blank: perhaps a comma or a space stands here
    ("发 视频", "发视频", "发视频"),
    ("发 视频", "发, 视频", "发, 视频"),
    ("发视频", "发，视频", None),
    ("发 视频", "发。视频", None),
    # choices, what may be missing
    ("(发|传)给你", "传给你", "传给你"),
    ("发[出]去", "发去", "发去"),
    ("发[(出|过)]去", "发过去", "发过去"),
    # gaps: up to twelve characters, never over the end of a sentence
    ("发..视频", "发视频", "发视频"),
    ("发..视频", "发一二三四五六七八九十甲乙视频", "发一二三四五六七八九十甲乙视频"),
    ("发..视频", "发一二三四五六七八九十甲乙丙视频", None),
    ("发..视频", "发，你的视频", "发,你的视频"),
    ("发..视频", "发。你的视频", None),
    ("发..视频", "发！你的视频", None),
    ("发..视频", "发\n视频", None),
    ("发..视频", "发你😀的视频", "发你的视频"),
    # numbers, written either way
    ("转#过来", "转5000过来", "转5000过来"),
    ("转#过来", "转五千过来", "转五千过来"),
    ("转#过来", "转5w过来", "转5w过来"),
    ("转#过来", "转钱过来", None),
    # slots
    ("发给<谁>", "发给同事", "发给同事"),
    ("发给<谁>", "发给朋友", None),
    # Latin letters among Chinese ones are whole words
    ("下载app", "先下载app再说", "下载app"),
    ("下载app", "先下载APP", "下载app"),
    ("下载app", "下载apple", None),
    ("加v", "加V我", "加v"),
    ("加v", "加vip", None),
    ("tg号", "我的tg号", "tg号"),
    ("tg号", "我的htg号", None),
]


def slots(words: dict[str, str], spaced: bool) -> dict[str, Any]:
    return {name: parse(text, {}, spaced) for name, text in words.items()}


def matched(source: str, text: str, spaced: bool) -> str | None:
    """The words of the folded text a phrase matches. The finder, which looks for its literals first, must say the same."""
    pattern = compile_phrase(source, slots(SLOTS if spaced else HAN_SLOTS, spaced), spaced)
    folded = fold(text)
    span = pattern.search(folded)
    signal = Signal("said", 0, "offender", "threat", "evidence", {}, False)
    found = [(each.left, each.right) for each in Finder([Phrase(signal, "en", pattern)]).find(look(text))]
    assert found == ([span] if span else []), f"the pattern alone says {span}, the finder {found}"
    return folded[slice(*span)] if span else None


@pytest.mark.parametrize(("source", "text", "words"), SPACED, ids=range(len(SPACED)))
def test_a_phrase_of_a_spaced_language(source: str, text: str, words: str | None) -> None:
    assert matched(source, text, spaced=True) == words


@pytest.mark.parametrize(("source", "text", "words"), UNSPACED, ids=range(len(UNSPACED)))
def test_a_phrase_of_a_language_without_spaces(source: str, text: str, words: str | None) -> None:
    assert matched(source, text, spaced=False) == words


@pytest.mark.parametrize(
    "source", ["", "..", "a", "#", "# ..", "[money]", "(a|b) #", "(send|[pay])", "()", "a | b", "send] it", "*", "x" * 2000]
)
def test_a_phrase_that_cannot_be_used_is_refused(source: str) -> None:
    with pytest.raises(BadPhrase):
        compile_phrase(source, {}, spaced=True)


@given(st.text(alphabet="ab 我()[]|*#.<>!", max_size=30), st.booleans())
def test_any_text_is_a_phrase_or_refused(source: str, spaced: bool) -> None:
    try:
        pattern = compile_phrase(source, {}, spaced)
    except BadPhrase:
        return
    pattern.search("a b ab 我 12")


# ---- the fast way finds what the slow way finds ----


@pytest.fixture(scope="session")
def phrases(content: Content, request: pytest.FixtureRequest) -> tuple[Phrase, ...]:
    """Every twentieth phrase: making all their patterns takes half a minute. `--every-phrase` takes all."""
    return content.phrases if request.config.getoption("--every-phrase") else content.phrases[::20]


@pytest.fixture(scope="session")
def both_ways(phrases: tuple[Phrase, ...]) -> Callable[[str], tuple[set[str], set[str]]]:
    finder = Finder(phrases)

    def ways(text: str) -> tuple[set[str], set[str]]:
        folded = look(text).fold.text
        places = [(start, end) for _, start, end in sentences(folded)]  # in which a phrase speaks, if it is of that script
        slow = {each.signal.id for each in phrases if any(each.pattern.search(folded, *place) for place in places)}
        return {each.signal.id for each in finder.find(look(text))}, slow

    return ways


Ways = Callable[[str], tuple[set[str], set[str]]]


def different(texts: Iterable[str], both_ways: Ways) -> list[str]:
    return [f"{text[:200]!r}: fast {fast}, slow {slow}" for text in texts for fast, slow in [both_ways(text)] if fast != slow]


def test_nothing_is_lost_in_examples_and_everyday_lines(content: Content, both_ways: Ways) -> None:
    assert different((each.text for each in (*content.examples, *content.benign)), both_ways) == []


def test_nothing_is_lost_in_hostile_texts(content: Content, both_ways: Ways) -> None:
    assert different(hostile_texts(content), both_ways) == []


def test_nothing_is_lost_in_texts_made_of_the_rules_own_words(
    content: Content, phrases: tuple[Phrase, ...], both_ways: Ways
) -> None:
    words = sorted({word for each in content.examples[::5] for word in each.text.split()})
    words += sorted({text.strip() for each in phrases for need in each.pattern.needs for text in need})
    joins = st.sampled_from([" ", " ", " ", ", ", "", ". ", "! ", "\n", "。", "，", " 500 ", " 500. ", " 😀 ", "'", "…"])
    texts = st.lists(st.tuples(st.sampled_from(words), joins), min_size=1, max_size=25).map(
        lambda pairs: "".join(map("".join, pairs))
    )

    @given(texts)
    def holds(text: str) -> None:
        fast, slow = both_ways(text)
        assert fast == slow

    holds()


def test_a_phrase_finds_what_it_describes(engine: Engine) -> None:
    """Each phrase of rules/ written out: no need of it may shut out a text it was written for, nor its pattern miss it."""
    chance = random.Random(11)
    words = {code: written_slots(code) for code in engine.content.voices}
    missed = []
    for index, phrase in enumerate(engine.finder.phrases):
        text = fold(say(phrase.pattern.source, words[phrase.language], phrase.pattern.spaced, chance))
        if index not in matched_by(engine.finder, text):
            missed.append(f"{phrase.language} {phrase.signal.id}: {phrase.pattern.source!r} does not find {text!r}")
    assert not missed, f"{len(missed)}:\n" + "\n".join(missed)


def written_slots(language: str) -> dict[str, list[str]]:
    text = (RULES / f"languages/{language}/slots.yaml").read_text(encoding="utf-8")
    slots: dict[str, list[str]] = yaml.load(text, Loader=yaml.BaseLoader)
    return slots


def say(source: str, words: dict[str, list[str]], spaced: bool, chance: random.Random) -> str:
    """One of the texts a phrase describes. Written apart from the parser, so that they cannot be wrong in the same way."""
    text = _said(list(reversed(source)), words, spaced, chance)
    return " ".join(text.split()) if spaced else "哦 " + text  # such phrases only speak where Chinese is written


def _said(rest: list[str], words: dict[str, list[str]], spaced: bool, chance: random.Random, closing: str = "") -> str:
    """`rest` ends with the next character; what stands before `closing` is taken off it."""
    ways = [""]
    while rest:
        char = rest.pop()
        if char == closing:
            break
        if char == "|":
            ways.append("")
        elif char == "(":
            ways[-1] += _said(rest, words, spaced, chance, ")")
        elif char == "[":
            ways[-1] += chance.choice([_said(rest, words, spaced, chance, "]"), ""])
        elif char == "<":
            name = "".join(iter(rest.pop, ">"))
            ways[-1] += _said(list(reversed(chance.choice(words[name]))), {}, spaced, chance)
        elif char == "." and rest[-1:] == ["."]:
            rest.pop()
            ways[-1] += chance.choice([" ", " so so ", " of the very best of all "] if spaced else [" ", "啊啊啊", "啊，啊"])
        elif char == "*":
            ways[-1] += chance.choice(["", "ing", "ingabcdefghi"] if spaced else ["", "ing"])
        elif char == "#":
            ways[-1] += chance.choice([" 5 ", " 1,500.50 ", " 20k "] if spaced else ["5", "三千", "5000"])
        else:
            ways[-1] += char
    return chance.choice(ways)
