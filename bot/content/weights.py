"""The classifier's weights: numbers in a file that is read without running anything, and what each of them is for."""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ORDERS = 4  # n-grams of one to so many characters
VERSION = 1
MOST_BITS = 20  # of a bucket's number; more would be a mistake, and gigabytes

Floats = NDArray[np.float32]


class BadWeights(Exception):
    """A file that cannot be used as weights. The message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Two readers and how their scores become a probability per head. A column or entry per name in `heads`.

    The first is linear, over n-grams. The second has one hidden layer over three things side by side: the encoder's vector of
    `width` numbers, the first one's scores, and a 1 for each of `signals` that phrases found. `alone` and `both`: slope and
    offset of the score, and the probability from which a head counts as said, chosen on calibration data.
    """

    heads: tuple[str, ...]
    signals: tuple[str, ...]
    bits: int
    grams: Floats  # (2**bits, heads)
    bias: Floats  # (heads,)
    alone: Floats  # (3, heads)
    hidden: Floats  # (width + heads + signals, units)
    start: Floats  # (units,)
    out: Floats  # (units, heads)
    end: Floats  # (heads,)
    both: Floats  # (3, heads)
    made: str = ""  # the hash of what it was made from

    @property
    def width(self) -> int:
        return int(self.hidden.shape[0]) - len(self.heads) - len(self.signals)

    def write(self, path: Path) -> None:
        """Write a file that says the same each time it is written. n-grams are kept as bytes with a scale per head."""
        scale = np.maximum(np.abs(self.grams).max(axis=0), 1e-6) / 127
        meta = {
            "version": VERSION,
            "bits": self.bits,
            "heads": list(self.heads),
            "signals": list(self.signals),
            "made": self.made,
        }
        arrays = {
            "meta": np.frombuffer(json.dumps(meta, sort_keys=True).encode(), np.uint8),
            "grams": np.rint(self.grams / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "bias": self.bias.astype(np.float32),
            "alone": self.alone.astype(np.float32),
            "hidden": self.hidden.astype(np.float16),
            "start": self.start.astype(np.float32),
            "out": self.out.astype(np.float16),
            "end": self.end.astype(np.float32),
            "both": self.both.astype(np.float32),
        }
        np.savez_compressed(path, **arrays)


def read(path: Path) -> Weights:
    """The weights in `path`. Raises BadWeights; never runs what is in the file."""
    try:
        with np.load(path, allow_pickle=False) as found:
            held = {name: found[name] for name in found.files}
        meta: dict[str, Any] = json.loads(held["meta"].tobytes())
        heads, signals, bits = tuple(map(str, meta["heads"])), tuple(map(str, meta["signals"])), int(meta["bits"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise BadWeights(f"is not a file of weights ({type(error).__name__}); make it anew with `train`") from None
    if meta.get("version") != VERSION:
        raise BadWeights(f"is of version {meta.get('version')}, and this program reads {VERSION}; make it anew with `train`")
    if not 1 <= bits <= MOST_BITS:
        raise BadWeights(f"has {bits} bits, not 1 to {MOST_BITS}")
    n = len(heads)
    given, units = (*held.get("hidden", np.zeros((0, 0))).shape, 0, 0)[:2]
    shapes = {
        "grams": (2**bits, n),
        "scale": (n,),
        "bias": (n,),
        "alone": (3, n),
        "hidden": (max(given, n + len(signals)), units),
        "start": (units,),
        "out": (units, n),
        "end": (n,),
        "both": (3, n),
    }
    for name, shape in shapes.items():
        if name not in held or held[name].shape != shape or held[name].dtype.kind not in "fi":
            raise BadWeights(f"has no `{name}` of {' x '.join(map(str, shape))} numbers")
        if not np.isfinite(held[name]).all():
            raise BadWeights(f"has numbers in `{name}` that are none")
    made = {name: np.ascontiguousarray(held[name], np.float32) for name in shapes if name != "scale"}
    made["grams"] *= held["scale"].astype(np.float32)
    return Weights(heads, signals, bits, made=str(meta.get("made", "")), **made)
