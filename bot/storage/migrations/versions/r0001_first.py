"""Claims and leases of updates, what is kept of a conversation, the fingerprint of the key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

UpdateId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "talk",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("token", sa.String(64)),
        sa.Column("token_until", sa.Double, nullable=False),
        sa.Column("language", sa.String(35)),
        sa.PrimaryKeyConstraint("key", name="talk_pkey"),
    )
    op.create_table(
        "burst",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="burst_pkey"),
    )
    op.create_table(
        "claim",
        sa.Column("update_id", UpdateId, autoincrement=False, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="claim_pkey"),
    )
    op.create_index("claim_until", "claim", ["until"])
    op.create_table(
        "lease",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("update_id", UpdateId, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="lease_pkey"),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="meta_pkey"),
    )
