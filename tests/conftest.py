"""What the tests share: rules/ read once, an engine over it, and texts kept in files (`--write-golden` writes them anew)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from bot.content.load import RULES, draft
from bot.content.model import Content
from bot.content.source import Problem
from bot.core.assess import Engine

HERE = Path(__file__).resolve().parent
Golden = Callable[[str, str], None]

# Always the same texts, and no clock: a slow machine accuses nobody.
settings.register_profile("unhook", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("unhook")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="write the files texts are compared with, for reading before committing"
    )
    parser.addoption(
        "--every-phrase", action="store_true", help="hold every phrase of rules/ to the slow way, not every twentieth (a minute)"
    )


@functools.cache
def read_rules() -> tuple[Content, list[Problem]]:
    """rules/, read once: what bot.content.load.load() would give or refuse."""
    return draft()


@pytest.fixture(scope="session")
def problems() -> list[Problem]:
    return read_rules()[1]


@pytest.fixture(scope="session")
def content(problems: list[Problem]) -> Content:
    if problems:
        pytest.fail(f"rules/ has {len(problems)} problems, see test_the_rules_load; the first: {min(problems)}", pytrace=False)
    return read_rules()[0]


@pytest.fixture(scope="session")
def engine(content: Content) -> Engine:
    return Engine(content)


@pytest.fixture(scope="session")
def small_rules() -> Path:
    """A whole content of a few lines: starts fast, and its lines never move."""
    return HERE / "small"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """golden("replies/en/threat.txt", text): fails unless tests/replies/en/threat.txt holds exactly this text."""

    def compare(name: str, text: str) -> None:
        path = HERE / name
        text = text.rstrip("\n") + "\n"
        if request.config.getoption("--write-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists():
            pytest.fail(f"tests/{name} is missing: run with --write-golden, read what it wrote, commit it", pytrace=False)
        else:
            expected = path.read_text(encoding="utf-8")
            assert text == expected, f"tests/{name} says otherwise; if the new text is right, run with --write-golden"

    return compare


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`example`: every hit and miss of rules/. `language`: every language of rules/."""
    if "example" in metafunc.fixturenames:
        examples, wrong = read_rules()
        shown = () if wrong else examples.examples
        metafunc.parametrize("example", shown, ids=[each.where for each in shown])
    if "language" in metafunc.fixturenames:
        metafunc.parametrize("language", sorted(path.parent.name for path in RULES.glob("languages/*/language.yaml")))
