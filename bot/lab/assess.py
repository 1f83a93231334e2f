"""`assess`: JSON lines in, JSON lines out, one for one and in order, with flat memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from bot.core.assess import Assessment, Engine
from bot.core.case import Case
from bot.core.check import first_step
from bot.encoder import Encoder

EVERY = 500  # lines between two words of progress
QUIET: dict[str, Any] = {
    "level": "none",
    "speaker": "unknown",
    "stage": None,
    "rule": None,
    "signals": [],
    "next_step": None,
    "crisis": False,
}


def main(engine: Engine, source: BinaryIO, target: BinaryIO, progress: TextIO, encoder: Encoder | None = None) -> int:
    """Assess every line of `source`. Exit code 1 when a line could not be read; its own output line says why."""
    seen = bad = 0
    shown = progress.isatty()
    for result in verdicts(engine, source, encoder):
        target.write(json.dumps(result).encode("ascii") + b"\n")
        seen += 1
        bad += "error" in result
        if shown and seen % EVERY == 0:
            target.flush()
            print(f"\r{seen} read", end="", file=progress, flush=True)
    target.flush()
    if shown:
        print(f"\r{seen} read, {bad} not readable", file=progress)
    elif bad:
        print(f"{bad} of {seen} lines were not readable; each says why in its output line", file=progress)
    return 1 if bad else 0


def verdicts(engine: Engine, source: BinaryIO, encoder: Encoder | None = None) -> Iterator[dict[str, Any]]:
    """One verdict per line of `source`, whatever the line holds; a blank line is no input."""
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_constant=_refuse)
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise TypeError('should be an object with a "text"')
        except (ValueError, TypeError, RecursionError) as error:
            what = "not UTF-8" if isinstance(error, UnicodeError) else str(error) if isinstance(error, TypeError) else "not JSON"
            yield {"id": None, **QUIET, "error": f"line {number}: {what}"}
            continue
        yield {
            "id": row.get("id"),
            **verdict(engine, engine.assess(row["text"], encoder.meanings(row["text"]) if encoder else None)),
        }


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def verdict(engine: Engine, seen: Assessment) -> dict[str, Any]:
    """An assessment as the documented JSON object. Quotes are half-open spans in code points of the original."""
    signals = []
    for each in sorted(seen.found, key=lambda each: each.span):
        signal: dict[str, Any] = {"id": each.signal.id, "source": each.source, "quote": list(each.span)}
        if each.p is not None:
            signal["p"] = round(each.p, 4)
        signals.append(signal)
    speaks = seen.level or seen.speaker == "target" or seen.crisis
    return {
        "level": seen.level.name,
        "speaker": seen.speaker,
        "stage": seen.stage,
        "rule": seen.rule,
        "signals": signals,
        "next_step": first_step(engine, seen, Case("en")) if speaks else None,
        "crisis": seen.crisis,
    }
