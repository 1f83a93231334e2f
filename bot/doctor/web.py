"""The bot's own web server: is its place free, or does the bot answer there already."""

from __future__ import annotations

import socket

import httpx

from bot.doctor.findings import Finding, well, wrong
from bot.settings import Settings

PATIENCE = 5.0  # seconds; it answers from memory
EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


async def web(settings: Settings) -> Finding:
    """Asks /healthz as a load balancer would; where nobody answers, tries whether the port can be had."""
    host, port = settings.host, settings.port
    if not port:
        if settings.webhook:
            return wrong("web server: none, but updates should come by webhook", "Set UNHOOK_PORT to a port your proxy leads to.")
        return well("web server: none (UNHOOK_PORT is 0)")
    near = EVERYWHERE.get(host, host)
    place = f"{host}:{port}"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.get(f"http://{f'[{near}]' if ':' in near else near}:{port}/healthz")
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return _free(host, port, place)
    except (httpx.HTTPError, httpx.InvalidURL):
        return _taken(place)
    match answer.status_code, _ok(answer):
        case 200, True:
            return well(f"web server: the bot runs at {place} and is well")
        case 503, False:
            return wrong(f"web server: the bot runs at {place}, and hears nothing from Telegram", "See its log for the reason.")
    return _taken(place)


def _ok(answer: httpx.Response) -> bool | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    ok = said.get("ok") if isinstance(said, dict) else None
    return ok if isinstance(ok, bool) else None


def _taken(place: str) -> Finding:
    return wrong(f"web server: another program answers at {place}", "Stop that, or set UNHOOK_PORT to a free port.")


def _free(host: str, port: int, place: str) -> Finding:
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        return wrong(
            f"web server: nothing can listen at {place} ({type(error).__name__})", "Set UNHOOK_HOST and UNHOOK_PORT otherwise."
        )
    return well(f"web server: {place} is free")
