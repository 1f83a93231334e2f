"""Answers to taps, inline queries, guests, and what is told of business connections."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.basics import Raw, bad, units
from tests.telegram_server.methods.checks import connection_of, markup_of, text_of, too_old
from tests.telegram_server.people import Alert
from tests.telegram_server.server import Query, TelegramServer


def _open(tg: TelegramServer, number: object, seconds: float) -> Query:
    """A query that is not answered yet and not too old; both are refused alike."""
    query = tg.queries.get(str(number))
    if query is None or query.answer is not None or tg.clock.exact() - query.asked > seconds:
        raise too_old()
    return query


async def answer_callback_query(tg: TelegramServer, p: Raw) -> bool:
    query = _open(tg, p.get("callback_query_id"), tg.callback_seconds)
    words = str(p.get("text") or "")
    if units(words) > 200:
        raise bad("MESSAGE_TOO_LONG")
    query.answer = p
    query.person.alerts.append(Alert(words, bool(p.get("show_alert")), p.get("url")))
    return True


async def answer_inline_query(tg: TelegramServer, p: Raw) -> bool:
    query = _open(tg, p.get("inline_query_id"), tg.inline_seconds)
    results = p.get("results")
    if not isinstance(results, list):
        raise bad("can't parse inline query results")
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    names = [str(each.get("id", "")) for each in results]
    if len(set(names)) < len(names):
        raise bad("RESULT_ID_DUPLICATE")
    for each in results:
        _content(tg, each)
    query.answer = p
    return True


async def answer_guest_query(tg: TelegramServer, p: Raw) -> Raw:
    """One message into the chat, as the bot; everybody there sees it."""
    query = _open(tg, p.get("guest_query_id"), tg.inline_seconds)
    result = p.get("result")
    if not isinstance(result, dict):
        raise bad("can't parse inline query result")
    fields = _content(tg, result)
    assert query.room is not None
    more = {"guest_bot_caller_user": query.person.user}
    post = query.room.put({"from": tg.bot} | query.room.reply(query.post) | more | fields, tg.clock.now(), by_bot=True)
    query.answer = p
    number = f"AAA{query.id}"
    tg.inline_posts[number] = post
    return {"inline_message_id": number}


def _content(tg: TelegramServer, result: Raw) -> Raw:
    """The message an inline result becomes."""
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if result.get("type") == "article" and not result.get("title"):
        raise bad("ARTICLE_TITLE_EMPTY")
    inner = result.get("input_message_content") or {}
    if "message_text" not in inner:
        raise bad("MESSAGE_EMPTY")
    return text_of(
        tg, {"text": inner["message_text"], **{key: inner[key] for key in ("parse_mode", "entities") if key in inner}}
    ) | (markup_of(result))


async def get_business_connection(tg: TelegramServer, p: Raw) -> Any:
    return connection_of(tg, p.get("business_connection_id")).raw


METHODS: dict[str, Any] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
    "getBusinessConnection": get_business_connection,
}
