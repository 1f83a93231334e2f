"""Members of groups and channels as the Bot API describes them."""

from __future__ import annotations

from tests.telegram_server.basics import Raw, words

RIGHTS = words(
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members can_change_info "
    "can_invite_users can_post_stories can_edit_stories can_delete_stories can_send_welcome_messages can_pin_messages "
    "can_manage_topics"
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")  # only there

BOT_RIGHTS = {"can_manage_chat", "can_delete_messages", "can_restrict_members", "can_invite_users", "can_pin_messages"}
SEND = words(
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_react_to_messages can_edit_tag"
)
PERMISSIONS = (*SEND, "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")


def owner(user: Raw, *, anonymous: bool = False) -> Raw:
    return {"user": user, "status": "creator", "is_anonymous": anonymous}


def administrator(user: Raw, rights: Raw | None = None, *, anonymous: bool = False) -> Raw:
    """`rights`: those given; None: what a moderating bot is given."""
    given = dict.fromkeys(BOT_RIGHTS, True) if rights is None else {"can_manage_chat": True} | rights
    base: Raw = {"user": user, "status": "administrator", "can_be_edited": False, "is_anonymous": anonymous}
    return (
        base | {right: bool(given.get(right)) for right in RIGHTS} | {key: given[key] for key in CHANNEL_RIGHTS if key in given}
    )


def member(user: Raw) -> Raw:
    return {"user": user, "status": "member"}


def left(user: Raw) -> Raw:
    return {"user": user, "status": "left"}


def kicked(user: Raw, until: int = 0) -> Raw:
    return {"user": user, "status": "kicked", "until_date": until}


def restricted(user: Raw, permissions: Raw, until: int, *, independent: bool, is_member: bool = True) -> Raw:
    """`independent`: each permission counts for itself; otherwise some imply others, as in restrictChatMember."""
    given = {key: bool(permissions.get(key)) for key in PERMISSIONS}
    if not independent and (given["can_send_other_messages"] or given["can_add_web_page_previews"]):
        given |= dict.fromkeys(SEND[:7], True)
    elif not independent and given["can_send_polls"]:
        given["can_send_messages"] = True
    given["can_react_to_messages"] = given["can_react_to_messages"] or "can_react_to_messages" not in permissions
    return {"user": user, "status": "restricted", "is_member": is_member, "until_date": until} | given


def is_in(state: Raw | None) -> bool:
    return state is not None and (state["status"] in ("creator", "administrator", "member") or bool(state.get("is_member")))


def is_admin(state: Raw | None) -> bool:
    return state is not None and state["status"] in ("creator", "administrator")
