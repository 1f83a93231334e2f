"""Weights made by hand, so that a test decides what the classifier reads."""

from __future__ import annotations

import numpy as np

from bot.content.model import Content
from bot.content.weights import Weights
from bot.core.classifier import grams, squeeze

BITS = 12


def weights(content: Content, **said: str) -> Weights:
    """Weights that hold a head to be said by one word of four letters: `threat="leak"`."""
    heads = tuple(content.heads)
    table = np.zeros((2**BITS, len(heads)), np.float32)
    for head, word in said.items():
        table[grams(squeeze(word), BITS)[3, 1], heads.index(head)] = 200
    n, width = len(heads), 3
    bars = np.array([[1.0] * n, [-8.0] * n, [0.5] * n], np.float32)
    hidden = np.zeros((width + n, 1), np.float32)
    hidden[:width] = 1  # the second reader only adds up the meaning
    zero = np.zeros(n, np.float32)
    return Weights(
        heads, (), BITS, table, zero, bars, hidden, np.zeros(1, np.float32), np.full((1, n), 9, np.float32), zero, bars.copy()
    )
