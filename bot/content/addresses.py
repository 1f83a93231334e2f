"""Addresses: every one the bot may show belongs to an official domain; no look-alike slips in. Part of load.py's one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.content.source import Folder, Problem, Tree, Where

FILE = "helplines/domains.txt"
SHOWN = (
    "helplines/*.yaml",
    "checklists/pages.yaml",
    "languages/*/checklists/*.yaml",
    "languages/*/pages.yaml",
    "languages/*/ui.yaml",
)
NEVER_SHOWN = {"source", "sources", "example", "id", "date"}
"""Keys whose addresses nobody is sent to: where a fact was read, and an offender's words."""
ADDRESS = re.compile(
    r"https?://[^\s<>\"'，。；、）」”]+|(?<![A-Za-z0-9.@/-])(?:[A-Za-z0-9_.+-]+@)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.ASCII
)
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def check(folder: Folder) -> None:
    """Note each address outside the official domains at its line, in every file whose words are shown."""
    allowed = domains(folder)
    for pattern in SHOWN:
        for _, tree in folder.all(pattern):
            for where, text in texts(tree.data, ()):
                for address in ADDRESS.findall(text):
                    if not official(host(address), allowed):
                        tree.wrong(where, f"`{address}` is outside the official domains ({FILE})")


def domains(folder: Folder) -> frozenset[str]:
    """The official domains: one a line, a remark after #. A content that shows no address needs none."""
    path = folder.root / FILE
    tree = folder.trees.setdefault(FILE, Tree(f"{folder.root.name}/{FILE}"))
    found = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
        domain = line.partition("#")[0].strip()
        if domain and DOMAIN.fullmatch(domain):
            found.add(domain)
        elif domain:
            tree.problems.append(
                Problem(tree.path, number, "", f"`{domain}` should be a domain in lower case, like stopncii.org")
            )
    return frozenset(found)


def texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Every text of a file that somebody may read, and where it stands."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NEVER_SHOWN:
                yield from texts(inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, (*where, index))


def host(address: str) -> str:
    """Where an address leads: of https://stopncii.org@elsewhere.example, elsewhere.example."""
    if "://" not in address:
        return address.rpartition("@")[2].lower()
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:  # a bracket or a port that is none
        return ""


def official(name: str, allowed: frozenset[str]) -> bool:
    """Whether a host is one of the domains or lies within one."""
    parts = name.split(".")
    return any(".".join(parts[first:]) in allowed for first in range(len(parts)))
