"""What holds for every string there is."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import HAN, LIMIT, WORD, View, clean, fold, is_han, look
from bot.text.cleaning import clean_steps
from bot.text.folding import _NO_WORD, ROUNDS, _round, fold_steps
from bot.text.track import Track

every = settings(derandomize=True, deadline=None, max_examples=300)

NASTY = (
    "aeoibsxw0135@$!'’`´.-_*~|,·•/+ \n\t\r裸聊們々，。！？…🍑😊🏽🇺🇸👨"
    "аесопрвЖοΝσς\u0301\u0336\u0345\u0307\u0483\u200b\u200c\u200d"
    "\u2028\u2800\u3164\ufe0f\u00ad\u034f\ufeff\U000e0041\u0640"
    "\u064b\u0651\u0654أابइक\u093c\u094dกำั가ᄀ\u1161\u11a8ㅏカ゛ﾞ\u3099"
    "ﬁßİıœŉǰΐᾳﷺ\ud800\udfff\x00\x1f𝓈🅿ᴘⓢƁƦᏻĳŀ"
)
PIECES = (
    *("s e n d", "p.o.s.t", "p0st", "v1deo", "$end", "don't", "аaа", "bbb", "a@a", "aaa@aaa", "abc0", "name@bank"),
    *("裸 聊", "ok.", "http://a.b/c", "hello there", "привет", "नमस्ते", "สวัสดี", "你好,", "500usd", "\u0336", " ", "lпп"),
    *("...", "\n\n", "'$b"),
)
nasty = st.text(st.sampled_from(NASTY), max_size=60)
built = st.lists(st.sampled_from(PIECES) | st.text(st.sampled_from(NASTY), max_size=3), max_size=14).map("".join)
anything = nasty | built | st.text(max_size=60) | st.text(st.characters(), max_size=30)


@every
@given(anything)
@example("a@" * 60 + "cde")
@example("abc0" + "'d0" * 40)
@example("llll" + "$lпп" * 40)
@example("b b b" + "@b b" * 40)
@example("aаa-" * 400)
@example("œ’$İ$’$’’")
@example("\u0307\u0651\u200c" * 20 + "ب")
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert fold(once) == once
    assert clean(clean(text)) == clean(text)


@every
@given(anything)
def test_with_and_without_a_record_the_text_is_the_same_and_spans_are_sound(text):
    seen = look(text)
    for view, steps in ((seen.clean, clean_steps), (seen.fold, lambda t, k: fold_steps(clean_steps(t, k), k))):
        track = Track(min(len(text), LIMIT))
        assert steps(text[:LIMIT], track) == view.text
        assert len(track.starts) == len(track.ends) == len(view.text)
        assert track.starts == sorted(track.starts)
        assert track.ends == sorted(track.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(track.starts, track.ends, strict=True))


@every
@given(anything, st.integers(-5, 80), st.integers(-5, 80))
def test_any_span_can_be_asked_for(text, start, end):
    view: View = look(text).fold
    first, last = view.span(start, end)
    assert 0 <= first <= last <= len(text)
    if max(start, 0) < min(end, len(view.text)):
        assert first < last


@every
@given(anything)
def test_what_is_left_when_tricks_nest_too_deep_settles(text):
    words = _NO_WORD.sub(" ", fold(text))
    for _ in range(ROUNDS - 1):
        words, tricked = _round(words, None)
        if not tricked:
            return
        words = clean_steps(words, None)
    raise AssertionError(words)


@settings(every, max_examples=60)
@given(anything.filter(bool), st.integers(200, 6000))
def test_the_views_are_bounded(text, times):
    seen = look((text * times)[:20_000])
    assert len(seen.clean.text) <= LIMIT
    assert len(seen.fold.text) <= LIMIT
    seen.fold.text.encode()  # no lone surrogates: matchers written in other languages refuse them


def test_monsters_are_read():
    marks, pile = "\u0301" * 1_000_000, "a" + "\u0301\u0316" * 500_000
    for text in (marks, pile, "ﷺ" * LIMIT, "\ud800" * 9000, "🇦" * 5000, "裸 " * 5000):
        seen = look(text)
        assert len(seen.fold.text) <= LIMIT
        assert seen.fold.span(0, LIMIT)[1] <= LIMIT


def test_letters_of_every_block_fold_to_something_that_stays():
    for block in range(0, 0x20000, 4):
        chars = [chr(code) for code in range(block, block + 4)]
        once = fold("a".join(chars))
        assert fold(once) == once, hex(block)


def test_classes_fit_in_brackets():
    assert re.fullmatch(f"[{HAN}]+", "裸聊々〇")
    assert not re.search(f"[{HAN}]", "aあア가，。")
    assert re.fullmatch(f"[{WORD}]+", "a_9éжगع")
    assert not re.search(f"[{WORD}]", "×÷ -聊")
    assert all(is_han(char) == bool(re.match(f"[{HAN}]", char)) for char in map(chr, range(0x10000)))


def test_views_do_not_show_what_was_said():
    seen = look("secret words")
    assert "secret" not in repr(seen) + repr(seen.clean) + repr(seen.fold)
    assert seen.original == "secret words"
