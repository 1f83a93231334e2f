"""Every way through the guide, walked button by button: from the first screen, every rule and everything a message may tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import pytest

from bot.content.guide_files import MAX_LABEL
from bot.content.model import Content, Level
from bot.core import check, guide
from bot.core.assess import Engine
from bot.core.case import Case, read, write
from bot.effects import Button, Hide, Say
from bot.events import Commanded, Started, Tapped
from bot.service import handle
from tests.core.screens import Screen, shape

Places = dict[tuple[object, ...], Screen]
MOST_PLACES = 30_000
ENDS = "afterwards"
BUTTONS = ["what-do-i-do", "try-example", "what-now", "something-happened", "go-on-stranger", "go-on-known", "hide", "go-back",
           "i-might-hurt-myself", "someone-might-hurt-me", "go-on-with-steps", "all-steps", "my-country"]  # fmt: skip


def opened(engine: Engine, button: Button, case: Case) -> tuple[Say, Case]:
    (say,), then = handle(engine, Tapped(button.data), case)
    assert isinstance(say, Say)
    return say, then


def step_buttons(engine: Engine, say: Say) -> Iterator[tuple[Button, Case]]:
    for button in say.buttons:
        if button.data.startswith(guide.STEP):
            yield button, read(engine.content, button.data[1:])


def names(content: Content, here: Case, then: Case) -> bool:
    """Whether the button names the step it leads to: an option with `goto`, or one of the two safety buttons."""
    by_option = then.step in {option.goto for option in shape(content, here).options}
    return by_option or shape(content, then).kind == "crisis"


def told(content: Content) -> list[dict[str, str]]:
    """What one signal, or one answer, may settle."""
    answers = [dict(option.facts) for step in content.checklist.steps for option in step.options]
    each = [dict(signal.facts) for signal in content.signals.values()] + answers
    return [dict(pairs) for pairs in sorted({tuple(sorted(facts.items())) for facts in each if facts})]


def told_together(content: Content) -> list[dict[str, str]]:
    return [{**one, **two} for one, two in permutations(told(content), 2)]


@pytest.fixture(scope="session")
def walk(engine: Engine) -> list[Screen]:
    """Every place, each once. Behind the two safety buttons it is the same all over: walked from the first screen only."""
    content = engine.content
    begin = Case("en")
    (first,), _ = handle(engine, Started(), begin)
    assert isinstance(first, Say)
    places: Places = {}
    wander(engine, [(then, True) for _, then in step_buttons(engine, first)], places, through_crisis=True)
    beginnings = [(guide.go_on(content, begin.knowing(facts)), False) for facts in told(content)]
    wander(engine, beginnings + [(replace(begin, step=rule.step), True) for rule in content.rules], places, through_crisis=False)
    return list(places.values())


def wander(
    engine: Engine, beginnings: list[tuple[Case, bool]], places: dict[tuple[object, ...], Screen], through_crisis: bool
) -> None:
    content = engine.content
    waiting: deque[tuple[Case, Case | None, bool]] = deque((case, None, named) for case, named in beginnings)
    while waiting:
        case, came_from, named = waiting.popleft()
        key = (case.step, tuple(sorted(case.facts.items())), case.done, named)
        if key in places:
            continue
        say, then = opened(engine, Button("", guide.STEP + write(content, case)), case)
        assert then == case
        places[key] = Screen(case, say, named, came_from)
        assert len(places) < MOST_PLACES, "the guide has grown: walk it with fewer beginnings"
        back = content.voices[case.language].say("go-back")  # to a step already walked, with less known: nothing new there
        ways = [(after, case, names(content, case, after)) for button, after in step_buttons(engine, say) if button.label != back]
        waiting += [way for way in ways if through_crisis or not (way[2] and shape(content, way[0]).kind == "crisis")]


def test_every_step_is_reached(engine: Engine, walk: list[Screen]) -> None:
    assert {place.step for place in walk} == set(engine.content.checklist.by_id)


def test_every_step_has_a_way_on(engine: Engine, walk: list[Screen]) -> None:
    assert [str(place) for place in walk if all(then.step == place.step for _, then in step_buttons(engine, place.say))] == []


def test_the_main_button_leads_to_the_end(engine: Engine, walk: list[Screen]) -> None:
    """Nobody goes round in circles: taking the first button, and the last answer of a question, arrives."""
    endless = []
    for place in walk[::31]:
        case, taps = place.case, 0
        while case.step != ENDS and taps <= len(engine.content.checklist.steps):
            say, _ = opened(engine, Button("", guide.STEP + write(engine.content, case)), case)
            answers = max(1, len(shape(engine.content, case).options))
            case, taps = list(step_buttons(engine, say))[answers - 1][1], taps + 1
        if case.step != ENDS:
            endless.append(str(place))
    assert endless == []


def test_a_crisis_card_is_one_tap_away_from_every_step(engine: Engine, walk: list[Screen]) -> None:
    content = engine.content
    for place in walk:
        near = {then.step for _, then in step_buttons(engine, place.say)} | {place.step}
        wanted = {"crisis-self", "crisis-violence"}
        if shape(content, place.case).kind == "crisis" or place.step in ("check-self", "check-violence"):
            assert near & wanted, place
        else:
            assert near >= wanted, place


def test_saying_it_again_shows_the_crisis_card_again(engine: Engine, walk: list[Screen]) -> None:
    """Also to someone who has read it and gone on: the answer of a question leads there like the button on every step."""
    for place in walk:
        step = shape(engine.content, place.case)
        for option, (_, then) in zip(step.options, step_buttons(engine, place.say), strict=False):
            if option.facts.get("self-harm") == "yes":
                assert then.step == "crisis-self", place
            elif option.facts.get("violence") == "yes":
                assert then.step in ("crisis-self", "crisis-violence"), place


def test_crisis_comes_first(engine: Engine, walk: list[Screen]) -> None:
    """Whatever else is known: once self-harm is said, its card is next until it was read, then violence, then the rest."""
    content = engine.content
    for facts in told_together(content):
        assert guide.next_step(content, Case("en", facts={**facts, "self-harm": "yes"})).id == "crisis-self"
        assert guide.next_step(content, Case("en", facts={**facts, "violence": "yes", "self-harm": "no"})).id == "crisis-violence"
    for place in walk:
        if place.case.fact("self-harm") == "yes" and not place.named:
            assert place.step == "crisis-self" or content.checklist.by_id["crisis-self"].n in place.case.done, place


def test_money_that_moved_today_comes_next(walk: list[Screen]) -> None:
    moved = [
        place
        for place in walk
        if place.case.fact("money-moved") == "yes" and place.came_from and place.came_from.fact("money-moved") != "yes"
    ]
    assert moved
    assert [str(place) for place in moved if place.step not in ("stop-payment", "crisis-self", "crisis-violence")] == []


def test_when_it_left_is_asked_of_everyone_who_paid(walk: list[Screen]) -> None:
    asked = [
        place
        for place in walk
        if place.case.fact("paid") == "yes"
        and place.came_from
        and {"unknown"} == {place.came_from.fact(f) for f in ("paid", "money-moved")}
    ]
    assert asked
    assert [
        str(place) for place in asked if place.step not in ("money-today", "stop-payment", "crisis-self", "crisis-violence")
    ] == []


def test_no_step_contradicts_what_is_known(engine: Engine, walk: list[Screen]) -> None:
    content = engine.content
    wrong = [str(place) for place in walk if not place.named and not guide.fits(shape(content, place.case), place.case)]
    assert wrong == []
    for facts in told_together(content):
        case = Case("en", facts=facts)
        assert guide.fits(guide.next_step(content, case), case), facts


def test_blocking_is_never_shown_before_they_said_it_is_a_stranger(walk: list[Screen]) -> None:
    assert {place.case.fact("known") for place in walk if place.step == "block"} == {"no"}


def test_someone_known_leads_to_ones_own_safety_before_anything_else_about_them(engine: Engine, walk: list[Screen]) -> None:
    """CARE 6: first a safe device and a line for violence, then proof; no blocking."""
    known = Case("en", facts={"threatened": "yes", "known": "yes"})
    assert guide.next_step(engine.content, known).id == "known-person"
    order = [step.id for step in engine.content.checklist.steps]
    first = engine.content.checklist.by_id["known-person"]
    for place in walk:
        later = order.index(place.step) > order.index("known-person")
        if place.case.fact("known") == "yes" and place.case.fact("threatened") == "yes" and later and not place.named:
            assert first.n in place.case.done, place


def test_whether_they_are_known_is_asked_before_proof_and_reports(engine: Engine, walk: list[Screen]) -> None:
    for place in walk:
        if place.step in ("save-proof", "report-platform", "block", "tell-someone") and not place.named:
            assert place.case.fact("known") != "unknown", place


@pytest.mark.parametrize(
    ("age", "shown"), [("yes", {"minor"}), ("no", {"adult"}), ("unsure", {"minor", "adult"}), ("unknown", {"minor", "adult"})]
)
def test_the_way_to_take_pictures_down_goes_by_the_age_in_them(engine: Engine, age: str, shown: set[str]) -> None:
    """CARE 18: of the person in the picture, when it was taken; not known, both."""
    case = Case("en", facts={"threatened": "yes"} | ({"pictured-minor": age} if age != "unknown" else {}))
    steps = engine.content.checklist.by_id
    assert {kind for kind in ("minor", "adult") if guide.fits(steps[f"take-down-{kind}"], case)} == shown


def test_skipping_the_age_shows_both_ways(engine: Engine, walk: list[Screen]) -> None:
    minor = engine.content.checklist.by_id["take-down-minor"].n
    both = {place.case.fact("pictured-minor") for place in walk if place.step == "take-down-adult" and minor in place.case.done}
    assert both == {"unsure"}


def test_reporting_is_a_choice_with_its_warning_before_any_number(engine: Engine, walk: list[Screen]) -> None:
    """CARE 7: `tell`, not `do`; its button claims nothing; what police may ask stands first."""
    content = engine.content
    step = content.checklist.by_id["report-police"]
    assert step.kind == "tell"
    for code, warning in (("en", "police may ask"), ("zh-Hans", "警察可能会"), ("zh-Hant", "警察可能會")):
        wording = content.voices[code].steps[step.id]
        assert warning in wording.body[0]
        assert "choice" in wording.title if code == "en" else "你" in wording.title
        for country in (None, *content.countries):
            case = Case(code, country, step.id, {"threatened": "yes"})
            text = guide.show(content, case).text
            numbers = guide.helplines(content, case, step.numbers, told=True)
            assert all(text.index(wording.body[0]) < text.index(number) for number in numbers)
    for place in walk:
        for button, then in step_buttons(engine, place.say):
            if then.step == "report-police":
                assert "police" not in button.label.lower(), f"{place}: {button.label} goes to the police without asking"


def test_what_a_rule_leads_to_does_not_contradict_what_the_words_tell(engine: Engine) -> None:
    content = engine.content
    wrong = []
    for each in content.examples:
        seen = engine.assess(each.text)
        if each.hit and seen.level > Level.none and seen.step:
            case = Case("en").knowing(seen.facts)
            step = content.checklist.by_id[check.first_step(engine, seen, Case("en"))]
            if any(case.fact(fact) not in (*answers, "unknown") for fact, answers in step.when.items()):
                wrong.append(f"{each.where}: {seen.rule} leads to {step.id}, but the words tell {dict(case.facts)}")
    assert not wrong, "\n".join(wrong)


# ---- what every step offers ----


def test_every_step_can_be_hidden_and_every_step_listed(walk: list[Screen]) -> None:
    for place in walk:
        kinds = [button.data[0] for button in place.say.buttons]
        assert kinds[-1] == guide.HIDE, place


def test_every_button_fits(content: Content, language: str) -> None:
    voice = content.voices[language]
    labels = [label for step in voice.steps.values() for label in (*step.options.values(), step.done or "")]
    labels += [voice.ui[key] for key in BUTTONS]
    assert [label for label in labels if len(label) > MAX_LABEL or "\n" in label] == []


def test_every_button_is_small_enough_for_telegram(engine: Engine, walk: list[Screen]) -> None:
    for place in walk[::5]:
        for button in place.say.buttons:
            assert button.label
            assert len(button.data.encode()) <= 64


def test_the_list_of_steps_holds_what_fits_and_each_entry_opens(engine: Engine, walk: list[Screen]) -> None:
    content = engine.content
    for place in walk[::101]:
        listing, _ = opened(engine, Button("", guide.ALL + write(content, place.case)), place.case)
        for button, then in step_buttons(engine, listing):
            step = shape(content, then)
            assert guide.fits(step, then) or step.n in then.done, f"{place}: {button.label}"
            assert opened(engine, button, place.case)[0].text


def test_choosing_a_country_comes_back_to_the_same_step(engine: Engine) -> None:
    content = engine.content
    case = Case("en", None, "tell-someone", {"threatened": "yes"}, frozenset({17}))
    choices, _ = opened(engine, Button("", guide.COUNTRY + write(content, case)), case)
    chosen = [then for _, then in step_buttons(engine, choices) if then.step not in ("crisis-self", "crisis-violence")]
    countries = [then.country for then in chosen]
    assert set(countries) == {*content.countries, None} - {"ZZ"}
    assert all(replace(then, country=None) == case for then in chosen)


@pytest.mark.parametrize("command", ["sos", "help", "privacy", "language", "country", "hide", "start", "nonsense", ""])
def test_every_command_answers_in_every_language(engine: Engine, language: str, command: str) -> None:
    for case in (Case(language), Case(language, "GB", "block", {"known": "no"})):
        effects, _ = handle(engine, Commanded(command), case)
        assert all(effect.text for effect in effects if isinstance(effect, Say | Hide))


def test_a_country_is_chosen_by_its_own_name_only(engine: Engine) -> None:
    assert handle(engine, Commanded("country", "gb"), Case("en"))[1].country == "GB"
    assert handle(engine, Commanded("country", "Narnia"), Case("en"))[1].country is None
