"""`try`, `why` and `check`: for those who tend the rules."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
THREAT = "pay me 500 dollars or i will send your video"


def test_try_shows_what_a_person_would_see(unhook: Run) -> None:
    done = unhook("try", THREAT)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert text.startswith("Danger.")
    assert "“i will send your video”" in text
    assert "[I might hurt myself]" in text


def test_try_answers_in_the_language_of_the_message_or_the_one_asked_for(unhook: Run) -> None:
    assert unhook("try", "我会把你的视频发出去").stdout.decode().startswith("有些不对劲")
    assert unhook("try", "--language", "zh-Hans", THREAT).stdout.decode().startswith("危险")


@pytest.mark.parametrize("command", ["try", "run"])
def test_an_unknown_language_is_named_and_refused(unhook: Run, command: str) -> None:
    done = unhook(command, "--language", "xx", *(["hello"] if command == "try" else []))
    assert done.returncode == 2
    assert b"xx" in done.stderr
    assert b"Traceback" not in done.stderr


def test_why_shows_signals_rules_and_what_almost_matched(unhook: Run) -> None:
    done = unhook("why", "I will send it! Send me the money")
    assert (done.returncode, done.stderr) == (0, b"")
    for part in (b"demands", b"rules that hold: -", b"read as: i will send it! send me the money", b"almost", b"threatens"):
        assert part in done.stdout


def test_why_of_nothing(unhook: Run) -> None:
    assert b"no signal found" in unhook("why", "hello").stdout


def test_check_is_content_with_rules_that_are_whole(unhook: Run) -> None:
    done = unhook("check")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"6 signals, 2 rules, 9 steps" in done.stderr


@pytest.fixture
def broken(small_rules: Path, tmp_path: Path) -> Path:
    shutil.copytree(small_rules, tmp_path / "rules")
    path = tmp_path / "rules/languages/en/signals/all.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('- "I pay by card"', '- "pay me 5"'), encoding="utf-8")
    return tmp_path / "rules"


def test_check_names_the_line_of_an_example_that_comes_out_otherwise(unhook: Run, broken: Path) -> None:
    done = unhook("check", "--rules", str(broken))
    assert done.returncode == 2
    assert done.stdout.startswith(b"rules/languages/en/signals/all.yaml:21: demands: should not be found")
    assert b"1 problem" in done.stderr


def test_check_of_one_language_leaves_out_the_others(unhook: Run, broken: Path) -> None:
    assert unhook("check", "--language", "zh-Hans", "--rules", str(broken)).returncode == 0
    assert unhook("check", "--language", "en", "--rules", str(broken)).returncode == 2


@pytest.mark.parametrize("command", [["run"], ["try", "hello"], ["assess"]])
def test_rules_that_do_not_load_start_nothing(unhook: Run, broken: Path, command: list[str]) -> None:
    (broken / "signals.yaml").write_text("- nothing\n")
    done = unhook(*command, rules=broken)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"rules/signals.yaml:1: " in done.stderr
    assert b"nothing was started" in done.stderr


def test_a_folder_that_is_not_there_is_named(unhook: Run, tmp_path: Path) -> None:
    done = unhook("check", "--rules", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert b"nowhere" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_help_names_every_command(unhook: Run) -> None:
    done = unhook("--help")
    assert all(word in done.stdout for word in (b"run", b"check", b"try", b"why", b"assess", b"bench"))


def test_an_exam_counts_what_came_out_as_expected(unhook: Run, tmp_path: Path) -> None:
    asked = [("danger", THREAT), ("danger", "see you at six"), ("none", "see you at six"), ("caution-or-more", THREAT)]
    rows = [{"id": str(number), "lang": "en", "expect": expect, "text": text} for number, (expect, text) in enumerate(asked)]
    file = tmp_path / "exam.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = unhook("exam", str(file), "--misses")
    assert (done.returncode, done.stderr) == (0, b"")
    figures, *_, missed = done.stdout.decode().splitlines()
    assert "above none 2/3   danger 1/2   targets recognised 0/0" in figures
    assert figures.endswith("false alarms 0/1")
    assert missed == "1 en expected danger, got unknown none: see you at six"


def test_an_exam_that_cannot_be_read_is_named_at_its_line(unhook: Run, tmp_path: Path) -> None:
    file = tmp_path / "exam.jsonl"
    good = {"id": "1", "lang": "en", "expect": "none", "text": "hello"}
    for bad in ("nothing", "[]", json.dumps(good | {"expect": "safe"}), json.dumps(good | {"text": 5})):
        file.write_text(f"{json.dumps(good)}\n{bad}\n", encoding="utf-8")
        done = unhook("exam", str(file))
        assert done.returncode == 2
        assert b"line 2" in done.stderr
        assert b"Traceback" not in done.stderr
    assert unhook("exam", str(tmp_path / "none.jsonl")).returncode == 2
