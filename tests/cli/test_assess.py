"""`assess`: one line in, one line out, in order, whatever the line; as much memory for a million as for one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Environment = Callable[[Path | None], dict[str, str]]
KEYS = ["id", "level", "speaker", "stage", "rule", "signals", "next_step", "crisis"]
THREAT = "pay me 500 dollars or i will send your video"


def strict(line: bytes) -> dict[str, Any]:
    """A line as a reader that knows nothing of Python takes it: UTF-8, and no NaN."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    value = json.loads(line.decode("utf-8"), parse_constant=refuse)
    assert isinstance(value, dict)
    return value


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [strict(line) for line in done.stdout.splitlines()]


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_assess_answers_each_line_in_order_with_the_documented_keys(unhook: Run) -> None:
    done = unhook(
        "assess", stdin=lines({"id": "a", "text": THREAT}, {"id": 7, "text": "see you at six"}, {"text": "I want to die"})
    )
    first, second, third = rows(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [list(row) for row in (first, second, third)] == [KEYS] * 3
    assert first == {
        "id": "a",
        "level": "danger",
        "speaker": "offender",
        "stage": "payment",
        "rule": "threat-for-money",
        "signals": [
            {"id": "demands", "source": "phrase", "quote": [0, 10]},
            {"id": "amount", "source": "phrase", "quote": [7, 18]},
            {"id": "threatens", "source": "phrase", "quote": [22, 44]},
        ],
        "next_step": "do-not-pay",
        "crisis": False,
    }
    assert second == {
        "id": 7,
        "level": "none",
        "speaker": "unknown",
        "stage": None,
        "rule": None,
        "signals": [],
        "next_step": None,
        "crisis": False,
    }
    assert (third["id"], third["level"], third["speaker"], third["next_step"], third["crisis"]) == (
        None,
        "none",
        "target",
        "crisis-self",
        True,
    )


def test_quotes_count_code_points_of_the_message_as_it_was(unhook: Run) -> None:
    words = "i will send your video"
    before = ["", "😀😀 ", "𠮷𠮷。", "e\u0301e\u0301. ", "\ufeff", "👨\u200d👩\u200d👧. ", "ﷺ. ", "\u202e ", "\ud800 "]
    for row, prefix in zip(
        rows(unhook("assess", stdin=lines(*({"text": each + words} for each in before)))), before, strict=True
    ):
        start, end = row["signals"][0]["quote"]
        assert (prefix + words)[start:end] == words, prefix


def test_the_language_of_a_line_is_optional_and_changes_nothing(unhook: Run) -> None:
    languages: list[object] = ["en", "zh-Hans", "xx", "", None, 5, {}]
    given = [{"text": THREAT}, *({"text": THREAT, "lang": each} for each in languages)]
    answered = rows(unhook("assess", stdin=lines(*given)))
    assert answered == answered[:1] * len(given)


BAD = [b"{", b"nothing", b"[]", b"null", b'"text"', b"{}", b'{"text": 5}', b'{"text": null}', b'{"text": "\xff"}', b"\xff\xfe",
       b'{"text": "a"} {"text": "b"}', b"\x00", b'{"text": "a",}', b"[" * 100_000,
       b'{"id": ' + b"9" * 5000 + b', "text": "a"}']  # fmt: skip


def test_a_bad_line_is_answered_in_its_place_and_nothing_is_lost(unhook: Run) -> None:
    good = lines({"id": 1, "text": THREAT})
    done = unhook("assess", stdin=b"".join(bad + b"\n" + good for bad in BAD))
    assert done.returncode == 1, done.stderr[-500:]
    answered = rows(done)
    assert len(answered) == 2 * len(BAD)
    for number, (bad, well) in enumerate(zip(answered[::2], answered[1::2], strict=True)):
        assert list(bad) == [*KEYS, "error"]
        assert bad["error"].startswith(f"line {2 * number + 1}: ")
        assert (bad["level"], bad["signals"]) == ("none", [])
        assert (well["id"], well["level"]) == (1, "danger")
    assert done.stderr.count(b"\n") == 1
    assert str(len(BAD)).encode() in done.stderr


ODD = [rb'{"id": "\ud800", "text": "a"}', b'{"id": NaN, "text": "a"}', rb'{"id": "a", "text": "i will send \ud800 your video"}']


@pytest.mark.parametrize("row", ODD)
def test_what_comes_out_is_always_json_in_utf_8(unhook: Run, row: bytes) -> None:
    assert len(rows(unhook("assess", stdin=row + b"\n"))) == 1


@pytest.mark.parametrize("stdin", [b"", b"\n\n  \n"])
def test_nothing_in_nothing_out(unhook: Run, stdin: bytes) -> None:
    """A blank line is no input."""
    done = unhook("assess", stdin=stdin)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_last_line_needs_no_end_and_windows_ends_do(unhook: Run) -> None:
    assert len(rows(unhook("assess", stdin=b'{"text": "a"}\r\n{"text": "b"}'))) == 2


def peak(env: dict[str, str], tmp_path: Path, count: int) -> tuple[int, int]:
    """Lines that came out, and the most memory it took (KiB)."""
    source, target = tmp_path / f"in-{count}", tmp_path / f"out-{count}"
    with source.open("w") as file:
        for number in range(count):
            text = f"{THREAT} number {number} to everyone I know " + "and so on, as one does when the day is long, " * 6
            file.write(json.dumps({"id": number, "text": text}) + "\n")
    with source.open("rb") as stdin, target.open("wb") as stdout:
        child = subprocess.Popen([sys.executable, "-m", "bot", "assess"], stdin=stdin, stdout=stdout, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    ids = [json.loads(line)["id"] for line in target.read_bytes().splitlines()]
    assert ids == list(range(count))
    return len(ids), usage.ru_maxrss


def test_twenty_thousand_lines_take_no_more_memory_than_a_few(
    small_rules: Path, tmp_path: Path, environment: Environment
) -> None:
    env = environment(small_rules)
    _, few = peak(env, tmp_path, 200)
    count, many = peak(env, tmp_path, 20_000)
    assert count == 20_000
    assert many - few < 4 * 1024  # the input alone is 7 MiB


def test_a_reader_that_leaves_is_no_error(small_rules: Path, environment: Environment) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "bot", "assess"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment(small_rules)) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        try:
            child.stdin.write(lines({"text": THREAT}) * 2000)
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.stderr.read() == b""
        assert child.wait(timeout=30) == 0
