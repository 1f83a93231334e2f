"""Nothing lost, nothing twice, nobody in anybody's way: what goes wrong between Telegram and the bot, and what comes of it."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from bot.channels.telegram.run import Place
from bot.core.assess import Engine
from bot.ports import Store
from bot.vault import Vault
from tests.stories.conftest import place_for, running
from tests.telegram_server import TelegramServer

TYPED = "he says he will send my nudes to my mom if I don't pay"
HARMLESS = "see you at six at the station, bring the tickets"
KIND = "I'm glad you told me"


async def test_delivered_again_while_it_runs_it_is_answered_once(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    tg.fail("sendMessage", delay=0.4)
    post = await anna.writes(TYPED)
    await asyncio.sleep(0.1)
    tg.push({"update_id": tg.updates.log[-1].id, "message": post.raw})
    await tg.settled()
    assert len(tg.called("sendMessage")) == 1


async def test_whoever_has_blocked_the_bot_is_let_go_quietly(tg: TelegramServer, bot: Place) -> None:
    anna, ben = tg.person("Anna"), tg.person("Ben")
    await anna.writes(TYPED)
    await anna.blocks_bot()
    await ben.writes(TYPED)
    await ben.sees(KIND)
    await tg.settled()
    assert len([call for call in tg.called("sendMessage", chat_id=anna.id) if not call.ok]) <= 1


async def test_flood_control_holds_that_chat_and_no_other(tg: TelegramServer, bot: Place) -> None:
    anna, ben = tg.person("Anna"), tg.person("Ben")
    tg.fail("sendMessage", chat=anna, retry_after=1)
    await anna.writes(TYPED)
    await tg.until(lambda: tg.called("sendMessage", chat_id=anna.id))
    began = time.monotonic()
    await ben.writes(TYPED)
    await ben.sees(KIND)
    assert time.monotonic() - began < 0.8
    await anna.sees(KIND)
    assert time.monotonic() - began > 0.8
    await tg.settled()


async def test_a_broken_update_stops_nothing(tg: TelegramServer, bot: Place, capsys: pytest.CaptureFixture[str]) -> None:
    anna = tg.person()
    number = next(tg.update_numbers)
    tg.push(b'{"update_id": %d, "message": {"message_id": "zqcanary", "chat": {"id": %d}}}' % (number, anna.id))
    tg.push(b'{"update_id": %d, "message": {"text": "zqcanary"}}' % next(tg.update_numbers))
    await anna.writes(TYPED)
    await anna.sees(KIND)
    await tg.settled()
    written = capsys.readouterr()
    assert "zqcanary" not in written.out + written.err


async def test_kinds_nobody_has_heard_of_are_acknowledged(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await tg.until(lambda: tg.updates.allowed)
    tg.updates.allowed = []
    tg.push({"brain_wave": {"from": anna.user, "text": TYPED}})
    tg.push({"message": {"message_id": 9, "date": 1, "chat": anna.room.chat, "from": anna.user, "hologram": {"a": 1}}})
    await anna.writes(TYPED)
    await anna.sees(KIND)
    await tg.settled()
    assert len(tg.called("sendMessage")) == 1


async def test_one_blocked_chat_does_not_stop_five_hundred_updates(tg: TelegramServer, bot: Place) -> None:
    stuck = tg.person("Stuck")
    tg.fail("sendMessage", chat=stuck, retry_after=3, times=100)
    await stuck.writes(TYPED)
    await tg.until(lambda: tg.called("sendMessage", chat_id=stuck.id))
    people = [tg.person(f"P{number}") for number in range(25)]
    began = time.monotonic()
    for number in range(20):
        for person in people:
            if number == 0:
                await person.writes(TYPED)
            else:
                tg.push({"message": {"message_id": 5000 + number, "date": 1, "chat": person.room.chat, "from": person.user}})
    for person in people:
        await person.sees(KIND, timeout=10)
    await tg.settled(timeout=20)
    assert time.monotonic() - began < 15


async def test_a_connection_that_breaks_after_sending_is_tried_again(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    tg.fail("sendMessage", drop="before")
    await anna.writes(TYPED)
    await anna.sees(KIND)
    await tg.settled()


async def test_a_failure_inside_gets_a_word_and_an_emergency_line(
    tg: TelegramServer, bot: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("zqcanary " + TYPED)

    monkeypatch.setattr("bot.channels.telegram.desk.handle", fails)
    anna = tg.person()
    await anna.writes(TYPED)
    said = await anna.sees("Something broke on my side")
    assert "findahelpline.com" in said.text
    await tg.settled()
    written = capsys.readouterr()
    assert "RuntimeError" in written.out + written.err
    assert "zqcanary" not in written.out + written.err


async def test_while_the_database_is_away_nothing_is_acknowledged(
    tg: TelegramServer, bot: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = store.claim

    async def away(*_: object) -> None:
        raise ConnectionError("no database")

    monkeypatch.setattr(store, "claim", away)
    anna = tg.person()
    await anna.writes(TYPED)
    await asyncio.sleep(0.6)
    assert not tg.called("sendMessage")
    assert tg.updates.open()
    monkeypatch.setattr(store, "claim", claim)
    await anna.sees(KIND, timeout=10)
    await tg.settled()


async def test_told_to_stop_it_finishes_what_it_began(
    tg: TelegramServer, engine: Engine, store: Store, vault: Vault, by: str
) -> None:
    place = place_for(tg, by)
    anna = tg.person()
    tg.fail("sendMessage", delay=0.5)
    async with running(engine, store, vault, place):
        if by == "webhook":
            await tg.until(lambda: tg.called("setWebhook"))
        await anna.writes(TYPED)
        await tg.until(lambda: not tg.faults or tg.faults[0].times == 0)
    await anna.sees(KIND)
    await tg.settled()
    assert len(tg.called("sendMessage")) == 1


async def test_only_telegram_may_use_the_webhook(tg: TelegramServer, engine: Engine, store: Store, vault: Vault) -> None:
    place = place_for(tg, "webhook")
    async with running(engine, store, vault, place):
        await tg.until(lambda: tg.called("setWebhook"))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}") as client:
            header = {"X-Telegram-Bot-Api-Secret-Token": vault.secret("webhook")}
            assert (await client.post("/telegram", content=b"{}")).status_code == 403
            assert (
                await client.post("/telegram", content=b"{}", headers=[(name.encode(), "é".encode()) for name in header])
            ).status_code == 403
            assert (await client.post("/telegram", content=b"nonsense", headers=header)).status_code == 200
            assert (await client.post("/telegram", content=b"x" * 1_000_001, headers=header)).status_code == 200
            assert (await client.get("/healthz")).json() == {"ok": True}
            figures = (await client.get("/metrics")).text
    assert 'unhook_updates_broken_total{error="TooLong"}' in figures


async def test_a_wrong_token_is_said_plainly(tg: TelegramServer, engine: Engine, store: Store, vault: Vault) -> None:
    from bot.ports import CannotStart

    with pytest.raises(CannotStart, match="BotFather"):
        async with running(engine, store, vault, Place("123:wrong", tg.base, port=0)):
            await asyncio.sleep(1)


async def test_commands_are_offered_in_each_language(tg: TelegramServer, bot: Place) -> None:
    await tg.until(lambda: len(tg.called("setMyCommands")) == 3)
    spoken = [call.parameters.get("language_code") for call in tg.called("setMyCommands")]
    assert spoken == [None, "en", "zh"]
    assert {"sos", "hide", "forget"} <= {each["command"] for each in tg.called("setMyCommands")[0].parameters["commands"]}
