"""A screen of the guide as the tests that walk it remember it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.model import Content
from bot.content.shapes import StepShape
from bot.core.case import Case
from bot.effects import Say


@dataclass(frozen=True)
class Screen:
    """The case, what is shown, how somebody came there (by a button that names the step, or because it is next), and whence."""

    case: Case
    say: Say
    named: bool
    came_from: Case | None = None

    @property
    def step(self) -> str:
        return self.case.step or ""

    def __str__(self) -> str:
        told = ", ".join(f"{fact}={answer}" for fact, answer in sorted(self.case.facts.items()))
        start = f"{self.came_from.step} -> " if self.came_from else ""
        return f"{self.case.language} {start}{self.step} ({told}; done {sorted(self.case.done)})"


def shape(content: Content, case: Case) -> StepShape:
    return content.checklist.by_id[case.step or ""]
