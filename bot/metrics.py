"""What is counted for operators, in Prometheus' form. Labels are kinds and outcomes; nothing of a person is ever a label."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

updates = Counter("unhook_updates", "Updates read, by kind.", ["kind"])
broken = Counter("unhook_updates_broken", "Updates that could not be read or answered, by class of the error.", ["error"])
settled = Counter(
    "unhook_updates_settled",
    "How updates ended: done, before, busy, gone, late, lost, failed, store, let go, nothing.",
    ["outcome"],
)
sent = Counter("unhook_calls", "Calls to Telegram, by method and outcome.", ["method", "outcome"])
unread = Counter("unhook_meanings_missing", "Messages the encoder was too slow for, or failed on; read without it.")
waiting = Gauge("unhook_updates_waiting", "Updates taken in and not finished.")
seconds = Histogram(
    "unhook_reply_seconds",
    "From an update's arrival to the end of its handling.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
