"""The key file, and what is made of the key."""

from __future__ import annotations

import base64
import os
import re
import threading
from pathlib import Path

import pytest

from bot.vault import Vault, VaultError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "unhook.key"


def test_made_once_and_read_ever_after(path: Path) -> None:
    first = Vault.open(path)
    assert first.created
    again = Vault.open(path)
    assert not again.created
    assert again.fingerprint == first.fingerprint
    assert again.key("a", 1) == first.key("a", 1)
    assert again.secret("webhook") == first.secret("webhook")
    assert again.open_sealed(first.seal(b"hello")) == b"hello"


def test_for_this_user_only(path: Path) -> None:
    Vault.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_one_line_of_text(path: Path) -> None:
    Vault.open(path)
    line = path.read_text()
    assert line.endswith("\n")
    assert len(base64.urlsafe_b64decode(line)) == 32


def test_no_two_are_alike(tmp_path: Path) -> None:
    assert Vault.open(tmp_path / "a").fingerprint != Vault.open(tmp_path / "b").fingerprint


@pytest.mark.parametrize("links", [True, False])
def test_started_at_once_all_have_the_same(path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    count = 8 if links else 1  # without links only one is promised
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    start = threading.Barrier(count)
    opened: list[Vault] = []

    def opening() -> None:
        start.wait()
        opened.append(Vault.open(path))

    threads = [threading.Thread(target=opening) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == count
    assert len({vault.fingerprint for vault in opened}) == 1
    assert sum(vault.created for vault in opened) == 1
    assert list(path.parent.iterdir()) == [path]


def no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_refused_when_others_may_use_it(path: Path, mode: int) -> None:
    Vault.open(path)
    path.chmod(mode)
    with pytest.raises(VaultError, match=re.escape(f"Run: chmod 600 {path}")):
        Vault.open(path)
    path.chmod(0o400)
    assert not Vault.open(path).created


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"password\n", b"A" * 42, b"A" * 44, b"+" * 43, b"A" * 43 + b"\n\n", b"\xff" * 43, b"A" * 500]
)
def test_refused_when_it_holds_no_key(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(line)
    path.chmod(0o600)
    with pytest.raises(VaultError, match="holds no key") as refused:
        Vault.open(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("end", ["", "\n", "=\n", "=\r\n"])
def test_a_copy_by_hand_is_good_enough(tmp_path: Path, end: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" + end.encode())
    path.chmod(0o600)
    assert Vault.open(path).fingerprint == Vault(bytes(range(32))).fingerprint


def test_refused_when_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="Is a directory"):
        Vault.open(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(VaultError, match=r"cannot use the key file .*/file/key"):
        Vault.open(tmp_path / "file" / "key")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(VaultError, match="No such file"):
        Vault.open(tmp_path / "link")


def test_keys_tell_the_parts_apart(vault: Vault) -> None:
    parts: list[tuple[str | int, ...]] = [
        (),
        ("",),
        ("", ""),
        ("a",),
        ("a", "b"),
        ("ab",),
        ("b", "a"),
        ("a", 1),
        ("i1:1",),
        ("s1:a",),
    ]
    parts += [(1,), ("1",), (12,), (1, 2), (-1,)]
    keys = {vault.key(*each) for each in parts}
    assert len(keys) == len(parts)
    assert {len(key) for key in keys} == {16}
    assert vault.key("\ud800")  # whatever a text holds


def test_the_same_in_every_release() -> None:
    """What is stored is found by these: if this fails, every database in use would be lost."""
    vault = Vault(bytes(range(32)))
    assert vault.fingerprint == "efadd53e3c2d73f2d912b45b127a3f35"
    assert vault.key("private", 4711).hex() == "d3a5272e6ea11497624e8d3683c86169"
    assert vault.secret("webhook") == "KEe_l8qKCwgw3QCW37j2Q5Hm9d1Hh8SY9OGUS2CgUfY"
    assert (
        vault.open_sealed(b"gAAAAABrBZGm1rbdfeWE29t0HYThOMG_M85mN9T6SZCkUvcLOXUS0xrJkUp1ERVAql3E07jxuq6fWtnQO2IagHFbbRcmRJG2QA==")
        == b"hello"
    )


def test_sealed(vault: Vault) -> None:
    sealed = vault.seal(b"hello")
    assert sealed != vault.seal(b"hello")
    assert b"hello" not in sealed
    assert vault.open_sealed(sealed) == b"hello"


@pytest.mark.parametrize(
    "change", [lambda sealed: b"", lambda sealed: sealed[:-4], lambda sealed: sealed[::-1], lambda sealed: b"\xff\x00"]
)
def test_what_was_changed_is_not_opened(vault: Vault, change) -> None:
    with pytest.raises(VaultError):
        vault.open_sealed(change(vault.seal(b"hello")))


def test_another_key_does_not_open_it(vault: Vault) -> None:
    with pytest.raises(VaultError, match="sealed with another key"):
        Vault(b"another key of 32 bytes in all !").open_sealed(vault.seal(b"hello"))


def test_secrets_are_fit_for_telegram(vault: Vault) -> None:
    secrets = {vault.secret(str(number)) for number in range(200)}
    assert len(secrets) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_nothing_is_shown(vault: Vault) -> None:
    assert repr(vault) == str(vault) == f"{vault}" == "Vault()"
    with pytest.raises(TypeError):
        vars(vault)
