"""Every place of a message where words can stand, each kind by itself; and what is made of an update."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.inbound import Broken, read
from bot.channels.telegram.shapes import Message
from bot.channels.telegram.surfaces import surfaces
from bot.events import Asked, Commanded, Started, Tapped
from tests.telegram_server import content

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Anna"}
WORDS = "pay me or else"


def update(message: dict[str, Any], kind: str = "message") -> bytes:
    base = {"message_id": 3, "date": 1, "chat": CHAT, "from": ANNA}
    return json.dumps({"update_id": 9, kind: base | message}).encode()


def asked(message: dict[str, Any], kind: str = "message") -> Asked:
    event = read(update(message, kind)).event
    assert isinstance(event, Asked)
    return event


def said(message: dict[str, Any]) -> str:
    base = {"message_id": 3, "date": 1, "chat": CHAT, "from": ANNA}
    return surfaces(msgspec.json.decode(json.dumps(base | message).encode(), type=Message)).authored


AUTHORED = {
    "text": {"text": WORDS},
    "caption": content.photo(caption=WORDS),
    "caption of a video": content.video(caption=WORDS),
    "caption of a voice message": content.voice(caption=WORDS),
    "rich message": content.rich_message(WORDS),
    "rich message, nested": {
        "rich_message": {"blocks": [{"type": "details", "blocks": [{"text": [{"type": "bold", "text": WORDS}]}]}]}
    },
    "question of a poll": content.poll(question=WORDS),
    "option of a poll": content.poll(options=("one", WORDS)),
    "name of a contact": content.contact(name=WORDS),
    "place": content.venue(title=WORDS),
    "address of a place": content.venue(address=WORDS),
    "name of a file": content.document(name=WORDS),
    "task of a checklist": {"checklist": {"title": "t", "tasks": [{"id": 1, "text": WORDS}]}},
    "title of a checklist": {"checklist": {"title": WORDS, "tasks": []}},
    "button": {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": WORDS, "url": "https://a.example"}]]}},
    "where a button leads": {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "url": WORDS}]]}},
    "where a link leads": {"text": "here", "entities": [{"type": "text_link", "offset": 0, "length": 4, "url": WORDS}]},
}


@pytest.mark.parametrize("message", AUTHORED.values(), ids=AUTHORED)
def test_words_are_found_wherever_they_stand(message: dict[str, Any]) -> None:
    assert WORDS in said(message)


def test_a_contact_s_number_is_read() -> None:
    assert "+15550100" in said(content.contact(phone="+15550100"))


def test_what_is_quoted_is_not_what_was_written() -> None:
    message = {"text": "is this real?", **content.quote(WORDS)}
    shown = surfaces(
        msgspec.json.decode(json.dumps({"message_id": 3, "chat": CHAT, "from": ANNA} | message).encode(), type=Message)
    )
    assert (shown.authored, shown.quoted) == ("is this real?", WORDS)


def test_a_reply_from_another_chat_brings_its_quote() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "M", "date": 1}
    event = asked({**content.external_reply(origin, quoted=WORDS)})
    assert event.text == WORDS
    assert event.forwarded, "nothing but the quote: somebody else's words"


FORWARDS = {
    "user": {"type": "user", "sender_user": {"id": 8, "is_bot": False, "first_name": "M"}, "date": 1},
    "hidden user": {"type": "hidden_user", "sender_user_name": "M", "date": 1},
    "chat": {"type": "chat", "sender_chat": {"id": -1, "type": "supergroup", "title": "g"}, "date": 1},
    "channel": {"type": "channel", "chat": {"id": -2, "type": "channel", "title": "c"}, "message_id": 4, "date": 1},
    "a kind nobody knows yet": {"type": "dream", "date": 1},
}


@pytest.mark.parametrize("origin", FORWARDS.values(), ids=FORWARDS)
def test_forwarded_words_are_somebody_else_s(origin: dict[str, Any]) -> None:
    assert asked({"text": WORDS, "forward_origin": origin}).forwarded


def test_one_s_own_words_forwarded_are_one_s_own() -> None:
    assert not asked({"text": WORDS, "forward_origin": {"type": "user", "sender_user": ANNA, "date": 1}}).forwarded


def test_a_forwarded_command_is_no_command() -> None:
    assert asked({"text": "/forget", "forward_origin": FORWARDS["user"]}).text == "/forget"


def test_a_link_in_a_forwarded_start_opens_nothing() -> None:
    assert isinstance(read(update({"text": "/start sos", "forward_origin": FORWARDS["user"]})).event, Asked)


MEDIA = {
    "photo": content.photo(),
    "video": content.video(),
    "round video": content.video_note(),
    "voice": content.voice(),
    "audio": content.audio(),
    "animation": content.animation(),
    "sticker": content.sticker(),
    "story": content.story({"id": 8, "type": "private", "first_name": "M"}),
    "file": content.document(),
    "place": content.location(),
    "dice": content.dice(),
}


@pytest.mark.parametrize("message", MEDIA.values(), ids=MEDIA)
def test_what_is_not_opened_is_seen_to_be_there(message: dict[str, Any]) -> None:
    assert asked(message).media


def test_an_edit_is_asked_again() -> None:
    assert asked({"text": WORDS, "edit_date": 2}, "edited_message").text == WORDS


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/start", Started()),
        ("/start sos", Started("sos")),
        ("/START@unhook_bot lang-en", Started("lang-en")),
        ("/country DE", Commanded("country", "DE")),
        ("/hide@unhook_bot", Commanded("hide")),
    ],
)
def test_commands(text: str, event: object) -> None:
    assert read(update({"text": text})).event == event


def test_a_path_is_no_command() -> None:
    assert asked({"text": "/home/anna/pictures"}).text == "/home/anna/pictures"


def test_a_pressed_button() -> None:
    query = {"id": "1", "from": ANNA, "chat_instance": "2", "data": "sABC", "message": {"message_id": 5, "date": 0, "chat": CHAT}}
    got = read(json.dumps({"update_id": 9, "callback_query": query}).encode())
    assert (got.event, got.at, got.urgent) == (Tapped("sABC"), 5, True)


def test_a_service_message_asks_nothing() -> None:
    assert read(update({"pinned_message": {"message_id": 1}})).event is None


def test_a_group_is_not_a_private_chat() -> None:
    assert read(update({"text": WORDS, "chat": {"id": -5, "type": "supergroup"}})).event is None


def test_nothing_of_it_is_printed() -> None:
    got = read(update({"text": "zqcanary", "from": ANNA | {"first_name": "zqcanary"}}))
    shapes = msgspec.json.decode(update({"text": "zqcanary"}), type=msgspec.Raw)
    assert "zqcanary" not in repr(got) + repr(got.event)
    assert "7" not in repr(got).replace("update=9", "")
    assert shapes


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b'{"update_id": 4, "message": {"text": "zqcanary"}}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_cannot_be_read_is_one_exception_without_words(raw: bytes) -> None:
    with pytest.raises(Broken) as broken:
        read(raw)
    assert "zqcanary" not in repr(broken.value) + str(broken.value) + repr(broken.value.__cause__)


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_else(raw: bytes) -> None:
    with contextlib.suppress(Broken):
        read(raw)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["text", "blocks", "url", "type", "title"]), inner, max_size=4)
        ),
        max_leaves=40,
    )
)
def test_no_rich_message_breaks_it(rich: object) -> None:
    asked({"text": "x", "rich_message": rich})
