"""What bot.ports.Store promises, held to memory, SQLite and PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ports import BURST_KEPT, CASE_KEPT, CLAIM_KEPT, LEASE, Burst, Claim, Store, Taken, Talk
from bot.vault import Vault

NOW = 1_700_000_000.25
BURST = Burst(reply=77, signals=("threat", "pay"), count=2, until=NOW + BURST_KEPT)
FULL = Talk(token="AbC_-09", token_until=NOW + CASE_KEPT, language="zh-Hant", burst=BURST)


@pytest.fixture
def key(vault: Vault) -> bytes:
    return vault.key("private", 4711)


async def claimed(store: Store, update: int, key: bytes, now: float = NOW) -> Claim:
    claim = await store.claim(update, key, now)
    assert isinstance(claim, Claim)
    return claim


async def kept(store: Store, key: bytes, now: float = NOW) -> Talk:
    """What a next update would find; it leaves a claim, and changes nothing of the talk."""
    kept.update += 1  # type: ignore[attr-defined]
    claim = await claimed(store, kept.update, key, now)  # type: ignore[attr-defined]
    await store.give_up(claim, now)
    return claim.state


kept.update = 10_000  # type: ignore[attr-defined]


async def test_a_claim_says_what_it_is(store: Store, key: bytes) -> None:
    claim = await claimed(store, 1, key)
    assert (claim.update, claim.key, claim.state) == (1, key, Talk())


async def test_what_is_settled_is_found_again(store: Store, key: bytes) -> None:
    assert await store.settle(await claimed(store, 1, key), FULL, NOW)
    assert (await claimed(store, 2, key)).state == FULL


async def test_an_update_is_worked_off_once(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    assert await store.claim(1, key, NOW) is Taken.done
    assert await store.claim(1, key, NOW + CLAIM_KEPT - 1) is Taken.done


async def test_the_largest_update_id_of_the_bot_api(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 2**63 - 1, key), FULL, NOW)
    assert await store.claim(2**63 - 1, key, NOW) is Taken.done


async def test_held_is_busy_until_the_lease_ends(store: Store, key: bytes) -> None:
    await claimed(store, 1, key)
    assert await store.claim(1, key, NOW + LEASE - 0.001) is Taken.busy
    await claimed(store, 1, key, NOW + LEASE)


async def test_held_is_busy_whatever_the_talk(store: Store, key: bytes, vault: Vault) -> None:
    await claimed(store, 1, key)
    assert await store.claim(1, vault.key("another"), NOW) is Taken.busy
    await claimed(store, 2, vault.key("another"))


async def test_one_update_of_a_talk_at_a_time(store: Store, key: bytes) -> None:
    first = await claimed(store, 1, key)
    assert await store.claim(2, key, NOW) is Taken.busy
    await store.settle(first, FULL, NOW)
    assert (await claimed(store, 2, key)).state == FULL


async def test_being_busy_claims_nothing(store: Store, key: bytes, vault: Vault) -> None:
    await claimed(store, 1, key)
    assert await store.claim(2, key, NOW) is Taken.busy
    await claimed(store, 2, vault.key("another"))


async def test_talks_do_not_wait_for_one_another(store: Store, vault: Vault) -> None:
    one, two = await claimed(store, 1, vault.key(1)), await claimed(store, 2, vault.key(2))
    assert await store.settle(two, FULL, NOW)
    assert await store.settle(one, replace(FULL, language="en"), NOW)
    assert (await kept(store, vault.key(1))).language == "en"
    assert await kept(store, vault.key(2)) == FULL


async def test_the_next_update_of_a_talk_may_come_when_the_lease_ends(store: Store, key: bytes) -> None:
    await claimed(store, 1, key)
    assert await store.claim(2, key, NOW + LEASE - 1) is Taken.busy
    await claimed(store, 2, key, NOW + LEASE)


async def test_late_is_not_lost(store: Store, key: bytes) -> None:
    claim = await claimed(store, 1, key)
    assert await store.settle(claim, FULL, NOW + LEASE + 5)
    assert (await kept(store, key, NOW + LEASE + 5)).token == FULL.token


async def test_lost_to_a_later_claim_of_the_same_update(store: Store, key: bytes) -> None:
    lost = await claimed(store, 1, key)
    later = await claimed(store, 1, key, NOW + LEASE)
    assert not await store.settle(lost, FULL, NOW + LEASE)
    assert await store.claim(1, key, NOW + LEASE) is Taken.busy
    assert await store.settle(later, replace(FULL, language="en"), NOW + LEASE)
    assert (await kept(store, key, NOW + LEASE)).language == "en"


async def test_lost_to_another_update_of_the_talk(store: Store, key: bytes) -> None:
    lost = await claimed(store, 1, key)
    other = await claimed(store, 2, key, NOW + LEASE)
    assert not await store.settle(lost, FULL, NOW + LEASE)
    assert await store.settle(other, replace(FULL, language="en"), NOW + LEASE)
    assert not await store.settle(lost, FULL, NOW + LEASE)
    assert (await kept(store, key, NOW + LEASE)).language == "en"
    await claimed(store, 1, key, NOW + LEASE)  # it was not done


async def test_settled_twice(store: Store, key: bytes) -> None:
    claim = await claimed(store, 1, key)
    assert await store.settle(claim, FULL, NOW)
    assert not await store.settle(claim, Talk(language="en"), NOW)
    assert await kept(store, key) == FULL


async def test_a_claim_that_no_store_gave(store: Store, key: bytes) -> None:
    assert not await store.settle(Claim(1, key), FULL, NOW)
    assert await kept(store, key) == Talk()


async def test_given_up_is_done_and_changes_nothing(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    claim = await claimed(store, 2, key)
    await store.give_up(claim, NOW)
    assert await store.claim(2, key, NOW) is Taken.done
    assert not await store.settle(claim, Talk(), NOW)
    assert await kept(store, key) == FULL


async def test_given_up_after_its_lease_was_swept_away(store: Store, key: bytes) -> None:
    claim = await claimed(store, 1, key)
    await store.sweep(NOW + LEASE)
    await store.give_up(claim, NOW + LEASE)
    assert await store.claim(1, key, NOW + LEASE) is Taken.done


async def test_giving_up_takes_nothing_from_who_has_it_now(store: Store, key: bytes) -> None:
    lost = await claimed(store, 1, key)
    later = await claimed(store, 1, key, NOW + LEASE)
    await store.give_up(lost, NOW + LEASE)
    assert await store.claim(2, key, NOW + LEASE) is Taken.busy
    assert await store.settle(later, FULL, NOW + LEASE)


async def test_the_case_lives_a_day_and_the_language_longer(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    assert (await kept(store, key, NOW + CASE_KEPT - 1)).token == FULL.token
    assert await kept(store, key, NOW + CASE_KEPT) == Talk(language="zh-Hant")


async def test_a_burst_lives_a_minute(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    assert (await kept(store, key, NOW + BURST_KEPT - 0.5)).burst == BURST
    assert (await kept(store, key, NOW + BURST_KEPT)).burst is None


async def test_what_has_expired_is_not_kept(store: Store, key: bytes) -> None:
    stale = Talk(token="AAAA", token_until=NOW, burst=replace(BURST, until=NOW))
    await store.settle(await claimed(store, 1, key), stale, NOW)
    assert await kept(store, key, NOW - 1) == Talk()


@pytest.mark.parametrize(
    "changed",
    [
        replace(FULL, token="BBBB", token_until=NOW + 5),
        replace(FULL, token=None, token_until=0.0),
        replace(FULL, language=None),
        replace(FULL, burst=None),
        replace(FULL, burst=Burst(reply=-5, signals=(), count=9, until=NOW + 3)),
        Talk(burst=BURST),
        Talk(language="en"),
        Talk(),
        FULL,
    ],
)
async def test_each_part_of_a_talk_changes_by_itself(store: Store, key: bytes, changed: Talk) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    await store.settle(await claimed(store, 2, key), changed, NOW)
    assert await kept(store, key) == changed


async def test_an_empty_talk_leaves_no_row(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    await store.settle(await claimed(store, 2, key), Talk(), NOW)
    await store.settle(await claimed(store, 3, key), Talk(token_until=NOW + 9), NOW)
    assert await store.sweep(NOW + CLAIM_KEPT) == 3  # the claims


async def test_forgotten(store: Store, key: bytes, vault: Vault) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    await store.settle(await claimed(store, 2, vault.key("another")), FULL, NOW)
    await store.forget(key)
    assert await kept(store, key) == Talk()
    assert await kept(store, vault.key("another")) == FULL


async def test_forgetting_in_the_middle_of_an_update(store: Store, key: bytes) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    claim = await claimed(store, 2, key)
    await store.forget(key)
    assert await store.settle(claim, Talk(), NOW)
    assert await kept(store, key) == Talk()
    assert await store.sweep(NOW + CLAIM_KEPT) == 3


async def test_freed(store: Store, key: bytes, vault: Vault) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    lost = await claimed(store, 2, key)
    await claimed(store, 3, vault.key("another"))
    await store.free_all()
    assert await store.claim(1, key, NOW) is Taken.done
    assert not await store.settle(lost, Talk(), NOW)
    assert (await claimed(store, 2, key)).state == FULL
    await claimed(store, 3, vault.key("another"))


async def test_sweeping(store: Store, key: bytes, vault: Vault) -> None:
    await store.settle(await claimed(store, 1, key), FULL, NOW)
    await store.settle(await claimed(store, 2, vault.key("no language")), Talk("AAAA", NOW + 10), NOW)
    await claimed(store, 3, vault.key("never settled"))
    assert await store.sweep(NOW) == 0
    assert await store.sweep(NOW + 10) == 1  # the talk without a language
    assert await store.sweep(NOW + BURST_KEPT) == 3  # the burst; the claim and the lease of 3
    assert await store.sweep(NOW + CASE_KEPT) == 0  # a token goes, but the language beside it stays
    assert await store.claim(1, key, NOW + CLAIM_KEPT - 1) is Taken.done
    assert await store.sweep(NOW + CLAIM_KEPT) == 2  # the claims
    assert await kept(store, key) == Talk(language="zh-Hant")


async def test_what_was_swept_away_may_be_claimed_again(store: Store, key: bytes) -> None:
    lost = await claimed(store, 1, key)
    await store.sweep(NOW + LEASE)
    later = await claimed(store, 1, key, NOW + LEASE)
    assert not await store.settle(lost, FULL, NOW + LEASE)
    assert await store.settle(later, Talk(language="en"), NOW + LEASE)


async def test_a_claim_shows_no_key(store: Store, key: bytes) -> None:
    shown = repr(await claimed(store, 1, key))
    assert repr(key) not in shown
    assert key.hex() not in shown
    assert "key" not in shown
