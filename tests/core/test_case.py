"""The case in a button: it comes back as it was, it fits, and a button of any age leads somewhere."""

from __future__ import annotations

import base64
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.model import Content
from bot.core.case import Case, StaleCase, read, write

MOST_CHARACTERS = 32
MOST_BYTES = 24
TELEGRAM = 64
TOKENS = Path(__file__).with_name("tokens.txt")
KEPT = [line.split() for line in TOKENS.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def cases(content: Content) -> st.SearchStrategy[Case]:
    answers = st.sampled_from(["yes", "no", "unsure"])
    return st.builds(
        Case,
        language=st.sampled_from(sorted(content.voices)),
        country=st.none() | st.sampled_from(sorted(content.countries)),
        step=st.none() | st.sampled_from([step.id for step in content.checklist.steps]),
        facts=st.dictionaries(st.sampled_from(sorted(content.facts)), answers),
        done=st.frozensets(st.sampled_from([step.n for step in content.checklist.steps])),
    )


def raw(token: str) -> bytearray:
    return bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))


def spelled(data: bytes | bytearray) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_case_comes_back_from_its_token_as_it_was(content: Content) -> None:
    @given(cases(content))
    def holds(case: Case) -> None:
        assert read(content, write(content, case)) == case

    holds()


def test_a_token_fits_in_a_button(content: Content) -> None:
    full = Case(
        language=max(content.voices, key=lambda code: content.voices[code].number),
        country="US",
        step=content.checklist.steps[-1].id,
        facts=dict.fromkeys(content.facts, "unsure"),
        done=frozenset(content.checklist.by_number),
    )
    token = write(content, full)
    assert read(content, token) == full
    assert len(token) <= MOST_CHARACTERS
    assert len(raw(token)) <= MOST_BYTES
    assert len(("s" + token).encode()) <= TELEGRAM


@pytest.mark.parametrize("kept", KEPT, ids=[each[0] for each in KEPT])
def test_a_button_of_long_ago_still_opens(content: Content, kept: list[str]) -> None:
    """tests/core/tokens.txt is only ever added to. A failure here means that somebody's old button has changed its meaning."""
    token, language, country, step, facts, done = kept
    expected = Case(
        language,
        None if country == "-" else country,
        None if step == "-" else step,
        dict(pair.split("=") for pair in facts.split(",") if pair != "-"),
        frozenset(int(number) for number in done.split(",") if number != "-"),
    )
    assert read(content, token) == expected
    assert write(content, expected) == token


def test_some_buttons_of_long_ago_are_kept() -> None:
    assert len(KEPT) >= 6


@pytest.mark.parametrize(
    "token", ["", "x", "=", "====", "AAAA", "not a token", "é", "\ud800", "我", "A" * 28, "A" * 64, "_-" * 14, "AAAA\nAAAA"]
)
def test_what_is_no_token_is_stale(content: Content, token: str) -> None:
    with pytest.raises(StaleCase):
        read(content, token)


def test_any_text_is_a_case_or_stale(content: Content) -> None:
    @given(
        st.text(max_size=40)
        | st.binary(min_size=21, max_size=21).map(spelled)
        | st.binary(min_size=20, max_size=20).map(lambda b: spelled(b"\x01" + b))
    )
    def holds(token: str) -> None:
        try:
            case = read(content, token)
        except StaleCase:
            return
        assert read(content, write(content, case)) == case

    holds()


@pytest.fixture
def token(content: Content) -> bytearray:
    return raw(write(content, Case("zh-Hans", "GB", "block", {"known": "no"}, frozenset({1, 2}))))


def stale(content: Content, data: bytes | bytearray) -> StaleCase:
    with pytest.raises(StaleCase) as caught:
        read(content, spelled(data))
    return caught.value


def test_another_version_is_stale(content: Content, token: bytearray) -> None:
    token[0] = 255
    stale(content, token)


def test_a_step_that_is_gone_is_stale_and_keeps_language_and_country(content: Content, token: bytearray) -> None:
    token[1] = 255
    assert (stale(content, token).language, stale(content, token).country) == ("zh-Hans", "GB")


def test_a_fact_that_is_gone_is_stale_and_keeps_language_and_country(content: Content, token: bytearray) -> None:
    assert max(content.facts.values()) < 31
    token[2 + 7] |= 0b01000000  # the last of the thirty-two facts
    assert (stale(content, token).language, stale(content, token).country) == ("zh-Hans", "GB")


def test_a_language_that_is_gone_is_stale_and_keeps_the_country(content: Content, token: bytearray) -> None:
    token[-3] = 200
    assert (stale(content, token).language, stale(content, token).country) == (None, "GB")


def test_a_country_that_is_gone_is_forgotten(content: Content, token: bytearray) -> None:
    token[-2:] = b"QQ"
    assert read(content, spelled(token)).country is None


def test_a_step_done_that_is_gone_is_forgotten(content: Content, token: bytearray) -> None:
    token[2 + 8 + 7] |= 0b01000000  # step 62
    assert read(content, spelled(token)).done == {1, 2}


def test_a_stale_button_tells_nothing_when_printed(content: Content) -> None:
    assert "GB" not in repr(StaleCase("en", "GB"))


def test_a_guess_never_overwrites_an_answer() -> None:
    case = Case("en", facts=MappingProxyType({"known": "no"}))
    assert case.knowing({"known": "unsure"}).fact("known") == "no"
    assert case.knowing({"known": "yes"}).fact("known") == "yes"
    assert case.knowing({"paid": "unsure"}).fact("paid") == "unsure"
    assert case.fact("paid") == "unknown"
