"""What every store goes by: how a claim is told from a later one, and what of a conversation still counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.ports import Claim, Talk


@dataclass(frozen=True, slots=True)
class Held(Claim):
    """A claim that knows when its lease ends. A later claim of the same update ends later, so the two are never taken for one."""

    until: float = 0.0


def living(state: Talk, now: float) -> Talk:
    """`state` without what has expired. At the second of its `until` a thing has expired."""
    burst = state.burst if state.burst is not None and state.burst.until > now else None
    if state.token is None or state.token_until <= now:
        return Talk(language=state.language, burst=burst)
    return replace(state, burst=burst)
