"""Which language to answer in, where the channel does not say."""

from __future__ import annotations

import re

from bot.text import is_han

_TRADITIONAL = re.compile("[這個說話對會沒們來發給錢幫嗎還畀嘅咗喺佢啲]")  # frequent, and written otherwise in simplified Chinese


def guess(text: str, current: str) -> str:
    """Someone who writes Chinese is answered in Chinese, whatever `current` says; a person's own choice goes before any guess."""
    han = sum(map(is_han, text))
    if current.startswith("zh") or not han or han * 3 < len(text):
        return current
    return "zh-Hant" if _TRADITIONAL.search(text) else "zh-Hans"
