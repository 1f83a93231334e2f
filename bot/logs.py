"""Logs: what happened and how often, never what was said or who said it. The token is cut out of every line."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

QUIET = ("httpx", "httpcore", "telegram", "uvicorn.access", "sqlalchemy", "alembic", "aiosqlite", "asyncio")
"""Libraries that write addresses (with the token in them), whole updates or statements at their lower levels."""


def start(token: str = "") -> None:
    """Begin logging to standard error, for people in a terminal and as JSON elsewhere."""
    chain: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _Without(token),
    ]
    human = sys.stderr.isatty()
    render: structlog.types.Processor = structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    # Not format_exc_info: a traceback's last line is the exception's message, and that may hold what somebody sent.
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*chain], processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _class_only, render]
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


class _Without:
    """Cuts the bot's token out of every value."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if self._token:
            for key, value in event.items():
                if isinstance(value, str) and self._token in value:
                    event[key] = value.replace(self._token, "[token]")
        return event


def _class_only(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception is its class and where it came from, without its words."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["error"] = error[0].__name__
        trace = error[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    return event
