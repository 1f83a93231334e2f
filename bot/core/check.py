"""The answer to a message someone forwards or types: the level, the reasons with their words, the next step as a button."""

from __future__ import annotations

from dataclasses import replace

from bot.content.model import Voice
from bot.core.assess import Assessment, Engine, notes
from bot.core.case import Case, write
from bot.core.guide import NEW, fits, go_on, learned, page, safety, show
from bot.core.signals import CLASSIFIER, EARLIER, EARLIER_READ, Found
from bot.effects import Button, Say
from bot.events import Asked
from bot.text import LIMIT

PICTURES = "pictures"  # among the signals of an answer: that pictures are not opened was said a moment ago
OWN_WORDS = 200  # characters up to which typed words are taken for the person's own, once they are in the guide
MOST_REASONS = 4
MOST_QUOTED = 60  # characters of a quote; a reason points at words, it does not repeat the message
KIND_ORDER = {"evidence": 0, "shape": 1}


def answer(engine: Engine, asked: Asked, case: Case) -> tuple[tuple[Say, ...], Case]:
    """What to say to a message, and the case afterwards.

    Words of a target lead into the guide. Anything else gets a verdict, with the messages of the last minute if there are any;
    where it adds nothing to theirs, nothing is said.
    """
    found = engine.find(asked.text, asked.meanings)
    seen = engine.judge(found)
    doubt = {fact: answer for each in found if each.signal.speaker == "target" and each.signal.kind == "shape"
             for fact, answer in each.signal.facts.items()}  # fmt: skip
    if doubt and not asked.forwarded and not seen.level and not seen.crisis and case.fact("self-harm") == "unknown":
        then = go_on(engine.content, learned(engine.content, case, {**seen.facts, **doubt}))
        return (replace(show(engine.content, then), urgent=True),), then
    if not found and not asked.forwarded and case.facts and len(asked.text) <= OWN_WORDS:
        first = replace(case, step=engine.content.checklist.first)
        return (show(engine.content, first, engine.content.voices[case.language].say("not-placed")),), case
    if seen.speaker == "target":
        return _of_another(engine, seen, case) if asked.forwarded else _to_target(engine, seen, case)
    if asked.earlier is not None:
        if _joins(asked) and set(notes(found)) <= set(asked.earlier) and not seen.crisis:
            return (), case  # the answer that stands already says all of it
        earlier = engine.recall(asked.earlier)
        before = {each.signal.id for each in earlier if each.matched}
        now = [each for each in found if (each.matched or each.signal.id not in before) and (each.matched or not each.weakens)]
        said = {each.signal.id for each in now}
        merged = (*(each for each in earlier if each.signal.id not in said), *now)
        seen = replace(engine.judge(merged), crisis=seen.crisis)  # the card for what came before stands already
    return _verdict(engine, asked, seen, case)


def first_step(engine: Engine, seen: Assessment, case: Case) -> str:
    """The id of the step an assessment leads to: the guide's own next one for a target, the rule's for anything else."""
    if seen.speaker == "target":
        return go_on(engine.content, case.knowing(seen.facts)).step or ""
    if seen.crisis and not seen.level:
        return _care(seen)
    step = engine.content.checklist.by_id.get(seen.step or "")
    known = case.knowing(seen.facts)
    if step and (fits(step, known) or not seen.level):
        return step.id
    return go_on(engine.content, known).step or ""


def _care(seen: Assessment) -> str:
    """The question that stands before a verdict on words about dying or violence."""
    return "check-self" if "self-harm" in seen.facts else "check-violence"


def _to_target(engine: Engine, seen: Assessment, case: Case) -> tuple[tuple[Say, ...], Case]:
    """Care and a step, never a score. A question that has a page is answered by it, before the steps go on."""
    content = engine.content
    then = go_on(content, learned(content, case, seen.facts))
    if content.checklist.by_id[then.step or ""].kind == "crisis":
        return (replace(show(content, then), urgent=True),), then
    asked = next((each.signal.page for each in seen.found if each.signal.page and each.signal.speaker == "target"), None)
    if asked:
        return (replace(page(content, then, asked), urgent=True),), then
    lead = content.voices[case.language].say("to-helper" if then.fact("helping") == "yes" else "to-target")
    return (replace(show(content, then, lead), urgent=True),), then


def _of_another(engine: Engine, seen: Assessment, case: Case) -> tuple[tuple[Say, ...], Case]:
    """Somebody in need wrote this, and somebody else handed it on: perhaps a friend, perhaps the same person. So we ask."""
    content = engine.content
    voice = content.voices[case.language]
    told = case.knowing(seen.facts)
    helping, own = go_on(content, told.knowing({"helping": "yes"})), go_on(content, told)
    buttons = (
        Button(voice.say("help-them"), NEW + write(content, helping)),
        Button(voice.say("it-is-me"), NEW + write(content, own)),
        *safety(content, case, NEW),
    )
    ask = Say(voice.say("of-another"), buttons, urgent=True)
    if not seen.crisis:
        return (ask,), case
    card = "crisis-self" if "self-harm" in seen.facts else "crisis-violence"
    return (show(content, replace(told, step=card)), ask), case


def _verdict(engine: Engine, asked: Asked, seen: Assessment, case: Case) -> tuple[tuple[Say, ...], Case]:
    content = engine.content
    voice = content.voices[case.language]
    known = case.knowing(seen.facts)
    said: list[Say] = []
    if seen.crisis:
        # An order to hurt oneself, or a threat of violence: care comes before any verdict.
        said.append(show(content, replace(known, step=_care(seen))))
    lines = [_headline(voice, seen)]
    lines += reasons(voice, asked.text, seen) if seen.level else []
    lines += ["", voice.say(f"after-{seen.level.name}")]
    if len(asked.text) > LIMIT:
        lines += ["", voice.say("read-in-part")]
    if not voice.reviewed:
        lines += ["", voice.say("not-reviewed")]
    signals = notes(seen.found)
    if asked.earlier and PICTURES in asked.earlier:
        signals = (*signals, PICTURES)
    said.append(Say("\n".join(lines), _buttons(engine, seen, known), _joins(asked), seen.crisis, signals))
    return tuple(said), replace(known, step=first_step(engine, seen, known))


def _joins(asked: Asked) -> bool:
    """Whether this belongs to the answer that stands: handed on with others, or changed. What is typed gets one of its own."""
    return asked.earlier is not None and asked.earlier != (PICTURES,) and (asked.forwarded or asked.edited)


def _headline(voice: Voice, seen: Assessment) -> str:
    if seen.speaker == "about":
        return voice.say("headline-about")
    if not seen.level:
        return voice.say("headline-none")
    level, stage = voice.say(f"headline-{seen.level.name}"), voice.say(f"stage-{seen.stage or 'threat'}")
    return voice.say("headline", level=level, stage=stage)


def reasons(voice: Voice, text: str, seen: Assessment) -> list[str]:
    """Each reason with the words it rests on: what establishes a fact first, small pieces last, at most a few."""
    shown: list[Found] = []
    for each in sorted(seen.reasons, key=lambda each: (KIND_ORDER[each.signal.kind], not each.signal.facts, each.span)):
        if each.signal.facts or not any(_overlap(other, each) for other in shown):
            shown.append(each)
    return ["", voice.say("why"), *(f"• {_reason(voice, text, each)}" for each in shown[:MOST_REASONS])]


def _overlap(said: Found, small: Found) -> bool:
    """Whether a reason already quotes some of the words of this one."""
    return said.span[0] < small.span[1] and small.span[0] < said.span[1]


def _reason(voice: Voice, text: str, found: Found) -> str:
    if found.source in {EARLIER, EARLIER_READ}:
        return voice.say("reason-earlier", reason=voice.reasons[found.signal.id].rstrip(".。"))
    key = "reason-read" if found.source == CLASSIFIER else "reason"
    return voice.say(key, reason=voice.reasons[found.signal.id].rstrip(".。"), quote=quote(text, found))


def quote(text: str, found: Found) -> str:
    """The words of the message that gave a signal away, on one line and not too long."""
    start, end = found.span
    words = " ".join(text[start:end].split())
    return words if len(words) <= MOST_QUOTED else words[: MOST_QUOTED - 1].rstrip() + "…"


def _buttons(engine: Engine, seen: Assessment, case: Case) -> tuple[Button, ...]:
    content = engine.content
    voice = content.voices[case.language]
    at = replace(case, step=first_step(engine, seen, case))
    if seen.facts.get("threatened") == "yes" and seen.level and case.fact("known") == "unknown":
        # Asked before anything that blocks, also here: the way on differs for someone known in real life.
        online = Button(voice.say("go-on-stranger"), NEW + write(content, at.knowing({"known": "no"})))
        real = replace(case.knowing({"known": "yes"}), step="known-person")
        return (online, Button(voice.say("go-on-known"), NEW + write(content, real)), *safety(content, case, NEW))
    label = voice.say("what-now") if seen.level else voice.say("something-happened")
    return (Button(label, NEW + write(content, at)), *safety(content, case, NEW))
