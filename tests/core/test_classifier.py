"""The classifier: a text gives the same numbers for ever, quotes stay inside it, and a reading alone never alarms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.model import Content, Level
from bot.content.weights import ORDERS
from bot.core.assess import Engine
from bot.core.classifier import MOST_PASSAGES, Classifier, grams, passages, squeeze
from bot.core.signals import CLASSIFIER
from bot.text import look
from tests.made_weights import weights


def engine(content: Content, **said: str) -> Engine:
    return Engine(replace(content, weights=weights(content, **said)))


def reads(text: str, engine: Engine) -> set[str]:
    """The signals a reading raised."""
    return {each.signal.id for each in engine.assess(text).found if each.source == CLASSIFIER}


def test_the_buckets_of_a_text_never_change() -> None:
    """Weights made elsewhere, at another time, must mean the same here: text -> buckets, written down."""
    found = grams(squeeze("pay me 500, 裸聊!"), 17)
    assert squeeze("pay me 500, 裸聊!") == " pay me 000 裸聊" + " " * ORDERS
    assert found[:, :4].tolist() == GOLDEN


GOLDEN = [
    [13040, 75946, 16935, 47215],
    [25314, 73771, 101038, 74069],
    [37256, 33822, 27034, 128986],
    [84016, 117671, 93831, 12329],
]


def test_punctuation_and_emoji_are_not_read() -> None:
    assert squeeze("so, pay!! 😘 now...") == squeeze("so pay now")


def test_a_long_text_is_read_in_passages_too() -> None:
    filler = "the weather is lovely today and my cat sleeps. " * 30
    read = passages(filler + "pay or i leak it. " + filler)
    assert 3 < len(read) <= MOST_PASSAGES
    assert any("leak" in each and len(each) < 600 for each in read[1:])


def test_filler_hides_nothing_and_unspaced_miles_cost_no_more(content: Content) -> None:
    assert len(passages("a" * 4000)) <= MOST_PASSAGES
    assert len(passages("啊" * 4000)) <= MOST_PASSAGES


@given(st.text(max_size=600))
def test_passages_cover_the_text_and_quotes_stay_inside(content: Content, text: str) -> None:
    classifier = Classifier(weights(content, threat="leak"))
    views = look(text)
    read = classifier.read(views.fold.text)
    assert np.isfinite(read.p).all()
    assert read.p.shape == read.bar.shape == (len(content.heads),)
    for head in range(2):
        left, right = classifier.quote(views.fold.text, head, int(read.passage[head]))
        assert 0 <= left <= right <= len(views.fold.text)


def test_a_reading_alone_gives_caution_at_most(content: Content) -> None:
    made = engine(content, threat="zqxv", offender="zqxv")
    assert reads("hello there zqxv zqxv friend", made) == {"threatens-to-share", "reads-like-the-trap"}
    assert made.assess("hello there zqxv zqxv friend").level == Level.caution


def test_a_family_counts_only_where_its_speaker_does(content: Content) -> None:
    assert not reads("hello there zqxv zqxv friend", engine(content, threat="zqxv"))
    assert reads("hello there zqxv zqxv friend", engine(content, selfharm="zqxv")) == {"self-harm"}


def test_where_an_offender_speaks_the_nearest_family_is_named(content: Content) -> None:
    assert len(reads("hello there zqxv zqxv friend", engine(content, offender="zqxv"))) == 2


def test_everyday_talk_weakens_what_phrases_make_of_it(content: Content) -> None:
    text = "one more payment and it is over, i promise zqxv"
    assert engine(content).assess(text).level == Level.caution
    assert engine(content, ordinary="zqxv").assess(text).level == Level.none


def test_a_reading_with_words_that_match_may_give_danger(content: Content) -> None:
    text = "one more payment and it is over zqxv zqxv"
    plain = Engine(replace(content, weights=None)).assess(text)
    seen = engine(content, threat="zqxv", offender="zqxv").assess(text)
    assert plain.level == Level.caution
    assert seen.level == Level.danger
    assert engine(content, threat="zqxv", offender="zqxv").assess("you have 10 minutes zqxv zqxv").level == Level.caution


def test_offender_and_target_are_weighed_against_each_other(content: Content) -> None:
    """The same words read as a threat count for nothing where whoever says them sounds like the one who is threatened."""
    both = engine(content, threat="zqxv", target="zqxv", offender="kkkk").assess("zqxv zqxv zqxv")
    assert both.speaker == "target"
    assert both.level == Level.none


def test_a_quote_is_the_words_that_weighed_most(content: Content) -> None:
    text = "good morning dear, the thing is zqxv zqxv, and breakfast with the whole family at home"
    found = next(each for each in engine(content, threat="zqxv", offender="zqxv").assess(text).found if each.source == CLASSIFIER)
    assert "zqxv zqxv" in text[slice(*found.span)]
    assert "breakfast with the whole" not in text[slice(*found.span)]


def test_words_that_match_tell_more_than_a_reading(content: Content) -> None:
    seen = engine(content, threat="leak", offender="leak").assess("i will leak your nudes")
    assert {each.source for each in seen.found if each.signal.id == "threatens-to-share"} == {"phrase"}


def test_meanings_are_weighed_where_they_fit_the_text(content: Content) -> None:
    made = engine(content)
    near, far = np.ones((1, 3), np.float32), np.zeros((1, 3), np.float32)
    assert not made.assess("anything at all", far).found
    assert made.assess("anything at all", near).found
    assert not made.assess("anything at all", np.ones((2, 3), np.float32)).found  # of another text
    assert not made.assess("anything at all", np.ones((1, 4), np.float32)).found  # of another encoder


def test_heads_the_content_does_not_know_are_passed_over(content: Content) -> None:
    made = weights(content, threat="zqxv", offender="zqxv")
    other = replace(made, heads=tuple("unheard-of" if head in ("threat", "offender") else head for head in made.heads))
    seen = Engine(replace(content, weights=other))
    assert seen.reader is not None
    assert seen.reader.unknown == ("unheard-of", "unheard-of")
    assert not seen.assess("zqxv zqxv").found


@pytest.mark.parametrize("text", ["", " ", "!!!", "😘😘", "\ud800", "a", "裸"])
def test_no_text_is_too_odd(content: Content, text: str) -> None:
    engine(content, threat="zqxv").assess(text)
