"""What happens to somebody who opens the bot: forwards, words, buttons, pictures, hiding, forgetting."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram.run import Place
from bot.core.assess import Engine
from bot.ports import Store, Talk
from bot.vault import Vault
from tests.telegram_server import TelegramServer, content

THREAT = "I recorded our call. Send me $500 in gift cards or I send the video to your family"
HELD = "I have all your contacts"
DEMAND = "Send $500 in gift cards in 30 minutes or I send the video to your family."
HARMLESS = "see you at six at the station, bring the tickets"


async def test_a_stranger_s_message_is_answered_with_its_words(tg: TelegramServer, bot: Place) -> None:
    anna, mallory = tg.person("Anna"), tg.person("Mallory")
    await anna.starts()
    hello = await anna.sees("I'm Unhook")
    assert hello.labels[0] == "What do I do now?"
    await anna.forwards(THREAT, origin=mallory)
    verdict = await anna.sees("Danger.")
    assert "“Send me $500 in gift cards" in verdict.text
    await anna.presses(verdict, "I only know them online")
    step = await anna.sees("Don't pay.")
    assert step.id != verdict.id, "the verdict stays to be read"
    await anna.presses(step, "Next step")
    await tg.until(lambda: step.edits)
    assert step.text != verdict.text, "steps take each other's place"
    await tg.settled()


async def test_three_forwarded_at_once_are_one_answer(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.starts()
    await anna.sees("I'm Unhook")
    for words in (HARMLESS, HELD, DEMAND):
        await anna.forwards(words, origin="Somebody")
    await tg.settled()
    answers = [post for post in anna.screen if post.by_bot][1:]
    assert len(answers) == 1
    assert "Danger." in answers[0].text
    assert "(in a message before this one)" in answers[0].text


async def test_a_burst_ends_after_a_minute(tg: TelegramServer, engine: Engine, bot: Place, store: Store, vault: Vault) -> None:
    anna = tg.person()
    await anna.forwards(HELD, origin="Somebody")
    await anna.sees("have your contacts")
    await tg.settled()
    key = vault.key("", "private", anna.id)
    import time

    claim = await store.claim(1, key, time.time() + 61)
    assert not isinstance(claim, Talk)
    assert claim.state.burst is None  # type: ignore[union-attr]


async def test_an_album_gets_one_answer(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.sends_album([content.photo(), content.photo(), content.photo()])
    await tg.settled()
    said = [post for post in anna.screen if post.by_bot]
    assert len(said) == 1
    assert "I can't open pictures" in said[0].text
    assert not tg.called("getFile")


async def test_what_is_typed_is_answered_below_even_within_the_minute(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.sends(content.photo())
    offer = await anna.sees("I can't open pictures")
    await anna.writes(THREAT)
    verdict = await anna.sees("Danger.", after=offer)
    again = await anna.writes(THREAT)
    await anna.sees("Danger.", after=again)
    await tg.settled()
    assert "I can't open pictures" in offer.text, "what was said of the picture stays"
    assert verdict.id > offer.id


async def test_a_picture_after_words_is_answered_too(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.writes(THREAT)
    await anna.sees("Danger.")
    await anna.sends(content.photo())
    await anna.sees("I can't open pictures")
    await tg.settled()


async def test_a_picture_can_be_deleted_here_and_words_under_it_are_read(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    picture = await anna.sends(content.photo(caption=THREAT))
    await anna.sees("Danger.")
    offer = await anna.sees("I can't open pictures")
    await anna.presses(offer, "Delete it here")
    await anna.sees("gone from this chat")
    assert picture.gone


async def test_an_edit_is_read_again(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    pasted = await anna.writes(HARMLESS)
    answer = await anna.sees("I can't tell who is honest")
    await anna.edits(pasted, THREAT)
    await anna.sees("Danger.")
    await tg.settled()
    assert answer.text.startswith("Danger."), "the answer to the same message, changed with it"


async def test_the_same_update_twice_is_answered_once(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    post = await anna.writes("I already paid him and he wants more")
    await anna.sees("I'm glad you told me")
    number = tg.updates.log[-1].id
    tg.push({"update_id": number, "message": post.raw})
    await tg.settled()
    assert len([each for each in anna.screen if each.by_bot]) == 1


async def test_a_tap_is_answered_once_and_a_late_one_forgiven(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.writes("he says he will send my nudes to my mom if I don't pay")
    step = await anna.sees("I'm glad you told me")
    await anna.presses(step, step.labels[0])
    await tg.settled()
    assert len(tg.called("answerCallbackQuery")) == 1
    tg.fail(
        "answerCallbackQuery",
        code=400,
        description="Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    before = step.text
    await anna.presses(step, step.labels[0])
    await tg.settled()
    assert anna.last.text != before


async def test_a_button_of_another_time_shows_the_first_step(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.starts()
    hello = await anna.sees("I'm Unhook")
    await anna.presses(hello, data="sAQEBAQEB")
    await anna.sees("That button is from another time.")


async def test_hide_clears_the_chat(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.writes("he says he will send my nudes to my mom if I don't pay")
    step = await anna.sees("I'm glad you told me")
    await anna.presses(step, "Hide this")
    await anna.sees("Nothing to see here.")
    await anna.sees_alert("Your proof in the other chat stays")
    await tg.settled()
    assert [post.text[:20] for post in anna.screen] == ["Nothing to see here."]


async def test_typed_hide_clears_the_command_too(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.starts()
    await anna.writes("/hide")
    await tg.settled()
    assert len(anna.screen) == 1


async def test_forget_deletes_what_is_kept(tg: TelegramServer, bot: Place, store: Store, vault: Vault) -> None:
    anna = tg.person(language_code="en")
    await anna.writes("I already paid him and he wants more")
    await anna.sees("I'm glad you told me")
    await anna.writes("/forget")
    asked = await anna.sees("I keep for you")
    assert "proof in the other chat stays" in asked.text
    await anna.presses(asked, "Forget it all")
    await anna.sees("I keep nothing about this chat now")
    await tg.settled()
    claim = await store.claim(1, vault.key("", "private", anna.id), 0)
    assert claim.state == Talk()  # type: ignore[union-attr]


async def test_a_chosen_language_stays_chosen(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person(language_code="en")
    await anna.writes("/language")
    choice = await anna.sees("Which language?")
    await anna.presses(choice, "繁體中文")
    await anna.sees("我是")
    await tg.settled()
    await anna.writes(THREAT)
    await anna.sees("危險")


async def test_typed_words_go_on_where_the_case_stands(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.writes("I already paid him 600 and he wants more")
    await anna.sees("When did the money go?")
    await anna.writes("/country DE")
    await tg.settled()
    await anna.writes("I want to kill myself")
    card = await anna.sees("0800 111")
    assert card.text.index("0800") < card.text.index("I'm glad")


async def test_links_lead_to_a_command_a_language_or_a_step(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.starts("sos")
    await anna.sees("What is it right now?")
    await anna.starts("lang-zh-Hans")
    await anna.sees("我是 Unhook")
    await anna.starts("no-such-thing")
    await tg.settled()
    assert anna.last.text.startswith("我是 Unhook")


async def test_somebody_s_cry_for_help_handed_on_is_asked_about(tg: TelegramServer, bot: Place) -> None:
    anna, ben = tg.person("Anna"), tg.person("Ben")
    await anna.forwards("he says he will send my nudes to my mom if I don't pay, what do I do", origin=ben)
    asked = await anna.sees("somebody who is in trouble")
    assert asked.labels[:2] == ["I want to help them", "It is about me"]
    assert "Danger" not in asked.text


async def test_one_s_own_words_forwarded_are_one_s_own(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person("Anna")
    await anna.forwards("he says he will send my nudes to my mom if I don't pay", origin=anna)
    await anna.sees("I'm glad you told me")


async def test_care_is_never_held_back(tg: TelegramServer, bot: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.limit.AT_ONCE", 2)
    anna = tg.person()
    for words in ("i recorded our call", HELD, DEMAND, THREAT):
        await anna.forwards(words, origin="Somebody")
    await anna.sees("That is a lot at once.")
    await anna.writes("I want to kill myself")
    await anna.sees("findahelpline")
    assert len([post for post in anna.screen if post.by_bot and "a lot at once" in post.text]) == 1


async def test_rich_text_alone_is_read(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    await anna.forwards(content.rich_message(THREAT), origin="Somebody")
    await anna.sees("Danger.")


@pytest.mark.parametrize("sent", [content.voice(), content.sticker(), content.dice(), content.location(), content.video_note()])
async def test_what_cannot_be_read_gets_a_kind_word(tg: TelegramServer, bot: Place, sent: dict[str, object]) -> None:
    anna = tg.person()
    await anna.sends(sent)
    offer = await anna.sees("I can't open pictures")
    assert "I might hurt myself" in offer.labels


async def test_the_bot_says_nothing_to_groups_yet(tg: TelegramServer, bot: Place) -> None:
    anna = tg.person()
    group = tg.group(members=[anna], bot="administrator")
    await anna.writes(THREAT, chat=group)
    await tg.settled()
    await asyncio.sleep(0.05)
    assert not tg.called("sendMessage")
