"""What is written for operators says what the program does."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.__main__ import cli
from bot.channels.telegram import run as telegram
from bot.channels.telegram.web import HOOK, Health, application
from bot.content.model import Content
from bot.ports import BURST_KEPT, CASE_KEPT, CLAIM_KEPT, LEASE
from bot.settings import PREFIX, Settings
from bot.storage.tables import metadata
from tests.telegram_server import serving

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
VARIABLES = {PREFIX + name.upper() for name in Settings.model_fields}


def table(heading: str) -> dict[str, list[str]]:
    """Rows of the README's table with this first heading, by the first cell."""
    lines = README.partition(f"| {heading} |")[2].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    assert rows, f"no table `| {heading} |` in README.md"
    return {row[0]: row[1:] for row in rows}


def spoken(seconds: float) -> str:
    return f"{seconds / 3600:.0f} hours" if seconds >= 3600 else f"{seconds:.0f} seconds"


# ---- settings ----


def test_readme_example_and_settings_name_the_same_variables() -> None:
    named = re.findall(rf"^#?({PREFIX}\w+)=", EXAMPLE, re.MULTILINE)
    assert sorted(named) == sorted(VARIABLES)
    assert {name for cell in table("variable") for name in re.findall(r"`(\w+)`", cell)} == VARIABLES


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "CHANGELOG.md", "compose.yaml", "Dockerfile", "Makefile"])
def test_no_other_variable_is_spoken_of(name: str) -> None:
    assert set(re.findall(rf"{PREFIX}\w+", (ROOT / name).read_text(encoding="utf-8"))) <= VARIABLES


def test_each_variable_of_the_example_has_its_line_and_its_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parts = [part.splitlines() for part in EXAMPLE.strip().split("\n\n")[1:]]
    assert all(len(part) == 2 and part[0].startswith("# ") and part[0].endswith(".") for part in parts)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)  # `rules` is the folder there
    usual = Settings(_env_file=None)
    (tmp_path / ".env").write_text(re.sub(rf"^#({PREFIX})", r"\1", EXAMPLE, flags=re.MULTILINE))
    filled = Settings(_env_file=tmp_path / ".env")
    assert filled.rules.resolve() == usual.rules.resolve()
    assert filled.model_copy(update={"rules": usual.rules}) == usual


# ---- what is stored ----


def test_the_table_of_what_is_stored_is_the_database() -> None:
    assert [name.strip("`") for name in table("row")] == [each.name for each in metadata.tables.values()]


def test_it_says_how_long() -> None:
    said = {name.strip("`"): row[1] for name, row in table("row").items()}
    for name, seconds in {"talk": CASE_KEPT, "burst": BURST_KEPT, "claim": CLAIM_KEPT, "lease": LEASE}.items():
        assert said[name].startswith(spoken(seconds))
    assert telegram.SWEEP_EVERY == 600
    assert "deletes it within ten minutes" in README


def test_it_quotes_what_a_person_reads(content: Content) -> None:
    assert [line[2:] for line in README.splitlines() if line.startswith("> ")] == content.voices["en"].say("privacy").splitlines()


# ---- commands, container ----


def test_every_command_is_explained() -> None:
    commands = [command.name or command.callback.__name__ for command in cli.registered_commands if command.callback]
    told = [cell.split()[3] for cell in table("command") if cell.startswith("`python -m bot ")]
    assert sorted(word.strip("`") for word in told) == sorted(commands)


def test_addresses_and_ports_are_the_real_ones() -> None:
    usual = Settings(_env_file=None)
    assert f"reverse_proxy {HOOK} 127.0.0.1:{usual.port}" in README
    assert f"EXPOSE {usual.port}\n" in DOCKERFILE
    assert telegram.QUIET == 300  # "five minutes", here and there


def test_compose_gives_the_bot_no_more_than_it_needs() -> None:
    bot = yaml.safe_load(COMPOSE)["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert int(bot["stop_grace_period"].rstrip("s")) > telegram.DEADLINE + 15  # and the last words to Telegram
    kept = {volume.partition(":")[2] for volume in bot["volumes"]}
    assert {bot["environment"]["UNHOOK_DATA"], str(Path(bot["environment"]["UNHOOK_KEY"]).parent)} == kept
    assert all(path in re.findall(r"^RUN .*?[^\\]$", DOCKERFILE, re.MULTILINE | re.DOTALL)[0] for path in kept)


def test_the_part_of_compose_that_is_commented_out_is_whole() -> None:
    lines = COMPOSE.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("  # postgres:"))
    whole = yaml.safe_load(
        "\n".join(
            line.replace("# ", "", 1) if number >= begin or "# depends_on" in line else line for number, line in enumerate(lines)
        )
    )
    assert whole["services"]["bot"]["depends_on"].keys() <= whole["services"].keys()
    volumes = [volume.split(":")[0] for service in whole["services"].values() for volume in service["volumes"]]
    assert sorted(volumes) == sorted(whole["volumes"])


def test_the_image_runs_without_rights() -> None:
    assert DOCKERFILE.index("USER unhook") < DOCKERFILE.index("ENTRYPOINT")
    assert "STOPSIGNAL SIGTERM" in DOCKERFILE


@pytest.mark.parametrize(("quiet", "code"), [(100.0, 0), (0.0, 1), (None, 0)])
async def test_the_health_check_of_the_image(quiet: float | None, code: int) -> None:
    """Well; not well; and no web server at all, which nobody can ask."""
    command = json.loads(
        DOCKERFILE.partition("HEALTHCHECK")[2].partition("CMD ")[2].partition("\nENTRYPOINT")[0].replace("\\\n", "")
    )
    assert command[0] == "python"
    async with serving(application(Health(quiet or 0.0))) as (base, _):
        env = {"PATH": os.environ["PATH"], "UNHOOK_PORT": "0" if quiet is None else base.rpartition(":")[2]}
        done = await asyncio.to_thread(subprocess.run, [sys.executable, *command[1:]], env=env, capture_output=True, timeout=30)
    assert done.returncode == code
