"""classifier/: which families of things said the classifier reads, and its weights. Part of load.py's one pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.content.model import Head, Signal
from bot.content.shapes import HeadsShape
from bot.content.source import Folder
from bot.content.weights import BadWeights, Weights, read

HEADS = "classifier/heads.yaml"
WEIGHTS = "classifier/weights.npz"


def heads(folder: Folder, signals: Mapping[str, Signal]) -> dict[str, Head]:
    """The heads by name, speakers last. A folder of content without classifier has none."""
    if not (folder.root / HEADS).exists():
        return {}
    tree = folder.tree(HEADS)
    shape = tree.shape(HeadsShape, tree.data)
    if shape is None:
        return {}
    made = {}
    for part, named in (("heads", shape.heads), ("speakers", shape.speakers)):
        for name, each in named.items():
            for signal in (*each.signals, *((each.raises,) if each.raises else ())):
                if signal not in signals:
                    tree.wrong((part, name), f"there is no signal `{signal}`")
            raises = signals.get(each.raises or "")
            if part == "heads" and raises is None:
                tree.wrong((part, name), "must raise a signal")
            made[name] = Head(
                name, raises, part == "speakers", frozenset(each.signals), frozenset((name, *each.labels)), each.alone
            )
    return made


def weights(folder: Folder, path: Path | None) -> Weights | None:
    """The weights at `path`, else those that came along, if any."""
    place = path or folder.root / WEIGHTS
    if not path and not place.exists():
        return None
    tree = folder.empty(str(path) if path else f"{folder.root.name}/{WEIGHTS}")
    try:
        return read(place)
    except BadWeights as bad:
        tree.wrong((), str(bad))
        return None
