"""`evaluate`: how well phrases and classifier read lines they have not learned from: tables, HTML with plots, JSON."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from bot.content.model import Content, Level
from bot.core.assess import Engine
from bot.encoder import Encoder
from bot.lab import attacks, corpus
from bot.lab.corpus import QUIET, Line
from bot.lab.judge import WAYS, Seen, confusion, counts, heads, judge, share, worst

OTHER_SEED = 7  # not the one used in training
MOST_SHOWN = 25


def main(content: Content, lines: Sequence[Line], encoder: Encoder | None, out: Path | None, hide: bool) -> None:
    """Evaluate on `lines`; with `hide` also with their words hidden in every way there is."""
    seen = judge(content, lines, encoder)
    print(text(content, seen, encoder is not None))
    if hide:
        print(hidden(content, lines, encoder))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        made = json.dumps(summary(content, seen, encoder is not None), indent=1, ensure_ascii=False)
        (out / "evaluation.json").write_text(made, "utf-8")
        (out / "evaluation.html").write_text(page(content, seen, encoder is not None), "utf-8")
        print(f"written: {out / 'evaluation.html'}, {out / 'evaluation.json'}")


def held_out(content: Content, rules: Path) -> list[Line]:
    """The lines of the scenarios nobody learned from, the corpus' and the everyday ones'."""
    return [line for line in corpus.gather(content, rules / "classifier") if line.use == "test"]


def parts(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    """All lines, then those in plain words, then each language, then each source where there are several."""
    languages, sources = sorted({each.line.language for each in seen}), sorted({each.line.source for each in seen})
    made = {"all": list(seen)}
    if plain := [each for each in seen if corpus.PLAIN.search(each.line.scenario)]:
        made["in plain words"] = plain
    made |= {code: [each for each in seen if each.line.language == code] for code in languages if len(languages) > 1}
    made |= {name: [each for each in seen if each.line.source == name] for name in sources if len(sources) > 1}
    return made


def text(content: Content, seen: Sequence[Seen], both: bool) -> str:
    lines = [f"{len(seen)} lines, read {'by n-grams and encoder' if both else 'by n-grams alone'}; 95 % intervals in brackets"]
    for name, some in parts(seen).items():
        lines += ["", f"{name}: {len(some)} lines", f"  {'':26}" + "".join(f"{way:>30}" for way in WAYS)]
        for question, ways in counts(some).items():
            lines.append(f"  {question:26}" + "".join(f"{share(*ways[way]):>30}" for way in WAYS))
    lines += ["", "who wrote it, and whom it was taken for:"]
    lines += [f"  {who:12} {row}" for who, row in sorted(confusion(seen).items())]
    figures = heads(content, seen, both)
    if figures:
        lines += ["", "head           said  recall at 0.1 %  at 1 %  at threshold  precision  gap where p > 0.1"]
        lines += [
            f"{each.name:14} {each.said:4}  {each.recalls[0]:15.2f}  {each.recalls[1]:6.2f}  {each.recall:12.2f}"
            f"  {each.precision:9.2f}  {each.error:8.2f}"
            for each in figures
        ]
    for title, some in worst(content, seen, MOST_SHOWN).items():
        lines += ["", f"{title}:", *(f"  [{each.line.language}] {_told(each)}" for each in some)]
    return "\n".join(lines)


def _told(each: Seen) -> str:
    found = ", ".join(f"{f.signal.id}{'' if f.matched else '*'}" for f in each.all.found)
    return f"{each.all.level.name} {each.all.rule or '-'} ({found}): {' '.join(each.line.text.split())[:160]}"


def hidden(content: Content, lines: Sequence[Line], encoder: Encoder | None) -> str:
    """What each way of hiding words costs, those held back from training marked."""
    engine = Engine(content)

    def above(texts: Sequence[str]) -> float:
        read = [engine.assess(each, encoder.meanings(each) if encoder else None) for each in texts]
        return 100 * sum(each.level > Level.none for each in read) / len(read)

    plain = [line.text for line in lines if line.speaker == "offender" and not (line.whole and line.labels <= QUIET)]
    told = ["", "offenders above none with their words hidden, over the lines a way of hiding changes:"]
    for name in attacks.EVERY if plain else ():
        changed = [each for each in plain if attacks.attack(name, each, OTHER_SEED) != each]
        if changed:
            before, after = above(changed), above([attacks.attack(name, each, OTHER_SEED) for each in changed])
            held = " (held back)" if name in attacks.HELD_BACK else ""
            told.append(
                f"  {name + held:26} {len(changed):5} lines {before:5.1f} % -> {after:5.1f} %, {before - after:+.1f} lost"
            )
    return "\n".join(told)


def summary(content: Content, seen: Sequence[Seen], both: bool) -> dict[str, object]:
    return {
        "lines": len(seen),
        "encoder": both,
        "parts": {
            name: {q: {w: list(pair) for w, pair in ways.items()} for q, ways in counts(some).items()}
            for name, some in parts(seen).items()
        },
        "heads": [asdict(each) for each in heads(content, seen, both)],
        "confusion": confusion(seen),
    }


def page(content: Content, seen: Sequence[Seen], both: bool) -> str:
    """The same as one file of HTML, with a plot per head: how probable it said it was, against how often it was so."""
    body = f"<pre>{html.escape(text(content, seen, both))}</pre>{_plots(content, seen)}"
    return f"<!doctype html><meta charset=utf-8><title>Unhook: evaluation</title><h1>How well it reads</h1>{body}"


def _plots(content: Content, seen: Sequence[Seen]) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    import numpy as np
    from matplotlib import pyplot as plt

    weights, whole = content.weights, [each for each in seen if each.line.whole]
    if weights is None or not whole:
        return ""
    names = [name for name in weights.heads if name in content.heads]
    figure, axes = plt.subplots((len(names) + 3) // 4, 4, figsize=(14, 3.4 * ((len(names) + 3) // 4)), squeeze=False)
    for axis, name in zip(axes.ravel(), names, strict=False):
        head, column = content.heads[name], weights.heads.index(name)
        p = np.array([each.p[column] for each in whole])
        y = np.array([corpus.says(each.line, head) for each in whole])
        order = np.argsort(-p)
        axis.plot(
            np.cumsum(~y[order]) / max((~y).sum(), 1), np.cumsum(y[order]) / max(y.sum(), 1), label="recall by false alarms"
        )
        edges = np.linspace(0, 1, 11)
        inside = [(p > low) & (p <= high) for low, high in pairwise(edges)]
        points = [(p[mask].mean(), y[mask].mean()) for mask in inside if mask.sum() >= 5]
        if points:
            axis.plot(*zip(*points, strict=True), "o-", label="true by probability")
        axis.plot([0, 1], [0, 1], ":", color="grey")
        axis.set(title=f"{name} ({int(y.sum())})", xlim=(0, 1), ylim=(0, 1))
    axes[0][0].legend(fontsize=7)
    for axis in axes.ravel()[len(names) :]:
        axis.axis("off")
    figure.tight_layout()
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    plt.close(figure)
    return drawn.getvalue()[drawn.getvalue().index("<svg") :]
