"""Logs: what happened and how often, never what was said or who said it. The token is cut out of every line.

Ours are events with a few plain values. Of another library's line only its own sentence is kept, without what it filled in,
and of an exception its class and place, without its message: either could be an address, an update, somebody's words.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

QUIET = ("httpx", "httpcore", "telegram", "uvicorn", "sqlalchemy", "alembic", "asyncio")
"""Libraries that write addresses (with the token in them), whole updates or statements at their lower levels."""

Event = MutableMapping[str, Any]


def start(token: str = "") -> None:
    """Begin logging to standard error, for people in a terminal and as JSON elsewhere."""
    chain: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _class_only,
        _Plain(token),
    ]
    human = sys.stderr.isatty()
    render: structlog.types.Processor = structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_sentence_only, *chain],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # PTB writes a whole update at CRITICAL where it cannot parse one; nothing of ours needs its log.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.raiseExceptions = False  # else a line that cannot be written is shown whole, with all that was to be cut out
    # What nobody caught: Python itself would print its message.
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda each: _uncaught(each.exc_type, each.exc_value, each.exc_traceback)
    threading.excepthook = lambda each: _uncaught(each.exc_type, each.exc_value, each.exc_traceback)


class _Plain:
    """Lets texts without the token pass, and numbers. Of anything else only its type: its repr may show what it holds."""

    def __init__(self, token: str) -> None:
        # The part behind the colon too: in an address the colon may be written otherwise.
        self._secrets = [part for part in (token, token.partition(":")[2]) if part]

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        for key, value in event.items():
            if not key.startswith("_"):  # structlog's own
                event[key] = self._plain(value)
        return event

    def _plain(self, value: object) -> object:
        if value is None or isinstance(value, int | float):
            return value
        if not isinstance(value, str):
            return type(value).__name__
        for secret in self._secrets:
            value = value.replace(secret, "[token]")
        return value


def _sentence_only(_logger: object, _method: str, event: Event) -> Event:
    """Another library's line as it stands in its code. asyncio adds lines that show the exception: only the first is kept."""
    record: logging.LogRecord = event["_record"]
    said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    event["event"] = said.partition("\n")[0]
    event["logger"] = record.name
    event.pop("stack_info", None)
    return event


def _class_only(_logger: object, _method: str, event: Event) -> Event:
    """An exception is its class and where it came from, without its words."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    elif error and not isinstance(error, tuple):
        error = sys.exc_info()
    if error and error[0] is not None:
        event["error"] = error[0].__name__
        trace = error[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    return event


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        structlog.get_logger().critical("an error nobody expected", exc_info=(kind, error, trace))
