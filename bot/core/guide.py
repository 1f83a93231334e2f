"""What do I do now? The next step for a case and how it looks; each button holds the case as it will be once tapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.content.model import Content, Voice
from bot.content.shapes import LineShape, StepShape
from bot.core.case import Case, write
from bot.effects import Button, Say

STEP, NEW, ALL, COUNTRY, HIDE, PAGE = "s", "n", "a", "c", "h", "p"
"""First letter of a button's data; the token follows. NEW is a step said anew, below what stands there."""
MOST_NUMBERS = 4  # lines of helplines under one step
TAKE_DOWN = {"take-down-minor", "take-down-adult"}
WORLD = "ZZ"
PAUSE = "not-now"  # the page for somebody who needs a break
ENGLISH = "en"
TO_POLICE = "report-police"  # the step whose own words say what the police may ask
ABOUT_ONESELF = ("what-happened", "what-else", "not-safe", "helper-first-words")  # what a helper is asked, and told, themselves


def next_step(content: Content, case: Case) -> StepShape:
    """The first step in the checklist's order that fits the case and is not done yet; when all are done, the first again."""
    for step in content.checklist.steps:
        if step.auto and step.n not in case.done and fits(step, case):
            return step
    return content.checklist.by_id[content.checklist.first]


def fits(step: StepShape, case: Case) -> bool:
    """Whether every condition of the step holds in the case."""
    return all(case.fact(fact) in answers for fact, answers in step.when.items())


def learned(content: Content, case: Case, facts: Mapping[str, str]) -> Case:
    """The case with `facts` told. Steps that hang on them are no longer passed: who says it again sees the card again."""
    again = {step.n for step in content.checklist.steps if any(facts.get(fact) in answers for fact, answers in step.when.items())}
    return replace(case.knowing(facts), done=case.done - again)


def go_on(content: Content, case: Case) -> Case:
    """The case standing at its next step."""
    return replace(case, step=next_step(content, case).id)


def show(content: Content, case: Case, lead: str = "") -> Say:
    """The step the case stands at, as the person sees it. `lead`: words that come before it."""
    step = content.checklist.by_id[case.step or content.checklist.first]
    voice = content.voices[case.language]
    wording = voice.steps[step.id]
    numbers = helplines(content, case, step.numbers, told=step.id == TO_POLICE)
    words = [wording.title, *wording.body]
    helping = case.fact("helping") == "yes" and step.id not in ABOUT_ONESELF
    if step.kind == "crisis":
        # A frightened reader needs the number first; where no native speaker has read the words, English stands beside them.
        english = content.voices[ENGLISH].steps[step.id]
        beside = [] if voice.reviewed or voice.code == ENGLISH else ["", english.title, *english.body]
        lines = [*numbers, "", *([voice.say("for-them"), ""] if helping else []), *words, *beside]
    else:
        words += risk(content, case, step.numbers)
        lines = [*([voice.say("with-them")] if helping else []), *words, *([""] if numbers else []), *numbers]
    if not voice.reviewed:
        lines += ["", voice.say("not-reviewed")]
    text = "\n".join(([lead, ""] if lead else []) + lines)
    return Say(text, (*_answers(content, case, step, voice), *_always(content, case, step, voice)), urgent=step.kind == "crisis")


def _answers(content: Content, case: Case, step: StepShape, voice: Voice) -> tuple[Button, ...]:
    done = replace(case, done=case.done | {step.n})
    wording = voice.steps[step.id]
    if step.kind == "ask":
        buttons = []
        for option in step.options:
            then = learned(content, case if option.goto else done, option.facts)
            then = replace(then, step=option.goto) if option.goto else go_on(content, then)
            buttons.append(Button(wording.options[option.id], STEP + write(content, then)))
        return tuple(buttons)
    if step.kind == "crisis":
        return (Button(voice.say("go-on-with-steps"), STEP + write(content, go_on(content, done))),)
    if step.id == content.checklist.steps[-1].id:
        fresh = Case(case.language, case.country, content.checklist.first)
        return (Button(wording.done or "", STEP + write(content, fresh)),)
    return (Button(wording.done or "", STEP + write(content, go_on(content, done))),)


def _always(content: Content, case: Case, step: StepShape, voice: Voice) -> tuple[Button, ...]:
    buttons = [page_button(content, case, each) for each in step.pages]
    buttons += [button for card, button in zip(CARDS, safety(content, case), strict=True) if step.id not in CARDS[card]]
    if step.numbers and case.country is None:
        buttons.append(Button(voice.say("my-country"), COUNTRY + write(content, case)))
    before = go_on(content, case).step if not step.auto else step_before(content, case, step)
    small = []
    if step.auto and step.id != content.checklist.first:
        small.append(Button(voice.say("all-steps"), ALL + write(content, case)))
    if before:
        small.append(Button(voice.say("go-back"), STEP + write(content, replace(case, step=before))))
    if step.kind not in ("ask", "crisis") and PAUSE in content.pages:
        small.append(page_button(content, case, PAUSE))
    small.append(Button(voice.say("hide"), HIDE + write(content, case)))
    return (*buttons, *(replace(button, beside=index % 2 == 1) for index, button in enumerate(small)))


def step_before(content: Content, case: Case, step: StepShape) -> str | None:
    """The step the person came from: the last one done before `step` in the checklist's order that still fits the case."""
    steps = content.checklist.steps
    passed = [each.id for each in steps[: steps.index(step)] if each.n in case.done and fits(each, case)]
    return passed[-1] if passed else None


CARDS = {
    "crisis-self": ("crisis-self", "check-self", "not-safe"),
    "crisis-violence": ("crisis-violence", "check-violence", "not-safe"),
}
"""The two crisis cards, and the steps that need no button to them: the card itself, and questions one answer of which is it."""


def safety(content: Content, case: Case, kind: str = STEP) -> list[Button]:
    """The two buttons that lead to a crisis card from everywhere. They are two things: hurting oneself, and being hurt."""
    voice = content.voices[case.language]
    ways = (
        ("i-might-hurt-myself", "self-harm", "crisis-self"),
        ("someone-might-hurt-me", "violence", "crisis-violence"),
    )
    return [
        Button(voice.say(label), kind + write(content, replace(case.knowing({fact: "yes"}), step=step)))
        for label, fact, step in ways
    ]


def page(content: Content, case: Case, name: str, lead: str = "") -> Say:
    """A page as the person sees it; the way back leads to where the case stands."""
    voice = content.voices[case.language]
    if case.fact("known") == "yes":
        name = content.pages[name].known or name
    shape, wording = content.pages[name], voice.pages[name]
    numbers = helplines(content, case, shape.numbers)
    lines = [wording.title, *([""] if shape.to_copy else []), *wording.body, *risk(content, case, shape.numbers)]
    lines += ["", *numbers, *shape.links] if numbers or shape.links else []
    if not voice.reviewed:
        lines += ["", voice.say("not-reviewed")]
    token = write(content, case)
    buttons = [page_button(content, case, each) for each in shape.pages]
    if shape.numbers and case.country is None:
        buttons.append(Button(voice.say("my-country"), COUNTRY + token))
    buttons.append(Button(voice.say("to-steps"), STEP + write(content, case if case.step else go_on(content, case))))
    text = "\n".join(([lead, ""] if lead else []) + lines)
    return Say(text, (*buttons, *safety(content, case), Button(voice.say("hide"), HIDE + token)))


def page_button(content: Content, case: Case, name: str) -> Button:
    """The button that leads to a page. Its data: p, the page's number in two hexadecimal digits, the case."""
    number = f"{content.pages[name].n:02x}"
    return Button(content.voices[case.language].pages[name].label, PAGE + number + write(content, case))


def paged(content: Content, data: str) -> str | None:
    """The id of the page a button's data names (after its `p`), if there is such a page."""
    try:
        number = int(data[:2], 16)
    except ValueError:
        return None
    return next((page.id for page in content.pages.values() if page.n == number), None)


def all_steps(content: Content, case: Case) -> Say:
    """Every step that fits the case, in order, each a button; what is done is marked."""
    voice = content.voices[case.language]
    buttons = []
    for step in content.checklist.steps:
        if step.auto and (fits(step, case) or step.n in case.done):
            mark = "✓ " if step.n in case.done else ""
            buttons.append(Button(mark + voice.steps[step.id].title, STEP + write(content, replace(case, step=step.id))))
    return Say(voice.say("all-steps-title"), (*buttons, *safety(content, case), *_leave(content, case, voice)))


def countries(content: Content, case: Case) -> Say:
    """Which country's numbers? Only the person's own choice sets it."""
    voice = content.voices[case.language]
    names = sorted((country.names[case.language], code) for code, country in content.countries.items() if code != WORLD)
    buttons = [Button(name, STEP + write(content, replace(case, country=code))) for name, code in names]
    return Say(voice.say("which-country"), (*buttons, *safety(content, case), *_leave(content, case, voice)))


def _leave(content: Content, case: Case, voice: Voice) -> tuple[Button, Button]:
    """Back to the step, and out of sight."""
    token = write(content, case)
    return Button(voice.say("go-back"), STEP + token), Button(voice.say("hide"), HIDE + token)


def risk(content: Content, case: Case, purposes: Sequence[str]) -> list[str]:
    """What going to the police may bring in this country, where a source says so: shown wherever their number is offered."""
    here = content.countries.get(case.country or "")
    return [here.reporting_risk[case.language]] if here and here.reporting_risk and "police" in purposes else []


def helplines(content: Content, case: Case, purposes: Sequence[str], told: bool = False) -> list[str]:
    """The numbers for `purposes`, one a line: this country's, round-the-clock and confirmed first, then the worldwide ones.

    A line of the police among others says what they may ask, unless that was `told` before or it is an emergency.
    """
    if not purposes:
        return []
    voice = content.voices[case.language]
    told = told or "emergency" in purposes
    local = _local(content, case, purposes)
    round_the_clock = any(line.hours == "24h" for line in local)
    wide = [line for line in content.countries[WORLD].lines if set(line.purpose) & set(purposes)]
    if not TAKE_DOWN & set(purposes):
        wide = wide[: 1 if round_the_clock else 2]
        return [helpline(voice, line, told) for line in (*local, *wide)]
    # The worldwide ones make a code on the person's own device; at the others people look, and that is said first.
    people = [line for line in local if TAKE_DOWN & set(line.purpose)]
    shown = [helpline(voice, line, told) for line in (*wide, *(line for line in local if line not in people))]
    noted = ["\n  ".join((helpline(voice, line, told), *([line.note[voice.code]] if line.note else []))) for line in people]
    return [*shown, *([voice.say("people-look")] if people else []), *noted]


def _local(content: Content, case: Case, purposes: Sequence[str]) -> list[LineShape]:
    """The country's own lines, at most two for each purpose; for somebody under 18 none that is for adults only."""
    here = content.countries.get(case.country or "")
    young = "minor" if "yes" in (case.fact("asker-minor"), case.fact("pictured-minor")) else None
    chosen: list[LineShape] = []
    for purpose in purposes:
        local = [line for line in (here.lines if here else ()) if purpose in line.purpose]
        fitting = [line for line in local if young is None or young in line.serves]
        ranked = sorted(fitting, key=lambda line: (line.hours != "24h", line.trust != "confirmed"))
        chosen += [line for line in ranked[:2] if line not in chosen]
    return chosen[:MOST_NUMBERS]


def helpline(voice: Voice, line: LineShape, told: bool = True) -> str:
    """One helpline on one line: the number, hours beside it, whether the service itself confirms it, and what police may ask."""
    parts = [part for part in (line.phone, f"SMS {line.sms}" if line.sms else None) if part]
    reach = " / ".join(parts) or line.url or line.note[voice.code]
    hours = voice.say("hours-24") if line.hours == "24h" else "" if line.hours == "unknown" else line.hours
    unconfirmed = voice.say("not-confirmed") if parts and line.trust != "confirmed" else ""
    asks = "" if told or "police" not in line.purpose else voice.say("police-asks")
    notes = [note for note in (hours, unconfirmed, asks) if note]
    return f"{line.name[voice.code]}: {reach}" + (f" ({', '.join(notes)})" if notes else "")
