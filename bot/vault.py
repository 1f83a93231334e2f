"""The key this bot keeps outside its database, and all that is done with it.

What is stored is found by a keyed hash and sealed by a key, so a stolen database names nobody.
Without the key file nothing of it can be read again.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.ports import CannotStart

_LINE = re.compile(rb"([A-Za-z0-9_-]{43})=?\r?\n?")  # 32 bytes


class VaultError(CannotStart):
    """The key file, or something sealed, cannot be used. The message says what to do."""


class Vault:
    """One key, from which a key of its own is derived for looking up, for sealing, for secrets and for the fingerprint."""

    __slots__ = ("_lookup", "_seal", "_secrets", "created", "fingerprint")

    created: bool  # the key file was made just now
    fingerprint: str  # tells this key from another, and nothing more about it

    def __init__(self, key: bytes, *, created: bool = False) -> None:
        self.created = created
        self.fingerprint = _derive(key, b"fingerprint").hex()[:32]
        self._lookup = _derive(key, b"lookup")
        self._seal = Fernet(base64.urlsafe_b64encode(_derive(key, b"seal")))
        self._secrets = _derive(key, b"secrets")

    def __repr__(self) -> str:
        return "Vault()"

    @classmethod
    def open(cls, path: Path) -> Vault:
        """Read the key file, made first if there is none. VaultError: unreadable, malformed, or readable by others."""
        created = False
        try:
            if not path.exists():
                created = _create(path)
            line = _read(path)
        except OSError as error:
            raise VaultError(
                f"cannot use the key file {path}: {error.strerror or error}. It and its folder must be this user's own."
            ) from None
        found = _LINE.fullmatch(line)
        if found is None:
            raise VaultError(
                f"{path} holds no key. Put back a copy of it; or, if there is none, move it away:"
                " a new key is made at the next start, and what was stored under the old one is lost."
            )
        return cls(base64.urlsafe_b64decode(found[1] + b"="), created=created)

    def key(self, *parts: str | int) -> bytes:
        """16 bytes to find a row by. The same parts give the same key; 1 and "1" differ, and so do "a", "b" and "ab"."""
        message = bytearray()
        for part in parts:
            data = str(part).encode("utf-8", "surrogatepass")
            message += b"%c%d:%b" % (b"s" if isinstance(part, str) else b"i", len(data), data)
        return hmac.digest(self._lookup, message, "sha256")[:16]

    def seal(self, data: bytes) -> bytes:
        """`data` encrypted and signed; never twice the same."""
        return self._seal.encrypt(data)

    def open_sealed(self, sealed: bytes) -> bytes:
        """What was given to `seal`. VaultError: it was changed, or sealed with another key."""
        try:
            return self._seal.decrypt(sealed)
        except InvalidToken:
            raise VaultError("this was sealed with another key: put back the key file of then") from None

    def secret(self, name: str) -> str:
        """43 characters of A-Z a-z 0-9 _ -, always the same for a name: the same in every replica, and nowhere written down."""
        digest = hmac.digest(self._secrets, name.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"unhook " + purpose).derive(key)


def _create(path: Path) -> bool:
    """Make the key file; False if another process was faster. It appears whole or not at all: no reader finds half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = base64.urlsafe_b64encode(secrets.token_bytes(32)) + b"\n"
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, line)
        try:
            os.link(draft, path)  # unlike a rename, never over a file that is there
        except FileExistsError:
            raise
        except OSError:  # a file system without links: whole, unless two first starts meet within microseconds
            _write(path, line)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(path: Path, line: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing:
        writing.write(line)
        writing.flush()
        os.fsync(writing.fileno())


def _read(path: Path) -> bytes:
    with path.open("rb") as reading:
        mode = os.fstat(reading.fileno()).st_mode
        if os.name == "posix" and mode & 0o077:
            raise VaultError(f"others on this machine may use the key file {path}. Run: chmod 600 {path}")
        return reading.read(200)
