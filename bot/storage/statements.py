"""The statements of bot.storage.sql, made once. SQLite and PostgreSQL have the same words for all of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, and_, delete, null, or_, select, update
from sqlalchemy import bindparam as given
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import burst, claim, lease, talk

_mine = and_(claim.c.update_id == given("update"), claim.c.until == given("held"), claim.c.done.is_(False))


class Statements:
    """What is given to each: `update`, its id; `at`, the key of a talk; `now`; `until`, of a new row; `held`, the `until` of
    one's own claim; `kept`, how long a settled one is kept; and the columns of talk and burst.
    """

    def __init__(self, dialect: str) -> None:
        insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]

        def put(table: Table, *columns: str) -> Any:
            row = insert(table).values(key=given("at"), **{name: given(name) for name in columns})
            return row.on_conflict_do_update(index_elements=["key"], set_={name: row.excluded[name] for name in columns})

        # A row comes back if it is ours: it was not there, or what was there has expired.
        row = insert(claim).values(update_id=given("update"), done=False, until=given("until"))
        self.claim = row.on_conflict_do_update(
            index_elements=["update_id"],
            set_={"until": row.excluded.until},
            where=and_(claim.c.done.is_(False), claim.c.until <= given("now")),
        ).returning(claim.c.update_id)
        row = insert(lease).values(key=given("at"), update_id=given("update"), until=given("until"))
        self.lease = row.on_conflict_do_update(
            index_elements=["key"],
            set_={"update_id": row.excluded.update_id, "until": row.excluded.until},
            where=lease.c.until <= given("now"),
        ).returning(lease.c.key)

        # Always one row: the lease we have just taken.
        everything = lease.outerjoin(talk, talk.c.key == lease.c.key).outerjoin(burst, burst.c.key == lease.c.key)
        columns = (talk.c.token, talk.c.token_until, talk.c.language, burst.c.sealed, burst.c.until)
        self.state = select(*columns).select_from(everything).where(lease.c.key == given("at"))
        self.is_done = select(claim.c.done).where(claim.c.update_id == given("update"))

        self.settle = update(claim).where(_mine).values(done=True, until=given("kept"))
        self.give_back = delete(lease).where(
            lease.c.key == given("at"), lease.c.update_id == given("update"), lease.c.until == given("held")
        )
        # Also if the claim was swept away; not if somebody else has it by now.
        row = insert(claim).values(update_id=given("update"), done=True, until=given("kept"))
        self.give_up = row.on_conflict_do_update(
            index_elements=["update_id"], set_={"done": True, "until": row.excluded.until}, where=_mine
        )

        self.put_talk = put(talk, "token", "token_until", "language")
        self.put_burst = put(burst, "sealed", "until")
        self.drop_talk = delete(talk).where(talk.c.key == given("at"))
        self.drop_burst = delete(burst).where(burst.c.key == given("at"))

        # In the order in which rows are locked, see SqlStore.
        no_token = or_(talk.c.token.is_(null()), talk.c.token_until <= given("now"))
        self.sweep = (
            delete(claim).where(claim.c.until <= given("now")),
            delete(lease).where(lease.c.until <= given("now")),
            delete(talk).where(talk.c.language.is_(null()), no_token),
        )
        self.sweep_tokens = (
            update(talk)
            .where(talk.c.token.is_not(null()), talk.c.token_until <= given("now"))
            .values(token=None, token_until=0.0)
        )
        self.sweep_bursts = delete(burst).where(burst.c.until <= given("now"))
