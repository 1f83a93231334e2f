"""`run`: a conversation through a pipe, and in a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Environment = Callable[[Path | None], dict[str, str]]
THREAT = "pay me 500 dollars or i will send your video"


def test_a_conversation_through_a_pipe(unhook: Run) -> None:
    done = unhook("run", "--language", "en", stdin=f"{THREAT}\n1\n/nonsense\n/hide\n".encode())
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    order = ["I'm Unhook.", "Danger.", "Don't pay.", "I don't know that word.", "Nothing to see here."]
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_someone_who_writes_chinese_is_answered_in_chinese(unhook: Run) -> None:
    assert "有些不对劲" in unhook("run", stdin="我会把你的视频发出去\n".encode()).stdout.decode()


def test_bytes_that_are_no_text_do_not_end_a_conversation(unhook: Run) -> None:
    done = unhook("run", "--language", "en", stdin=b"\xff\xfe\n/help\n")
    assert done.returncode == 0, done.stderr.decode()[-300:]
    assert b"Paste a message" in done.stdout


@pytest.mark.parametrize("word", ["exit", "/QUIT"])
def test_a_word_leaves(unhook: Run, word: str) -> None:
    done = unhook("run", "--language", "en", stdin=f"{word}\n{THREAT}\n".encode())
    assert done.returncode == 0
    assert b"Danger" not in done.stdout


class Terminal:
    """A terminal with the bot in it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.ours, end = pty.openpty()
        command = [sys.executable, "-m", "bot", "run", "--language", "en"]
        self.child = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=env, start_new_session=True)
        os.close(end)

    def types(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def until(self, word: str, seconds: float = 20) -> str:
        """What has been shown since the last call, up to the prompt that follows `word`."""
        end, shown = time.monotonic() + seconds, ""
        while time.monotonic() < end and not re.search(re.escape(word) + r"[\s\S]*› ", shown):
            if select.select([self.ours], [], [], 0.2)[0]:
                shown += os.read(self.ours, 65536).decode(errors="replace")
        assert word in shown, f"waited for {word!r}, saw {shown!r}"
        return shown

    def ends(self) -> int:
        return self.child.wait(timeout=20)


def test_a_conversation_in_a_terminal(small_rules: Path, environment: Environment) -> None:
    terminal = Terminal(environment(small_rules))
    try:
        assert " 1  What do I do now?" in terminal.until("Unhook")
        # a paste of several lines is one message
        terminal.types("i will send\nyour video\n\nand this\ntoo\n")
        answer = terminal.until("Warning signs.")
        assert answer.count("›") == 1
        assert "I can't tell" not in answer
        # a number picks the button shown last
        terminal.types("1\n")
        assert "You don't have to answer." in terminal.until("Don't pay.")
        terminal.types("99\n")
        terminal.until("Which of these is closest?")
        terminal.types("/hide\n")
        terminal.until("Nothing to see here.")
        terminal.types("\x04")  # ctrl-d
        assert terminal.ends() == 0
    finally:
        terminal.child.kill()
        terminal.child.wait()
        os.close(terminal.ours)
