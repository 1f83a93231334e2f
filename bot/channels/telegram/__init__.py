"""Telegram: updates in, calls out. PTB gives the requests and their errors; order, claims and pace are ours (DESIGN 7)."""

import os

# PTB then gives times as timedelta, which it means to do always, instead of warning about each.
os.environ.setdefault("PTB_TIMEDELTA", "true")
