"""A message as two views, ``clean`` and ``fold``, that undo spelling tricks and lead back to what was written.

Pure: nothing here reads, writes, waits or logs, and no string makes it fail.
"""

from bot.text.cleaning import LIMIT
from bot.text.scripts import HAN, WORD, is_han
from bot.text.views import View, Views, clean, fold, look

__all__ = ["HAN", "LIMIT", "WORD", "View", "Views", "clean", "fold", "is_han", "look"]
