"""What Telegram says of the bot: its token, its settings at @BotFather, how it gives it messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from bot.channels.telegram.inbound import KINDS
from bot.channels.telegram.web import HOOK
from bot.doctor.findings import Finding, hint, well, wrong
from bot.settings import Settings

OWN_API = "https://api.telegram.org"
PORTS = (443, 80, 88, 8443)  # those Telegram's own server delivers to
PATIENCE = 15.0  # seconds for an answer
MANY = 100  # updates waiting, from which on somebody is waiting for an answer
FRESH = 3600.0  # seconds a failed delivery counts as something that goes wrong now
TOKEN_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
T = TypeVar("T")


class Me(msgspec.Struct):
    """The parts of getMe that matter to an operator."""

    username: str = ""
    can_join_groups: bool = False
    can_read_all_group_messages: bool = False
    can_connect_to_business: bool = False
    supports_guest_queries: bool = False


class Hook(msgspec.Struct):
    """getWebhookInfo. `allowed_updates` None: Telegram's usual kinds, which ours are among."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: float = 0.0
    last_error_message: str = ""
    allowed_updates: list[str] | None = None


class NoAnswer(Exception):
    """Telegram did not say what it was asked. `code`: of its refusal, 0 where there was no answer at all."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


async def telegram(settings: Settings, now: float) -> list[Finding]:
    """All that can be learnt with the token. `now` in seconds since 1970."""
    token, server = settings.token.get_secret_value(), settings.api.rstrip("/")
    number, _, secret = token.partition(":")
    if not (number.isdecimal() and secret and TOKEN_LETTERS.issuperset(secret)):
        return [wrong("token: this is none; one looks like 123456789:AAE…", "Copy it again from @BotFather into UNHOOK_TOKEN.")]
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            me = await _ask(client, f"{server}/bot{token}/getMe", Me)
            hook = await _ask(client, f"{server}/bot{token}/getWebhookInfo", Hook)
    except NoAnswer as no:
        return [_refused(no, server)]
    return [well(f"token: Telegram knows this bot as @{me.username}"), *_abilities(me), *_updates(settings, hook, token, now)]


async def _ask(client: httpx.AsyncClient, url: str, kind: type[T]) -> T:
    """Raises NoAnswer, which holds nothing of the address: the token stands in it."""
    try:
        response = await client.post(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer(type(error).__name__) from None
    if response.status_code != 200:
        raise NoAnswer(f"error {response.status_code}", response.status_code)
    try:
        answer = msgspec.json.decode(response.content, type=dict[str, msgspec.Raw])
        return msgspec.json.decode(answer["result"], type=kind)
    except (msgspec.MsgspecError, KeyError):
        raise NoAnswer("no answer of a Bot API server") from None


def _refused(no: NoAnswer, server: str) -> Finding:
    place = urlsplit(server).netloc.rpartition("@")[2] or "the address in UNHOOK_API"
    if no.code in (401, 404):
        return wrong(f"token: {place} does not know it", "Copy it again from @BotFather into UNHOOK_TOKEN.")
    if no.code:
        return wrong(f"Telegram: {place} answers with {no.reason}", "Wait a few minutes and try again.")
    return wrong(
        f"Telegram: {place} cannot be reached ({no.reason}), so nothing could be asked of it",
        "Is there a connection? Behind a proxy, set HTTPS_PROXY."
        if server == OWN_API
        else "Does your Bot API server run, and is UNHOOK_API its address?",
    )


def _abilities(me: Me) -> Iterator[Finding]:
    """Facts, not judgements: each has its reasons."""
    yield well(f"groups: it {'can' if me.can_join_groups else 'cannot'} be added to groups, where it does nothing yet")
    reads = (
        "off, so it would be given everything"
        if me.can_read_all_group_messages
        else "on, so it is given only what is meant for it"
    )
    yield well(f"privacy mode: {reads}")
    yield well(
        f"secretary mode: {_on(me.can_connect_to_business)}; guest mode: {_on(me.supports_guest_queries)}; neither is used yet"
    )


def _on(value: bool) -> str:
    return "on" if value else "off"


def _updates(settings: Settings, hook: Hook, token: str, now: float) -> Iterator[Finding]:
    """How messages reach the bot, and what went wrong with it."""
    yield from _webhook(settings, hook) if settings.webhook else _polling(hook)
    if hook.last_error_message and hook.url:
        yield _failure(hook, token, now)
    if hook.pending_update_count >= MANY:
        yield hint(
            f"updates: {hook.pending_update_count} are waiting; Telegram keeps them for a day",
            "If the bot runs, see its log for why it falls behind; if not, start it.",
        )


def _polling(hook: Hook) -> Iterator[Finding]:
    if hook.url:
        yield wrong(
            f"updates: polling is set here, but Telegram delivers them to {_host(hook.url)}",
            "If another copy of the bot runs there, stop it or use another token: starting this one takes the messages over.",
        )
    else:
        yield well(f"updates: by polling; {hook.pending_update_count} waiting")


def _webhook(settings: Settings, hook: Hook) -> Iterator[Finding]:
    wanted = settings.webhook.rstrip("/") + HOOK
    if reason := _undeliverable(settings):
        yield wrong(f"updates: {reason}", "Give the public https address in UNHOOK_WEBHOOK, such as https://bot.example.org.")
    elif not hook.url:
        yield hint(f"updates: the webhook at {_host(wanted)} is not set yet", "Start the bot: it sets it.")
    elif hook.url != wanted:
        yield wrong(
            f"updates: Telegram delivers them to another address, at {_host(hook.url)}",
            "Start the bot, which sets its own; if that comes back, another copy uses this token: stop it.",
        )
    else:
        missing = set(KINDS) - set(KINDS if hook.allowed_updates is None else hook.allowed_updates)
        if missing:
            yield wrong(
                f"updates: Telegram was not asked for {', '.join(sorted(missing))}", "Start the bot anew: it asks for them."
            )
        else:
            yield well(f"updates: by webhook at {_host(wanted)}; {hook.pending_update_count} waiting")


def _undeliverable(settings: Settings) -> str:
    """Why Telegram would refuse the address; empty if it would not. A Bot API server of one's own takes any."""
    if settings.api.rstrip("/") != OWN_API:
        return ""
    try:
        address = urlsplit(settings.webhook)
        port = address.port or 443
    except ValueError:
        return "the address in UNHOOK_WEBHOOK cannot be read"
    if address.scheme != "https" or not address.hostname:
        return "the address in UNHOOK_WEBHOOK does not begin with https://"
    return "" if port in PORTS else f"Telegram does not deliver to port {port}, only to {', '.join(map(str, PORTS))}"


def _failure(hook: Hook, token: str, now: float) -> Finding:
    age = max(0.0, now - hook.last_error_date)
    said = "".join(letter for letter in hook.last_error_message if letter.isprintable()).replace(token, "[token]")[:200]
    what = f"delivery: it failed {_ago(age)}: “{said}”"
    if age > FRESH:
        return hint(what, "Nothing to do if messages arrive by now.")
    if "403" in said:
        return wrong(what, "The secret differs: do all copies of the bot use the same key file?")
    return wrong(what, "Does this address lead to the bot's web server, through a proxy with a valid certificate?")


def _ago(seconds: float) -> str:
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' * (count != 1)} ago"
    return "just now"


def _host(url: str) -> str:
    """Only the host: people put secrets into the rest."""
    try:
        return urlsplit(url).hostname or "an address without a host"
    except ValueError:
        return "an address that cannot be read"
