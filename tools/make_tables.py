"""Write bot/text/tables.py: the character tables the text package reads.

Run ``python tools/make_tables.py`` after ``pip install opencc confusable_homoglyphs``; the bot needs neither.
The same versions of the two give the same bytes.
"""

import json
import re
import unicodedata
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import confusable_homoglyphs
import opencc

TARGET = Path(__file__).parent.parent / "bot" / "text" / "tables.py"
HAN_BLOCKS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# Scripts whose letters are put into Latin words. Others (Thai, Arabic, Han ...) only look alike to a program.
SCRIPTS = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LATIN", "LISU", "COPTIC"}


def simplified() -> dict[str, str]:
    """Traditional character to simplified, one to one. OpenCC's own chains are followed to their end."""
    convert = opencc.OpenCC("t2s").convert
    table = {}
    for first, last in HAN_BLOCKS:
        for char in map(chr, range(first, last + 1)):
            result = convert(unicodedata.normalize("NFKC", char))
            if unicodedata.is_normalized("NFKC", char) and len(result) == 1 and result != char:
                table[char] = result
    while chained := [char for char, result in table.items() if result in table]:
        for char in chained:
            table[char] = table[table[char]]
    return table


def lookalikes() -> dict[str, str]:
    """Letter of another script, or an odd Latin one, to the ASCII letter it is taken for; case is kept."""
    listed = json.loads((files(confusable_homoglyphs) / "confusables.json").read_text(encoding="utf-8"))
    table: dict[str, str] = {}
    for char, twins in listed.items():
        if len(char) != 1 or char.isascii() or unicodedata.name(char, "").split(" ")[0] not in SCRIPTS:
            continue
        if ord(char) > 0xFFFF or not unicodedata.is_normalized("NFKC", char) or not char.isalpha():
            continue
        letters = [twin["c"] for twin in twins if re.fullmatch("[A-Za-z]", twin["c"])]
        if letters:
            # Unicode names l as the twin of a capital iota or a Cyrillic I; a reader takes both for I.
            table[char] = "I" if letters[0] == "l" and char.isupper() else letters[0]
    return dict(sorted(table.items()))


def block(name: str, text: str, width: int) -> str:
    rows = [text[at : at + width] for at in range(0, len(text), width)]
    return f"{name} = (\n" + "".join(f'    "{row}"\n' for row in rows) + ")\n"


def main() -> None:
    han, letters = simplified(), lookalikes()
    header = f'''"""Character tables. Written by tools/make_tables.py: change that, not this.

TRADITIONAL[i] becomes SIMPLIFIED[i]. Source: OpenCC {version("opencc")}, configuration t2s, results of one character.
    Copyright Carbo Kuo and contributors, Apache License 2.0, https://github.com/BYVoid/OpenCC
ALIKE[i] is taken for TAKEN_FOR[i]. Source: confusable_homoglyphs {version("confusable_homoglyphs")}, MIT License,
    https://github.com/vhf/confusable_homoglyphs, made from Unicode's confusables.txt
    (Copyright Unicode, Inc., Unicode License V3, https://www.unicode.org/Public/security/).
"""

'''
    body = [
        block("TRADITIONAL", "".join(han), 50),
        block("SIMPLIFIED", "".join(han.values()), 50),
        block("ALIKE", "".join(letters), 50),
        block("TAKEN_FOR", "".join(letters.values()), 50),
    ]
    TARGET.write_text(header + "\n".join(body), encoding="utf-8")


if __name__ == "__main__":
    main()
