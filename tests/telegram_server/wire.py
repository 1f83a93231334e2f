"""Parameters of a request: query string, JSON, form or multipart, read into plain values."""

from __future__ import annotations

import email.parser
import email.policy
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.telegram_server.basics import Raw, words

# Parameters that are text whatever they look like; every other value is JSON when it can be read as JSON.
TEXTS = frozenset(
    words(
        "text caption url secret_token language_code description short_description name title question custom_title parse_mode "
        "action business_connection_id inline_message_id callback_query_id inline_query_id guest_query_id next_offset "
        "message_effect_id ip_address phone_number first_name last_name vcard explanation address"
    )
)


class Upload(bytes):
    """The content of an uploaded file."""


async def parameters(request: Request) -> tuple[Raw, Raw]:
    """The values as sent (text, JSON values, Upload), and as read."""
    sent: Raw = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        sent |= json.loads(body) if body else {}
    elif kind == "application/x-www-form-urlencoded":
        sent |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    elif kind == "multipart/form-data":
        sent |= _multipart(request.headers["content-type"], body)
    return sent, {name: read(name, value) for name, value in sent.items()}


def read(name: str, value: Any) -> Any:
    """`"[1, 2]"` as a list, `"True"` as true, `"5"` as a number; texts stay texts."""
    if not isinstance(value, str) or name in TEXTS:
        return value
    if value in ("True", "False"):
        return value == "True"
    try:
        return json.loads(value)
    except ValueError:
        return value


def _multipart(content_type: str, body: bytes) -> Raw:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    found: Raw = {}
    for part in whole.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = content.decode("utf-8") if part.get_filename() is None else Upload(content)
    return found
