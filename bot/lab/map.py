"""`check --map`: the guide on paper. Every step in the order a person meets it, its words, and where each button leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.content.model import Content
from bot.content.shapes import StepShape
from bot.core import guide
from bot.core.case import Case, read
from bot.effects import Button, Say

DEEPER = "    "
CARDS = tuple(guide.CARDS)


def of(content: Content, case: Case) -> str:
    """The guide for somebody with this case, from their next step to the end; the two crisis cards last."""
    paper = _Paper(content, replace(case, step=None))
    body = [*paper.walk(guide.go_on(content, case), "")]
    cards = [paper.card(name) for name in CARDS if content.checklist.by_id[name].n not in paper.shown]
    return "\n".join([*paper.head(), *body, *(line for card in cards for line in card)]) + "\n"


@dataclass(slots=True)
class _Paper:
    content: Content
    start: Case
    shown: set[int] = field(default_factory=set)  # numbers of the steps printed so far

    def head(self) -> Iterator[str]:
        content, case = self.content, self.start
        voice = content.voices[case.language]
        country = content.countries.get(case.country or "")
        facts = ", ".join(f"{fact}={answer}" for fact, answer in case.facts.items())
        yield f"# {voice.own_name} · {country.names[case.language] if country else '-'} · {facts or '-'}"
        yield "On every screen, and not repeated below:"
        for button in guide.safety(content, case):
            yield f"  [{button.label}] -> {read(content, button.data[1:]).step}"
        yield f"  [{voice.say('all-steps')}]  [{voice.say('hide')}]"
        if not voice.reviewed:
            yield f"  {voice.say('not-reviewed')}"

    def walk(self, case: Case, indent: str) -> Iterator[str]:
        """From the step a case stands at to the end, or to where everything that follows was printed before."""
        passed: list[str] = []  # named, not printed again
        while True:
            step, again = self.step(case), self.step(case).n in self.shown
            if again:
                passed.append(self.named(case))
            else:
                if passed:
                    yield f"{indent}   as above: {', '.join(passed)}; then"
                    passed = []
                self.shown.add(step.n)
                yield from self.screen(case, indent)
            ways = list(self.ways(case))
            if step.kind == "ask" and (not again or any(self.is_new(then) for _, then in ways)):
                yield from self.branches(ways, indent, passed)
                return
            if self.ends(step) or step.kind == "ask":
                break
            case = ways[0][1]
        if passed:
            yield f"{indent}   as above: {', '.join(passed)}{'' if self.ends(step) else ' and on'}"

    def branches(self, ways: list[tuple[Button, Case]], indent: str, passed: list[str]) -> Iterator[str]:
        """Each answer of a question, what follows set in. Of one printed before, only answers that lead to something new."""
        if passed:
            yield f"{indent}   as above: {', '.join(passed)}; there"
        for button, then in ways:
            if not passed or self.is_new(then):
                yield f"{indent}[{button.label}] -> {self.named(then)}"
                yield from self.walk(then, indent + DEEPER)

    def screen(self, case: Case, indent: str) -> Iterator[str]:
        """One step: number and kind, the words as shown, its buttons."""
        step = self.step(case)
        say = guide.show(self.content, case)
        yield ""
        yield f"{indent}{step.n} {step.id} ({step.kind})"
        yield from (f"{indent}| {line}".rstrip() for line in self.words(say))
        for page in step.pages:
            wording = self.content.voices[case.language].pages[page]
            yield f"{indent}[{wording.label}] -> page {page}: {wording.title}"
        if step.kind != "ask":
            yield from (f"{indent}[{button.label}] -> {self.named(then)}" for button, then in self.ways(case))

    def words(self, say: Say) -> list[str]:
        """The text without the mark of what nobody has reviewed: it stands once, at the top."""
        voice = self.content.voices[self.start.language]
        return say.text.removesuffix("" if voice.reviewed else "\n\n" + voice.say("not-reviewed")).splitlines()

    def card(self, name: str) -> list[str]:
        fact = next(iter(self.content.checklist.by_id[name].when))
        return list(self.screen(replace(self.start.knowing({fact: "yes"}), step=name), ""))

    def ways(self, case: Case) -> Iterator[tuple[Button, Case]]:
        """The step's own buttons and the case behind each: its answers, or the one that goes on."""
        step = self.step(case)
        say = guide.show(self.content, case)
        for button in say.buttons[: len(step.options) or 1]:
            yield button, read(self.content, button.data[1:])

    def is_new(self, case: Case) -> bool:
        """Whether a step not yet printed lies on any way from here."""
        waiting, seen = [case], set[tuple[object, ...]]()
        while waiting:
            here = waiting.pop()
            step = self.step(here)
            key = (here.step, tuple(sorted(here.facts.items())), here.done)
            if step.n not in self.shown:
                return True
            if key not in seen and not self.ends(step):
                seen.add(key)
                waiting += [then for _, then in self.ways(here)]
        return False

    def ends(self, step: StepShape) -> bool:
        return step.id == self.content.checklist.steps[-1].id

    def step(self, case: Case) -> StepShape:
        return self.content.checklist.by_id[case.step or self.content.checklist.first]

    def named(self, case: Case) -> str:
        step = self.step(case)
        return f"{step.n} {step.id}"
