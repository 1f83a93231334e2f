"""Every way through the guide, by every button, from /start and from whatever one message or two may tell: what must hold.

Where test_guide.py asks whether the guide leads somewhere, this asks whether it leads anybody wrong (CARE 3, 4, 6, 7, 18, 23).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest

from bot.content.model import Content
from bot.core import guide
from bot.core.assess import Engine
from bot.core.case import Case, read
from bot.effects import Button, Say
from bot.events import Started
from bot.service import handle
from tests.core.screens import Screen, shape

CARDS = frozenset(guide.CARDS)
ENDS = "afterwards"
BLOCKS_OR_WARNS = {"block", "report-platform", "already-shared"}
REPORTS = {"report-platform", "report-when-ready", "report-police"}
NO_PICTURE = {"report-platform", "report-when-ready", "block", "how-old", "take-down-minor", "take-down-adult"}
BLOCK = {
    "en": re.compile(r"(?<!don't )(?<!before you )\bblock (?:them|every|again)\b|most people hear nothing", re.IGNORECASE),
    "zh-Hans": re.compile(r"(?:全部|都|再)拉黑|多数人.*(?:没有再|再也没)"),
    "zh-Hant": re.compile(r"(?:全部|都|再)封鎖|多數人.*(?:沒有再|再也沒)"),
}
HANDS_OFF = {"en": "Don't copy, send or delete", "zh-Hans": "别复制，别发，也别删", "zh-Hant": "別複製，別傳，也別刪"}


def typed(content: Content) -> list[dict[str, str]]:
    """What one signal of somebody's words may settle, each once."""
    return [dict(pairs) for pairs in sorted({tuple(sorted(s.facts.items())) for s in content.signals.values() if s.facts})]


def beginnings(content: Content, language: str) -> list[Case]:
    """/start, each thing told alone, each two told together."""
    one = typed(content)
    told = [{}, *one, *({**a, **b} for a, b in combinations(one, 2))]
    return [guide.go_on(content, Case(language).knowing(facts)) for facts in told]


def steps_behind(content: Content, buttons: Iterable[Button]) -> Iterator[Case]:
    for button in buttons:
        if button.data.startswith((guide.STEP, guide.NEW)):
            yield read(content, button.data[1:])


def is_named(content: Content, here: Case, then: Case) -> bool:
    """Whether the button names the step: an answer with `goto`, a crisis card, or the way back."""
    by_option = then.step in {option.goto for option in shape(content, here).options}
    return by_option or then.step in CARDS or shape(content, then).n in then.done


def wander(engine: Engine, cases: Iterable[Case]) -> list[Screen]:
    """Every step by every button, the nearest first; each step once for each set of known facts.

    Behind the crisis cards the guide goes on as before them, so they are followed from /start alone. The way back is not
    followed: a question answered twice tells two things, which is one of the beginnings.
    """
    content = engine.content
    seen: dict[tuple[object, ...], Screen] = {}
    waiting = deque((case, False) for case in cases)
    while waiting:
        case, named = waiting.popleft()
        key = (case.step, frozenset(case.facts.items()))
        if key in seen:
            continue
        say = guide.show(content, case)
        seen[key] = Screen(case, say, named)
        for then in steps_behind(content, say.buttons):
            back = shape(content, then).n in then.done
            if not back and (then.step not in CARDS or not case.facts):
                waiting.append((then, is_named(content, case, then)))
    return list(seen.values())


@pytest.fixture(scope="module")
def walked() -> dict[str, list[Screen]]:
    return {}


@pytest.fixture
def screens(engine: Engine, walked: dict[str, list[Screen]], language: str) -> list[Screen]:
    """Every screen of a language, walked once."""
    if language not in walked:
        walked[language] = wander(engine, beginnings(engine.content, language))
    return walked[language]


def wrong(screens: Iterable[Screen]) -> list[str]:
    return sorted(map(str, screens))[:5]


def test_it_is_the_whole_guide(engine: Engine, screens: list[Screen]) -> None:
    assert {screen.step for screen in screens} == set(engine.content.checklist.by_id)
    assert len(screens) > 5_000


# ---- help, a way on, a way back ----


def test_both_crisis_cards_are_one_tap_away(engine: Engine, screens: list[Screen]) -> None:
    """CARE 3 and 4, on every step, list and choice of country; pages are tested below."""
    content = engine.content
    assert wrong(s for s in screens if not {s.step, *(c.step or "" for c in steps_behind(content, s.say.buttons))} >= CARDS) == []
    for screen in screens[::97]:
        for say in (guide.all_steps(content, screen.case), guide.countries(content, screen.case)):
            assert {case.step for case in steps_behind(content, say.buttons)} >= CARDS, screen


def test_no_screen_is_a_dead_end(engine: Engine, screens: list[Screen]) -> None:
    """A way on, a way to the list or back, and out of sight at the very end."""
    content = engine.content
    first = content.checklist.first
    stuck, lost, shown = [], [], []
    for screen in screens:
        buttons = screen.say.buttons
        own = len(shape(content, screen.case).options) or 1
        ways = {case.step for case in steps_behind(content, buttons[:own])} - {screen.step}
        kinds = {button.data[0] for button in buttons}
        back = guide.ALL in kinds or content.voices[screen.case.language].say("go-back") in {button.label for button in buttons}
        stuck += [screen] if not ways else []
        lost += [screen] if not back and screen.step != first else []
        shown += [screen] if buttons[-1].data[0] != guide.HIDE else []
    assert (wrong(stuck), wrong(lost), wrong(shown)) == ([], [], [])


def test_every_page_leads_back_to_the_steps_and_to_the_cards(content: Content, language: str) -> None:
    case = guide.go_on(content, Case(language, facts={"threatened": "yes"}))
    for name in content.pages:
        say = guide.page(content, case, name)
        assert {then.step for then in steps_behind(content, say.buttons)} >= {case.step, *CARDS}, name
        assert say.buttons[-1].data[0] == guide.HIDE, name


def test_what_helps_is_two_taps_from_the_start(engine: Engine, language: str) -> None:
    """/start, one tap, one more: a crisis card, a number, or what to do now. Only "something else" asks once more."""
    (start,), _ = handle(engine, Started(), Case(language))
    assert isinstance(start, Say)
    behind = {then.step: then for then in steps_behind(engine.content, start.buttons)}
    assert set(behind) == {engine.content.checklist.first, *CARDS}
    first = behind[engine.content.checklist.first]
    second = list(steps_behind(engine.content, guide.show(engine.content, first).buttons))
    asks_again = {then.step for then in second if shape(engine.content, then).kind == "ask"}
    assert asks_again == {"not-safe", "what-else"}
    assert {then.step for then in second} >= {"no-answer-needed", "do-not-pay", *CARDS}
    for name in ("no-answer-needed", "do-not-pay"):
        assert len(engine.content.voices[language].steps[name].title) <= 60


# ---- who it is comes before anything that could make it worse ----


def test_nothing_blocks_warns_or_reports_before_they_were_asked_who_it_is(engine: Engine, screens: list[Screen]) -> None:
    """CARE 6, also from the list of steps. Stopping a payment comes first: its police lines say what they may ask."""
    content = engine.content
    early = BLOCKS_OR_WARNS | REPORTS
    assert wrong(s for s in screens if s.step in early and s.case.fact("known") == "unknown") == []
    listed = {frozenset(screen.case.facts.items()): screen for screen in screens if screen.case.fact("known") == "unknown"}
    for screen in listed.values():
        say = guide.all_steps(content, screen.case)
        assert not early & {case.step for case in steps_behind(content, say.buttons)}, screen


def test_someone_known_is_never_blocked_and_nobody_is_warned(screens: list[Screen], language: str) -> None:
    known = [screen for screen in screens if screen.case.fact("known") == "yes"]
    assert len(known) > 1_000
    assert wrong(screen for screen in known if screen.step in BLOCKS_OR_WARNS or BLOCK[language].search(screen.say.text)) == []
    assert wrong(s for s in screens if s.case.fact("known") == "unsure" and s.step in BLOCKS_OR_WARNS) == []


def test_for_someone_known_pages_speak_of_blocking_only_with_an_if(content: Content, language: str) -> None:
    """Every page that a step offers to somebody who knows the offender, and those behind it."""
    case = Case(language, facts={"threatened": "yes", "known": "yes"})
    waiting = [page for step in content.checklist.steps if guide.fits(step, case) for page in step.pages]
    seen: set[str] = set()
    condition = re.compile("in real life|Only know them online|现实里认识|只在网上|現實生活中認識|現實中認識|只在網路")
    while waiting:
        name = content.pages[waiting[0]].known or waiting[0]
        del waiting[0]
        if name not in seen:
            seen.add(name)
            waiting += content.pages[name].pages
            bare = [line for line in guide.page(content, case, name).text.splitlines() if not condition.search(line)]
            assert not [line for line in bare if BLOCK[language].search(line)], name


def test_someone_known_has_read_that_before_anything_else_about_them(engine: Engine, screens: list[Screen]) -> None:
    content = engine.content
    order = [step.id for step in content.checklist.steps]
    card = content.checklist.by_id["known-person"]
    late = [
        screen
        for screen in screens
        if {screen.case.fact("known"), screen.case.fact("threatened")} == {"yes"}
        and order.index(screen.step) > order.index(card.id)
        and not screen.named
        and card.n not in screen.case.done
    ]
    assert wrong(late) == []


# ---- pictures ----


def test_take_down_goes_by_the_age_in_the_picture(engine: Engine, screens: list[Screen]) -> None:
    """CARE 18: under 18 the one way, 18 and older the other, not known or skipped both, never neither."""
    content = engine.content
    minor, adult = (content.checklist.by_id[f"take-down-{kind}"] for kind in ("minor", "adult"))
    shown = {"yes": (True, False), "no": (False, True), "unsure": (True, True), "unknown": (True, True)}
    for screen in screens:
        case = screen.case
        if case.fact("threatened") == "yes" and case.fact("bluff-mail") != "yes":
            assert (guide.fits(minor, case), guide.fits(adult, case)) == shown[case.fact("pictured-minor")], screen


def test_under_18_or_unknown_the_picture_is_left_alone(screens: list[Screen], language: str) -> None:
    cards = [screen for screen in screens if screen.step == "take-down-minor"]
    assert cards
    assert wrong(screen for screen in cards if HANDS_OFF[language] not in screen.say.text) == []
    assert wrong(s for s in screens if s.step == "take-down-adult" and s.case.fact("pictured-minor") == "yes") == []


# ---- nothing that contradicts what was told ----


def test_no_step_contradicts_the_case(engine: Engine, screens: list[Screen]) -> None:
    content = engine.content
    assert wrong(s for s in screens if not s.named and not guide.fits(shape(content, s.case), s.case)) == []
    told = {
        "do-not-pay": [("paid", "yes"), ("money-moved", "yes"), ("shared", "yes")],
        "do-not-install": [("app-installed", "yes")],
        "before-you-send": [("threatened", "yes")],
        "second-scam": [("recovery-offer", "yes")],
        **{name: [("bluff-mail", "yes")] for name in NO_PICTURE},
    }
    against = [s for s in screens for fact, answer in told.get(s.step, []) if s.case.fact(fact) == answer and not s.named]
    assert wrong(against) == []
    for screen in {frozenset(screen.case.facts.items()): screen for screen in screens}.values():
        for then in steps_behind(content, guide.all_steps(content, screen.case).buttons):
            assert then.step in CARDS or guide.fits(shape(content, then), then) or shape(content, then).n in then.done, screen


def test_a_bluff_that_was_none_becomes_an_ordinary_case(engine: Engine) -> None:
    """Did they really talk to someone? Yes: from there it is blackmail like any other."""
    content = engine.content
    case = guide.go_on(content, Case("en", facts={"bluff-mail": "yes"}))
    only, really = list(steps_behind(content, guide.show(content, case).buttons))[:2]
    assert (case.step, only.step, really.step) == ("bluff-mail", ENDS, "do-not-pay")
    assert really.fact("threatened") == "yes"
    assert guide.fits(content.checklist.by_id["take-down-adult"], really)


def test_whoever_is_offered_recovery_reads_that_it_is_a_second_scam(engine: Engine, screens: list[Screen]) -> None:
    """CARE 23, and everybody who is threatened reads it before the end."""
    content = engine.content
    for screen in screens:
        if screen.step == ENDS and not screen.named:
            offered, threatened = screen.case.fact("recovery-offer") == "yes", screen.case.fact("threatened") == "yes"
            wanted = "recovery-offer" if offered else "second-scam" if threatened else None
            assert wanted is None or content.checklist.by_id[wanted].n in screen.case.done, screen


def test_a_helper_reads_it_from_outside(screens: list[Screen], content: Content, language: str) -> None:
    voice = content.voices[language]
    helping = [screen for screen in screens if screen.case.fact("helping") == "yes" and screen.step not in guide.ABOUT_ONESELF]
    assert {screen.step for screen in helping} >= {"do-not-pay", "know-them", "save-proof", *CARDS}
    for screen in helping:
        say = voice.say("for-them") if screen.step in CARDS else voice.say("with-them")
        assert say in screen.say.text, screen
    assert wrong(s for s in screens if s.case.fact("helping") != "yes" and voice.say("with-them") in s.say.text) == []
