"""Chats, who is in them, and what administrators may do to them."""

from __future__ import annotations

from typing import Any

from tests.telegram_server import members
from tests.telegram_server.basics import DAY, Raw, bad
from tests.telegram_server.groups import Channel, Group
from tests.telegram_server.methods.checks import room_to_read
from tests.telegram_server.server import TelegramServer

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_chat(tg: TelegramServer, p: Raw) -> Raw:
    """A `ChatFullInfo`."""
    room = room_to_read(tg, p)
    more: Raw = {"accent_color_id": 2, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
    if isinstance(tg.groups.get(room.id), Group):
        more["permissions"] = {key: key in members.SEND or key == "can_invite_users" for key in members.PERMISSIONS}
    if room.pinned and (post := room.find(room.pinned[-1])) is not None:
        more["pinned_message"] = post.raw
    channel = next(
        (each for each in tg.groups.values() if isinstance(each, Channel) and each.linked is tg.groups.get(room.id)), None
    )
    if channel is not None and room.id in tg.groups:
        more["linked_chat_id"] = channel.id
    return room.chat | more


async def get_chat_member(tg: TelegramServer, p: Raw) -> Any:
    room = room_to_read(tg, p)
    group = tg.groups.get(room.id)
    user_id = p.get("user_id")
    if group is not None:
        state = group.state(user_id) if isinstance(user_id, int) else None
        if state is None and user_id in tg.people:
            return members.left(tg.people[user_id].user)
        if state is None:
            raise bad("PARTICIPANT_ID_INVALID")
        return state
    for user in (tg.bot, tg.people[room.id].user):
        if user["id"] == user_id:
            return members.member(user)
    raise bad("user not found")


async def get_chat_administrators(tg: TelegramServer, p: Raw) -> Any:
    room = room_to_read(tg, p)
    group = tg.groups.get(room.id)
    if group is None:
        raise bad("there are no administrators in the private chat")
    return [
        state
        for state in group.states.values()
        if members.is_admin(state) and (not state["user"]["is_bot"] or p.get("return_bots"))
    ]


def _target(tg: TelegramServer, p: Raw, *, supergroups_only: bool = False) -> tuple[Group | Channel, Raw]:
    """The group and the user an administrator's act is about, if the bot may do it."""
    room = room_to_read(tg, p)
    group = tg.groups.get(room.id)
    if group is None:
        raise bad(
            "method is available for supergroup and channel chats only"
            if supergroups_only
            else "chat member status can't be changed"
        )
    if supergroups_only and room.kind != "supergroup":
        raise bad("method is available only for supergroups")
    user_id = p.get("user_id")
    state = group.state(user_id) if isinstance(user_id, int) else None
    if state is None and user_id in tg.people:
        state = members.left(tg.people[user_id].user)
    if state is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if user_id == tg.bot["id"]:
        raise bad("can't restrict self")
    if not group.bot_may("can_restrict_members"):
        raise bad("not enough rights to restrict/unrestrict chat member")
    if state["status"] == "creator":
        raise bad("can't remove chat owner")
    if state["status"] == "administrator":
        raise bad("user is an administrator of the chat")
    return group, state


def _until(tg: TelegramServer, p: Raw) -> int:
    """Less than 30 s or more than 366 days from now: for good."""
    until = int(p.get("until_date") or 0)
    return until if 30 <= until - tg.clock.now() <= 366 * DAY else 0


async def restrict_chat_member(tg: TelegramServer, p: Raw) -> bool:
    group, state = _target(tg, p, supergroups_only=True)
    if not isinstance(p.get("permissions"), dict):
        raise bad("can't parse chat permissions")
    independent = bool(p.get("use_independent_chat_permissions"))
    present = members.is_in(state)
    after = members.restricted(state["user"], p["permissions"], _until(tg, p), independent=independent, is_member=present)
    if all(after[key] for key in members.SEND if key != "can_edit_tag"):
        after = members.member(state["user"]) if present else members.left(state["user"])
    _become(tg, group, state["user"], after)
    return True


async def ban_chat_member(tg: TelegramServer, p: Raw) -> bool:
    group, state = _target(tg, p)
    _become(tg, group, state["user"], members.kicked(state["user"], _until(tg, p)))
    if p.get("revoke_messages") or group.room.kind != "group":
        for post in group.room.screen:
            if (post.raw.get("from") or {}).get("id") == state["user"]["id"]:
                post.gone = True
    return True


async def unban_chat_member(tg: TelegramServer, p: Raw) -> bool:
    """Who is in the chat is removed from it, unless `only_if_banned`."""
    group, state = _target(tg, p)
    if state["status"] == "kicked" or not p.get("only_if_banned"):
        _become(tg, group, state["user"], members.left(state["user"]))
    return True


def _become(tg: TelegramServer, group: Group | Channel, user: Raw, after: Raw) -> None:
    if isinstance(group, Group):
        group.become(user, after, by=tg.bot)
    else:
        group.states[user["id"]] = after


async def leave_chat(tg: TelegramServer, p: Raw) -> bool:
    room = room_to_read(tg, p)
    group = tg.groups.get(room.id)
    if group is None:
        raise bad("chat member status can't be changed in private chats")
    _become(tg, group, tg.bot, members.left(tg.bot))
    return True


METHODS: dict[str, Any] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "restrictChatMember": restrict_chat_member,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "leaveChat": leave_chat,
}
