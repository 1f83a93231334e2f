"""Shapes with a check inside: wallets, cards, phone numbers, amounts, times. Looked for in `clean`, the same in every language.

Sources: Base58Check (Bitcoin, Tron), BIP-173 and BIP-350 (bech32), EIP-55 (Ethereum), ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

import phonenumbers

Span = tuple[int, int]

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_WALLET = re.compile(
    r"(?<![A-Za-z0-9])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|0x[0-9a-fA-F]{40}"
    r"|(?:bc1|BC1)[0-9A-Za-z]{25,59})(?![A-Za-z0-9])"
)
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.]?\d)")
_PHONE = re.compile(r"(?<![0-9A-Za-z/.=@-])\+?\d[\d ()./-]{6,18}\d(?![\w@])")
_MAX_PHONES = 8  # candidates of one message that are worth asking the numbering plans about


def wallet(text: str) -> Iterator[Span]:
    """Crypto addresses whose checksum is right (an all-lower-case Ethereum address carries none and counts)."""
    for found in _WALLET.finditer(text):
        address = found.group()
        good = (
            _ethereum(address)
            if address.startswith("0x")
            else _bech32(address)
            if address[:3].lower() == "bc1"
            else _base58check(address)
        )
        if good:
            yield found.span()


def _base58check(address: str) -> bool:
    number = 0
    for letter in address:
        number = number * 58 + _BASE58.index(letter)
    if number >> 200:
        return False
    raw = number.to_bytes(25, "big")
    good = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
    return good and raw[0] in (0x00, 0x05, 0x41)


def _bech32(address: str) -> bool:
    lower = address.lower()
    if address not in (lower, address.upper()) or any(letter not in _BECH32 for letter in lower[3:]):
        return False
    values = [3, 3, 0, 2, 3, *(_BECH32.index(letter) for letter in lower[3:])]  # "bc", expanded
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= generator if top >> bit & 1 else 0
    return state in (1, 0x2BC830A3)


def _ethereum(address: str) -> bool:
    body = address[2:]
    # EIP-55 mixes the case as a checksum over Keccak-256, which hashlib lacks; one case means no checksum was written,
    # and a wrong one still names a wallet to a frightened reader, so form alone decides.
    return len(set(body.lower())) > 4


def card_number(text: str) -> Iterator[Span]:
    """Runs of 13-19 digits with a right Luhn check digit and a first digit card networks use."""
    for found in _CARD.finditer(text):
        digits = [int(each) for each in found.group() if each.isdigit()]
        doubled = sum(digits[-1::-2]) + sum(sum(divmod(2 * each, 10)) for each in digits[-2::-2])
        if doubled % 10 == 0 and digits[0] in (3, 4, 5, 6) and len(set(digits)) > 1:
            yield found.span()


def phone_number(text: str) -> Iterator[Span]:
    """Numbers that could be dialled: international ones by their plan, and Chinese mobiles, which are written bare."""
    for count, found in enumerate(_PHONE.finditer(text)):
        if count >= _MAX_PHONES:
            return
        written = found.group()
        region = None if written.startswith("+") else "CN" if re.fullmatch(r"1[3-9]\d{9}", written) else ""
        if region == "":
            continue
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            yield found.span()


_NUMBER = re.compile(r"(?<![\d.,])\d[\d.,]{0,12}(?<=\d)")
_MONEY_BEFORE = re.compile(
    r"(?:[$€£¥₩₱₦₹฿₫₿]|(?<![a-z])(?:usd|eur|gbp|rmb|cny|hkd|ntd|twd|sgd|myr|rm|inr|rs|rs\.|php|ngn|usdt|btc|naira|r\$)) ?$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r" ?(?:[kw](?![a-z]))? ?(?:[$€£¥₩₱₦₹]|(?:usdt?|eur|euros?|gbp|rmb|cny|hkd|ntd|sgd|btc|bucks|dollars?|pounds?|quid|naira"
    r"|pesos?|rupees?|ringgit|php|grand)(?![a-z])|多?(?:元|块|塊|蚊|万|萬|千|百块|百塊|人民币|人民幣|港币|港幣|台币|台幣|美金|美元|u(?![a-z])))",
    re.IGNORECASE,
)
_HAN_MONEY = re.compile(
    r"(?<![第一二两兩三四五六七八九十百千万萬])[一二两兩三四五六七八九十百千万萬几幾]{1,6}"
    r"(?:元(?![旦宵])|块钱|塊錢|块(?=[，。！,!]|$)|塊(?=[，。！,!]|$)|蚊)"
    r"|(?<![第一二两兩三四五六七八九十百千万萬])[一二两兩三四五六七八九几幾](?:千|万|萬)(?![一二三四五六七八九里裡步年名别別人个個多次字])"
)
_UNIT = re.compile(
    r" ?(?:m(?:ins?|inutes?)?|h(?:rs?|ours?)?|days?|secs?|seconds?)(?![a-z0-9])"
    r"|[个個]?(?:分钟|分鐘|小时|小時|钟头|鐘頭|天内|天內|天之内|天之內)",
    re.IGNORECASE,
)
_HAN_TIME = re.compile(r"(?:半|[一二两兩三四五六七八九十]{1,3})(?:个|個)?(?:分钟|分鐘|小时|小時|钟头|鐘頭|天内|天內)")
_LONGEST_BEFORE = 8


def amount(text: str) -> Iterator[Span]:
    """Numbers with a currency beside them, and Chinese sums written in words."""
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        before = _MONEY_BEFORE.search(text[max(0, start - _LONGEST_BEFORE) : start])
        after = _MONEY_AFTER.match(text, end)
        if before or after:
            yield start - len(before.group() if before else ""), after.end() if after else end
    for found in _HAN_MONEY.finditer(text):
        yield found.span()


def time_limit(text: str) -> Iterator[Span]:
    """A number of minutes, hours or days."""
    for found in _NUMBER.finditer(text):
        unit = _UNIT.match(text, found.end())
        if unit and found.end() - found.start() <= 3:
            yield found.start(), unit.end()
    for found in _HAN_TIME.finditer(text):
        yield found.span()


DETECTORS: dict[str, Callable[[str], Iterator[Span]]] = {
    "amount": amount,
    "time-limit": time_limit,
    "wallet": wallet,
    "card-number": card_number,
    "phone-number": phone_number,
}
