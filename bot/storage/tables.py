"""The tables. DESIGN 6 says what each is for and how long its rows live; a change here needs a migration (a test compares)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData(
    naming_convention={"pk": "%(table_name)s_pkey", "ix": "%(table_name)s_%(column_0_name)s"},
)

# Only INTEGER, not BIGINT, makes SQLite find rows by it without an index; both hold 64 bits.
UpdateId = BigInteger().with_variant(Integer, "sqlite")

# Times are seconds since 1970. A key is Vault.key of the ids.
talk = Table(
    "talk",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("token", String(64)),
    Column("token_until", Double, nullable=False),
    Column("language", String(35)),  # the longest tag that RFC 5646 asks for
)
burst = Table(
    "burst",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # reply, signals and count as JSON
    Column("until", Double, nullable=False),
)
claim = Table(
    "claim",
    metadata,
    Column("update_id", UpdateId, primary_key=True, autoincrement=False),
    Column("done", Boolean, nullable=False),
    Column("until", Double, nullable=False, index=True),  # the end of the lease; once done, the end of the row
)
lease = Table(
    "lease",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("update_id", UpdateId, nullable=False),
    Column("until", Double, nullable=False),
)
meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

KEYED = (talk, burst, lease)  # what is of no use without the key it was written with
