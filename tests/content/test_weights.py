"""A file of weights is read without running anything, and one that will not do is refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.content.weights import BadWeights, Weights, read

HEADS = ("threat", "offender")


def made() -> Weights:
    rng = np.random.default_rng(1)
    n = len(HEADS)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    return Weights(
        HEADS, ("wallet",), 4, some(16, n), some(n), some(3, n), some(6, 2), some(2), some(2, n), some(n), some(3, n), "abc"
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    made().write(tmp_path / "w.npz")
    found = read(tmp_path / "w.npz")
    assert (found.heads, found.bits, found.made, found.width) == (HEADS, 4, "abc", 3)
    assert np.abs(found.grams - made().grams).max() < np.abs(made().grams).max() / 100
    assert np.allclose(found.both, made().both)


def test_the_same_weights_are_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        made().write(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def change(path: Path, **arrays: np.ndarray) -> None:
    with np.load(path) as found:
        held = {name: found[name] for name in found.files}
    np.savez(path, **{**held, **arrays})


def meta(**changes: object) -> np.ndarray:
    held = {"version": 1, "bits": 4, "heads": list(HEADS), "signals": ["wallet"], "made": ""} | changes
    return np.frombuffer(json.dumps(held).encode(), np.uint8)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"meta": meta(version=9)}, "version 9"),
        ({"meta": meta(bits=40)}, "has 40 bits"),
        ({"meta": meta(heads=["one"])}, "has no `grams` of 16 x 1 numbers"),
        ({"grams": np.zeros((4, 2), np.int8)}, "has no `grams` of 16 x 2 numbers"),
        ({"hidden": np.zeros((2, 2), np.float16)}, "has no `hidden` of 3 x 2 numbers"),
        ({"meta": meta(signals=["a", "b", "c", "d", "e"])}, "has no `hidden` of 7 x 2 numbers"),
        ({"bias": np.array([1, np.nan], np.float32)}, "has numbers in `bias` that are none"),
        ({"both": np.array(["a"])}, "has no `both` of 3 x 2 numbers"),
        ({"meta": np.frombuffer(b"[]", np.uint8)}, "is not a file of weights"),
        ({"hidden": np.array([{}], dtype=object)}, "is not a file of weights"),
    ],
)
def test_a_file_that_will_not_do_says_why(tmp_path: Path, changes: dict[str, np.ndarray], said: str) -> None:
    made().write(tmp_path / "w.npz")
    change(tmp_path / "w.npz", **changes)
    with pytest.raises(BadWeights, match=said.replace("[", r"\[")):
        read(tmp_path / "w.npz")


def test_something_else_is_no_file_of_weights(tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(b"hello")
    with pytest.raises(BadWeights, match="is not a file of weights"):
        read(tmp_path / "w.npz")
