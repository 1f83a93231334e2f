"""How the bot gets its updates."""

from __future__ import annotations

import re

from tests.telegram_server.basics import Raw, bad
from tests.telegram_server.server import TelegramServer


async def get_me(tg: TelegramServer, _p: Raw) -> Raw:
    return tg.bot | tg.abilities


async def get_updates(tg: TelegramServer, p: Raw) -> list[bytes]:
    if not tg.webhook.url:
        _allow(tg, p)
    return await tg.updates.get(int(p.get("offset") or 0), int(p.get("limit") or 100), int(p.get("timeout") or 0))


async def set_webhook(tg: TelegramServer, p: Raw) -> bool:
    url, secret = str(p.get("url") or ""), p.get("secret_token")
    if not url:
        return await delete_webhook(tg, p)
    if not url.startswith(("https://", "http://127.0.0.1")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    _allow(tg, p)
    if p.get("drop_pending_updates"):
        tg.updates.drop_all()
    await tg.webhook.start(url, secret, min(max(int(p.get("max_connections") or 40), 1), 100))
    return True


async def delete_webhook(tg: TelegramServer, p: Raw) -> bool:
    await tg.webhook.stop()
    if p.get("drop_pending_updates"):
        tg.updates.drop_all()
    return True


async def get_webhook_info(tg: TelegramServer, _p: Raw) -> Raw:
    return tg.webhook.info()


def _allow(tg: TelegramServer, p: Raw) -> None:
    """What was asked for is remembered; left out: as before; an empty list: the usual."""
    asked = p.get("allowed_updates")
    if isinstance(asked, list):
        tg.updates.allowed = [str(each) for each in asked]


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
