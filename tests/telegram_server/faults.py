"""Things that go wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.telegram_server.basics import Raw

NAMES = {401: "Unauthorized", 404: "Not Found", 500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}


@dataclass
class Fault:
    """The next `times` calls of `method` ("*": any but getUpdates), in `chat` if given, are late, refused or cut off.

    `drop`: the connection breaks "before" the method does anything, or "after" it has done it but has not answered.
    """

    method: str
    chat: int | None = None
    times: int = 1
    code: int | None = None
    description: str | None = None
    retry_after: int | None = None
    delay: float = 0.0
    drop: Literal["before", "after"] | None = None

    def meets(self, method: str, parameters: Raw) -> bool:
        if self.times < 1 or (self.chat is not None and parameters.get("chat_id") != self.chat):
            return False
        return method != "getUpdates" if self.method == "*" else method.lower() == self.method.lower()

    def answer(self) -> tuple[int, bytes | Raw]:
        """Status and body. A 502 or 504 comes from something in front of Telegram, so it is not JSON."""
        assert self.code is not None
        if self.code in (502, 504):
            return self.code, f"<html><head><title>{self.code} {NAMES[self.code]}</title></head></html>".encode()
        text = self.description or NAMES.get(self.code, "Bad Request: injected")
        body: Raw = {"ok": False, "error_code": self.code, "description": text}
        if self.code == 429:
            wait = self.retry_after if self.retry_after is not None else 1
            text = self.description or f"Too Many Requests: retry after {wait}"
            body |= {"description": text, "parameters": {"retry_after": wait}}
        return self.code, body
