"""The arithmetic of training: n-grams as a sparse matrix, a logistic regression per head fitted all at once, calibration."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from bot.content.weights import Floats
from bot.core.classifier import grams, squeeze

Doubles = NDArray[np.float64]


def matrix(folded: Sequence[str], bits: int) -> csr_matrix:
    """A row per text: how often each bucket occurs, divided by the root of their number, as the classifier weighs them."""
    ends, places, values = [0], [], []
    for text in folded:
        found, count = np.unique(grams(squeeze(text), bits).ravel(), return_counts=True)
        places.append(found.astype(np.int32))
        values.append((count / max(count.sum(), 1) ** 0.5).astype(np.float32))
        ends.append(ends[-1] + found.size)
    shape = (len(folded), 2**bits)
    return csr_matrix((np.concatenate(values), np.concatenate(places), np.array(ends)), shape=shape)


def logistic(x: csr_matrix | Floats, y: Floats, known: Floats, strength: float, rounds: int = 60) -> tuple[Floats, Floats]:
    """Weights (features, heads) and offsets (heads,) of one logistic regression per column of `y`, which may lie between 0 and 1.

    `known`: how much each answer counts, 0 for unknown. `strength`: of the pull towards zero.
    """
    features, heads = x.shape[1], y.shape[1]
    back = x.T.tocsr() if isinstance(x, csr_matrix) else x.T

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        w = flat[:-heads].reshape(features, heads)
        z = x @ w.astype(np.float32) + flat[-heads:].astype(np.float32)
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        error = (p - y) * known
        value = float((known * (np.logaddexp(0, z) - y * z)).sum(dtype=np.float64)) + strength / 2 * float((w * w).sum())
        slope = np.concatenate([(back @ error + strength * w).ravel(), error.sum(axis=0, dtype=np.float64)])
        return value, slope

    start = np.zeros(features * heads + heads)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 5}).x
    return found[:-heads].reshape(features, heads).astype(np.float32), found[-heads:].astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Layered:
    """One hidden layer, or several fitted from other beginnings, side by side, whose scores are averaged."""

    hidden: Floats
    start: Floats
    out: Floats
    end: Floats

    def scores(self, x: Floats) -> Floats:
        return np.asarray(np.maximum(x @ self.hidden + self.start, 0) @ self.out + self.end, np.float32)


def layered(x: Floats, y: Floats, units: int, seeds: Sequence[int]) -> Layered:
    """`y` (n, heads) of yes and no from `x` (n, features), with a hidden layer of `units` for each of `seeds`."""
    scale = np.sqrt((x * x).mean(axis=0)).astype(np.float32)
    scale = np.where(scale > 0, np.minimum(0.35 / np.maximum(scale, 1e-6), 8), 1).astype(np.float32)
    made = []
    for seed in seeds:
        net = MLPClassifier((units,), alpha=0.01, batch_size=256, learning_rate_init=1.5e-3, max_iter=20, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # twenty rounds are what was chosen
            net.fit(x * scale, (y > 0.5).astype(int))
        made.append(net)
    end = np.stack([net.intercepts_[1] for net in made]).mean(axis=0).astype(np.float32)
    return Layered(
        np.concatenate([net.coefs_[0] for net in made], axis=1).astype(np.float32) * scale[:, None],
        np.concatenate([net.intercepts_[0] for net in made]).astype(np.float32),
        (np.concatenate([net.coefs_[1] for net in made]) / len(made)).astype(np.float32),
        end,
    )


def calibrate(scores: Floats, y: Floats, known: Floats) -> tuple[float, float]:
    """Platt's two numbers, the slope and offset that make the scores (n,) of one head a probability."""
    w, b = logistic(np.ascontiguousarray(scores[:, None], np.float32), y[:, None], known[:, None], 1e-3, 200)
    return float(w[0, 0]), float(b[0])


def threshold(p: Floats, rate: float) -> float:
    """The probability that at most a share `rate` of the texts reaches, and never less than 0.05."""
    return float(max(float(np.quantile(p, 1 - rate, method="higher")) + 1e-6, 0.05))
