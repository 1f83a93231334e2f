"""Pace, pieces, buttons, limits: how the bot keeps to what Telegram allows."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.desk import tongue
from bot.channels.telegram.limit import AT_ONCE, EVERY, Limit, Verdict
from bot.channels.telegram.outbound import MOST_UNITS, keys, split, units
from bot.channels.telegram.pace import CHAT_BURST, OVERALL, OVERALL_BURST, URGENT, Pace
from bot.effects import Button


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def leaving(pace: Pace, clock: Clock, chats: Iterable[int], urgent: bool = False) -> list[float]:
    """When messages to these chats leave, one after the other, in seconds from now."""
    began, times = clock.now, []
    for chat in chats:
        while (seconds := pace.wait(chat, urgent)) > 0:
            clock.now += seconds
        times.append(round(clock.now - began, 6))
    return times


def test_a_chat_gets_a_few_at_once_and_then_one_a_second() -> None:
    clock = Clock()
    assert leaving(Pace(clock=clock), clock, [1] * (CHAT_BURST + 3)) == [0] * CHAT_BURST + [1, 2, 3]


def test_all_chats_together_keep_to_the_overall_pace() -> None:
    clock = Clock()
    times = leaving(Pace(clock=clock), clock, range(OVERALL_BURST + 50))
    assert times[:OVERALL_BURST] == [0] * OVERALL_BURST
    assert abs(times[-1] - 50 / OVERALL) < 1e-3
    assert all(sum(start <= each < start + 1 for each in times) <= OVERALL + OVERALL_BURST for start in (0.0, 0.5, 1.0))


def test_copies_share_the_overall_pace() -> None:
    one, four = Clock(), Clock()
    chats = range(OVERALL_BURST + 10)
    alone, shared = leaving(Pace(clock=one), one, chats), leaving(Pace(4, four), four, chats)
    assert abs(shared[-1] - 4 * alone[-1]) < 1e-3


def test_what_is_urgent_goes_before_what_waits_and_keeps_to_telegram_s_own_limit() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    leaving(pace, clock, range(OVERALL_BURST))
    assert min(pace.wait(chat) for chat in range(100, 200)) > 0, "a hundred wait for their turn"
    assert pace.wait(1000, urgent=True) < 1 / URGENT
    alone = Clock()
    times = leaving(Pace(clock=alone), alone, range(OVERALL_BURST + 60), urgent=True)
    assert abs(times[-1] - 60 / URGENT) < 1e-3


def test_a_held_chat_waits_and_no_other() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.hold(1, 7)
    assert pace.wait(1) == 7
    assert pace.wait(2) == 0
    clock.now += 8
    assert pace.held(1) == 0


def test_a_quiet_chat_is_forgotten() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    for chat in range(30_000):
        pace.wait(chat, urgent=True)
        clock.now += 1
    assert len(pace._chats) <= 10_001


SENTENCES = st.lists(st.text("abc dé.!?。！👩\n", min_size=1, max_size=60), min_size=1, max_size=40).map(" ".join)


@given(SENTENCES, st.integers(20, 200))
def test_pieces_fit_and_lose_no_word(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_text_is_cut_after_a_sentence() -> None:
    text = ("This is a sentence. " * 400).strip()
    pieces = split(text)
    assert len(pieces) > 1
    assert all(piece.endswith(".") for piece in pieces)
    assert all(len(piece) > MOST_UNITS // 2 for piece in pieces[:-1])


def test_an_emoji_counts_as_two_units() -> None:
    assert units("👩a") == 3


def test_few_buttons_stand_one_to_a_row_and_a_long_list_three() -> None:
    few, many = ([Button(str(n), f"s{n}") for n in range(count)] for count in (5, 70))
    for made, rows in ((keys(few), 5), (keys(many), 24)):
        assert made is not None
        assert len(made.inline_keyboard) == rows
    assert keys([]) is None


def test_a_person_may_ask_much_at_once_but_not_for_ever() -> None:
    clock = Clock()
    limit = Limit(clock)
    assert [limit.ask(b"a") for _ in range(AT_ONCE)] == [Verdict.fine] * AT_ONCE
    assert [limit.ask(b"a") for _ in range(3)] == [Verdict.first, Verdict.over, Verdict.over]
    assert limit.ask(b"b") is Verdict.fine
    clock.now += EVERY
    assert [limit.ask(b"a") for _ in range(2)] == [Verdict.fine, Verdict.first]


def test_the_language_of_a_person_s_telegram() -> None:
    known = ("en", "zh-Hans", "zh-Hant")
    spoken = {code: tongue(code, known) for code in ("", "en-GB", "de", "zh", "zh-hans", "zh-TW", "zh_hk", "zh-hant", "pt-br")}
    assert [code for code, ours in spoken.items() if ours == "zh-Hant"] == ["zh-TW", "zh_hk", "zh-hant"]
    assert [code for code, ours in spoken.items() if ours == "zh-Hans"] == ["zh", "zh-hans"]
    assert all(spoken[code] == "en" for code in ("", "en-GB", "de", "pt-br"))
