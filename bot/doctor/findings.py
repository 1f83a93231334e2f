"""What a check found, and how all of it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice`: what to do, one sentence; empty only where all is well."""

    mark: str  # ✓ as it should be · ! worth knowing, the bot runs · ✗ the bot will not do what was meant
    what: str
    advice: str = ""


def well(what: str) -> Finding:
    return Finding("✓", what)


def hint(what: str, advice: str) -> Finding:
    return Finding("!", what, advice)


def wrong(what: str, advice: str) -> Finding:
    return Finding("✗", what, advice)


def told(findings: Iterable[Finding]) -> str:
    """A line each, what to do set in below it, and the count."""
    lines, wrongs, hints = [], 0, 0
    for each in findings:
        lines.append(f"{each.mark} {each.what}")
        if each.advice:
            lines.append(f"    {each.advice}")
        wrongs += each.mark == "✗"
        hints += each.mark == "!"
    counted = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((wrongs, "problem"), (hints, "hint")) if n]
    return "\n".join([*lines, "", ", ".join(counted) + "." if counted else "All is well."])


def troubled(findings: Iterable[Finding]) -> bool:
    return any(each.mark == "✗" for each in findings)
