"""Nothing a person writes is kept, logged or printed unasked: a word nobody else uses is sent through every path."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from bot.content.model import Content
from bot.core.assess import Engine
from bot.core.case import Case, StaleCase, read
from bot.effects import Effect, Hide, Say
from bot.events import Asked, Commanded, Event, Started, Tapped
from bot.service import handle
from bot.text import look

CANARY = "zqcanaryxv"
ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "harmless": f"see you at six {CANARY}",
    "a threat": f"pay me 500 dollars {CANARY} or i will send your {CANARY} video to your family",
    "a target's words": f"he says he will send my nudes {CANARY} to my mom if I don't pay {CANARY}",
    "self-harm": f"I want to die {CANARY}",
    "a shape": f"@{CANARY} snap: {CANARY}.fun21 paypal.me/{CANARY}",
    "the canary in the midst of a match": f"i will leak {CANARY} your nudes",
    "Chinese": f"我会把你的视频{CANARY}发出去",
}


@pytest.fixture(params=list(TEXTS.values()), ids=list(TEXTS))
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def events(text: str) -> list[Event]:
    return [
        Asked(text),
        Asked(text, forwarded=True),
        Commanded("country", text),
        Commanded("language", text),
        Started(text),
        Tapped("s" + text),
    ]


def test_nothing_prints_what_was_written(engine: Engine, text: str) -> None:
    seen = engine.assess(text)
    said = [handle(engine, event, Case("en")) for event in (Asked(text), Asked(text, forwarded=True))]
    for value in (
        Asked(text),
        Asked(text, True),
        Commanded("country", text),
        Started(text),
        Tapped("s" + text),
        look(text),
        *look(text)[1:],
        seen,
        *seen.found,
        said,
    ):
        assert CANARY not in repr(value)
        assert CANARY not in str(value)


def test_what_was_found_holds_places_and_no_words(engine: Engine) -> None:
    found = engine.assess(TEXTS["a threat"]).found
    assert found
    assert all(CANARY not in repr(each) for each in found)


def test_no_button_carries_a_word_of_it(engine: Engine, text: str) -> None:
    for event in events(text):
        for effect in handle(engine, event, Case("en"))[0]:
            for button in effect.buttons if isinstance(effect, Say) else ():
                assert CANARY not in button.data + button.label
                assert CANARY.encode().hex() not in button.data.encode().hex()


def test_the_case_afterwards_holds_no_word_of_it(engine: Engine, text: str) -> None:
    for event in events(text):
        case = handle(engine, event, Case("en"))[1]
        assert CANARY not in str((case.language, case.country, case.step, dict(case.facts), case.done))


def test_only_a_reason_quotes_it(engine: Engine, text: str) -> None:
    """A verdict quotes the words it rests on, to the person who sent them; nothing else repeats anything."""
    for event in events(text):
        for effect in handle(engine, event, Case("en"))[0]:
            lines = said(effect).splitlines()
            assert [line for line in lines if CANARY in line and not line.startswith("• ")] == []


def said(effect: Effect) -> str:
    assert isinstance(effect, Say | Hide)
    return effect.text


def test_an_exception_tells_nothing(content: Content) -> None:
    with pytest.raises(StaleCase) as caught:
        read(content, CANARY)
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_nothing_is_logged(
    engine: Engine, text: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for event in events(text):
        handle(engine, event, Case("en"))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


# ---- the whole program, in a home of its own ----


def ran(home: Path, *words: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
    }
    env["UNHOOK_RULES"] = str(ROOT / "tests" / "small")
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], input=stdin, env=env, cwd=home, capture_output=True, timeout=60, check=False
    )


def assert_left_nothing(home: Path) -> None:
    holding = [path for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert holding == []
    assert [path for path in home.rglob("*") if CANARY in path.name] == []


def test_assess_leaves_nothing_behind(tmp_path: Path) -> None:
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(TEXTS.values())]
    lines += [CANARY, f'{{"text": "{CANARY}', f'["{CANARY}"]', json.dumps({CANARY: 1}), json.dumps({"text": [CANARY]})]
    data = "\n".join(lines).encode() + b'\n{"text": "' + CANARY.encode() + b' \xff"}\n'
    done = ran(tmp_path, "assess", stdin=data)
    assert done.returncode == 1
    assert CANARY.encode() not in done.stderr
    assert CANARY.encode() not in done.stdout  # quotes are places, also for lines that are not JSON
    assert_left_nothing(tmp_path)


def test_a_conversation_leaves_nothing_behind(tmp_path: Path) -> None:
    done = ran(
        tmp_path,
        "run",
        "--language",
        "en",
        stdin="\n".join((*TEXTS.values(), f"/country {CANARY}", f"/{CANARY}", "/hide")).encode() + b"\n",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert_left_nothing(tmp_path)


def test_a_conversation_cut_short_leaves_nothing_behind(tmp_path: Path) -> None:
    done = ran(tmp_path, "run", "--language", "en", stdin=CANARY.encode() + b" \xff\xfe\n" + CANARY.encode())
    assert CANARY.encode() not in done.stderr
    assert_left_nothing(tmp_path)


@pytest.mark.parametrize("command", ["try", "why"])
def test_trying_a_text_leaves_nothing_behind(tmp_path: Path, command: str) -> None:
    done = ran(tmp_path, command, TEXTS["a threat"], stdin=b"")
    assert (done.returncode, done.stderr) == (0, b"")
    assert_left_nothing(tmp_path)
