"""What looks the same in every language: wallets, cards, phones, sums, times. With a wrong checksum it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.shapes import DETECTORS

# Published examples: the first block's address, BIP-173 and BIP-350, EIP-55, Tron's USDT contract.
WALLETS = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
]
CARDS = ["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6222021234567894"]
PHONES = ["+44 7911 123456", "+1 (212) 555-0187", "13800138000", "+86 138 0013 8000", "+91 98765 43210"]
AMOUNTS = [
    "$500",
    "500 USD",
    "usdt 2000",
    "£1,500.50",
    "5k dollars",
    "3000元",
    "五千块钱",
    "三万",
    "2w块",
    "RM 300",
    "₹5000",
    "0.5 BTC",
]
TIMES = ["10 minutes", "24h", "2 hrs", "3 days", "10分钟", "48小時", "十分钟", "半小时", "三天內"]
NOTHING = {
    "wallet": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
               "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6x", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
               "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0x5290",
               "0x0000000000000000000000000000000000000000", "1" * 34, "T" + "1" * 33],
    "card-number": ["4111 1111 1111 1112", "0000 0000 0000 0000", "1234567890123", "4111.1111.1111.1111", "978 3 16 148410 0"],
    "phone-number": ["12-10-2024", "138001380001", "+999 12 34 56 78", "20240917 5531", "user@13800138000", "v1.13800138000"],
    "amount": ["500", "room 2000", "第三百货", "500 Main Street", "$", "大千世界", "usable 5"],
    "time-limit": ["10m2", "gate 12 by the minute", "五天前", "1500 minutes", "mins"],
}  # fmt: skip


def found(detector: str, text: str) -> list[str]:
    return [text[start:end] for start, end in DETECTORS[detector](text)]


@pytest.mark.parametrize("address", WALLETS)
def test_an_address_with_a_right_checksum_is_a_wallet(address: str) -> None:
    assert found("wallet", f"send it to {address}, now") == [address]


@pytest.mark.parametrize("address", [each for each in WALLETS if not each.startswith("0x")])
def test_an_address_with_one_letter_wrong_is_none(address: str) -> None:
    for at in range(4, len(address) - 1):
        other = "q" if address[at].lower() != "q" else "p"
        other = other.upper() if address.isupper() else other
        assert found("wallet", address[:at] + other + address[at + 1 :]) == []


@pytest.mark.parametrize("number", CARDS)
def test_digits_with_a_right_check_digit_are_a_card(number: str) -> None:
    assert found("card-number", f"put it on {number} please") == [number]


@pytest.mark.parametrize("at", range(16))
def test_a_card_with_one_digit_wrong_is_none(at: int) -> None:
    number = "4111111111111111"
    assert found("card-number", number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]) == []


@pytest.mark.parametrize("number", PHONES)
def test_a_number_that_can_be_dialled_is_a_phone(number: str) -> None:
    assert found("phone-number", f"call {number} now") == [number]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_a_number_with_a_currency_is_an_amount(amount: str) -> None:
    assert [each.strip() for each in found("amount", f"pay {amount}, now")][:1] == [amount]


@pytest.mark.parametrize("time", TIMES)
def test_a_number_of_minutes_is_a_time(time: str) -> None:
    assert found("time-limit", f"within {time}, or")[:1] == [time]


@pytest.mark.parametrize(("detector", "text"), [(name, text) for name, texts in NOTHING.items() for text in texts])
def test_what_only_resembles_it_is_not_found(detector: str, text: str) -> None:
    assert found(detector, text) == []


@given(st.text(alphabet="0123456789abcdefxTB15c+()-., $元万千分钟hm\ud800天", max_size=200) | st.text(max_size=100))
def test_no_text_makes_a_detector_fail_and_every_span_lies_inside(text: str) -> None:
    for name, detector in DETECTORS.items():
        spans = list(detector(text))
        assert all(0 <= start < end <= len(text) for start, end in spans), name
