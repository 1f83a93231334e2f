"""What somebody who tends rules/ is told when something is wrong: every problem at once, each at its line, in plain words.

Each case breaks a copy of tests/small in one place; tests/bad/<case>.txt holds the exact lines they read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.source import BadContent, Problem

Golden = Callable[[str, str], None]
Break = Callable[[Path], None]

SIGNALS = "languages/en/signals/all.yaml"
SCHEME = "schemes/sextortion.yaml"
STEPS = "checklists/sextortion.yaml"
WORDS = "languages/en/checklists/sextortion.yaml"
HAN_WORDS = "languages/zh-Hans/checklists/sextortion.yaml"
UI = "languages/en/ui.yaml"
HAN_UI = "languages/zh-Hans/ui.yaml"
GB = "helplines/gb.yaml"
WORLD = "helplines/worldwide.yaml"
DOMAINS = "helplines/domains.txt"


def swap(name: str, old: str, new: str) -> Break:
    """Write `new` for the one place of `old` in a file."""

    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def phrase(new: str) -> Break:
    return swap(SIGNALS, "'i am being blackmailed'", f"'{new}'")


def put(name: str, data: bytes) -> Break:
    def change(root: Path) -> None:
        (root / name).write_bytes(data)

    return change


def heads(text: str, weights: bytes | None = None) -> Break:
    """Give the small content a classifier."""

    def change(root: Path) -> None:
        (root / "classifier").mkdir()
        (root / "classifier/heads.yaml").write_text(text, "utf-8")
        if weights is not None:
            (root / "classifier/weights.npz").write_bytes(weights)

    return change


def drop(name: str) -> Break:
    return lambda root: (root / name).unlink()


def several(*breaks: Break) -> Break:
    def change(root: Path) -> None:
        for each in breaks:
            each(root)

    return change


CASES: dict[str, Break] = {
    # signals and their wordings
    "repeated-key": swap("signals.yaml", "jokes:\n", "demands:\n"),
    "signal-no-language-says": swap("signals.yaml", "jokes:\n", "jests:\n"),
    "signal-with-unknown-fact": swap("signals.yaml", "{self-harm: yes}", "{self-hurt: yes}"),
    "signal-with-unknown-stage": swap("signals.yaml", "stage: payment, kind: evidence", "stage: paying, kind: evidence"),
    "too-few-hits": swap(SIGNALS, '    - "haha, just kidding!"\n', ""),
    "too-few-misses": swap(SIGNALS, '    - "not just you"\n', ""),
    "wording-of-no-signal": swap(SIGNALS, "jokes:\n", "joking:\n"),
    "no-phrases": swap(SIGNALS, "  phrases:\n    - 'just kidding'\n", ""),
    "no-reason": swap(SIGNALS, "  reason: It reads like a joke.\n", ""),
    # phrases
    "unclosed-bracket": phrase("i am (being|getting blackmailed"),
    "bracket-never-opened": phrase("i am being) blackmailed"),
    "nesting-three-deep": phrase("i am (being (really (badly|so)|so)|getting) blackmailed"),
    "gap-at-the-end": phrase("i am being blackmailed .."),
    "gap-at-the-start": phrase(".. i am being blackmailed"),
    "no-characteristic-word": phrase("he # .. [blackmailed]"),
    "unknown-slot": phrase("i am being <blackmailed>"),
    "star-inside-a-word": phrase("i am being black*mailed"),
    "empty-choice": phrase("i am (being|) blackmailed"),
    "phrase-over-a-sentence-end": phrase("help! i am being blackmailed"),
    "same-phrase-twice": swap(SIGNALS, "'(he|she|they) (blackmails|threatens) me'", "'i am being blackmailed'"),
    # rules
    "rule-with-unknown-signal": swap(SCHEME, "  money: [demands, amount]", "  money: [demand, amount]"),
    "rule-with-misspelt-key": swap(SCHEME, "any: [money]", "anny: [money]"),
    "rule-with-unknown-level": swap(SCHEME, "level: caution", "level: warning"),
    "rule-with-unknown-step": swap(SCHEME, """do-not-pay
    hits:
      - {lang: en, text: "i will""", """dont-pay
    hits:
      - {lang: en, text: "i will"""),
    "rule-without-a-miss": swap(SCHEME, '      - {lang: en, text: "nice video"}\n', ""),
    "rule-example-in-no-language": swap(SCHEME, '{lang: en, text: "nice video"}', '{lang: fr, text: "belle video"}'),
    "rule-that-names-nothing": swap(SCHEME, "when: {all: [threatens]}\n", "when: {unless: [jokes]}\n"),
    "rule-asks-for-too-many": swap(SCHEME, "when: {all: [threatens]}\n", "when: {count: 3, of: [money]}\n"),
    # steps and their wordings
    "step-number-taken": swap(STEPS, "{n: 9, id: afterwards", "{n: 8, id: afterwards"),
    "step-number-zero": swap(STEPS, "{n: 9, id: afterwards", "{n: 0, id: afterwards"),
    "step-number-too-high": swap(STEPS, "{n: 9, id: afterwards", "{n: 64, id: afterwards"),
    "step-that-leads-nowhere": swap(STEPS, "goto: not-safe", "goto: unsafe"),
    "step-not-worded": swap(HAN_WORDS, "block:\n  title: 拉黑对方。\n  body: [聊天记录还在你这边。]\n  done: 拉黑了\n", ""),
    "option-without-label": swap(WORDS, "    in-real-life: In real life\n", ""),
    "option-of-no-step": swap(WORDS, "    in-real-life: In real life", "    in-real-life: In real life\n    maybe: Maybe"),
    "body-of-four-lines": swap(WORDS, "[Write to me any time.]", "[One., Two., Three., Four.]"),
    "label-too-long": swap(WORDS, "    threatened: Someone threatens me", "    threatened: People I have never met threaten me"),
    "no-main-button": swap(WORDS, "  done: Blocked\n", ""),
    # texts of the interface
    "ui-key-missing": swap(HAN_UI, 'go-back: "返回"\n', ""),
    "ui-key-of-nothing": swap(HAN_UI, "go-back:", "go-forth:"),
    "ui-place-misspelt": swap(HAN_UI, "{commands}", "{comands}"),
    "ui-not-a-text": swap(UI, 'go-back: "Back"', "go-back: [Back]"),
    # helplines
    "helpline-without-source": swap(GB, "    source: https://example.org/999\n", ""),
    "helpline-with-bad-date": swap(GB, "date: 2026-05-01", "date: 1 May 2026"),
    "helpline-with-bad-address": swap(GB, "source: https://example.org/999", "source: example.org/999"),
    "helpline-of-another-country": swap(GB, "country: GB", "country: US"),
    "helpline-not-named-in-a-language": swap(GB, "name: {en: Listeners, zh-Hans: 倾听热线}", "name: {en: Listeners}"),
    "helpline-out-of-reach": swap(GB, "    phone: 999\n", ""),
    "worldwide-helplines-missing": drop(WORLD),
    "reporting-risk-not-in-every-language": swap(GB, "lines:\n", "reporting_risk: {text: {en: Ask first.}, source: https://example.org/law}\nlines:\n"),
    # addresses
    "address-of-a-look-alike": swap(WORLD, "url: https://example.org/find", "url: https://example.org.help/find"),
    "address-in-disguise": swap(WORLD, "url: https://example.org/find", "url: https://example.org@help.example/find"),
    "address-in-words": swap(HAN_WORDS, "body: [聊天记录还在你这边。]", "body: [写信到help@examp1e.org。]"),
    "domain-that-is-none": swap(DOMAINS, "example.org #", "https://example.org #"),
    "no-domains": drop(DOMAINS),
    # languages
    "language-number-taken": swap("languages/zh-Hans/language.yaml", "n: 1", "n: 0"),
    "language-based-on-nothing": swap("languages/zh-Hans/language.yaml", "spaced: no", "spaced: no\nbased_on: zh-Hant"),
    "no-everyday-lines": drop("languages/en/benign.txt"),
    # the classifier
    "head-that-raises-nothing": heads("heads:\n  threat: {}\nspeakers: {}\n"),
    "head-with-unknown-signal": heads("heads:\n  threat: {raises: threatens, signals: [threats]}\nspeakers: {}\n"),
    "speaker-there-is-not": heads("heads: {}\nspeakers:\n  robot: {}\n"),
    "weights-that-are-none": heads("heads: {}\nspeakers: {}\n", b"hello"),
    # files that cannot be read
    "tab": swap(SIGNALS, "    - 'i want to die'", "\t- 'i want to die'"),
    "colon-in-a-text": swap(SIGNALS, 'reason: They want money.', 'reason: They want: money.'),
    "empty-file": put(SIGNALS, b""),
    "not-a-mapping": put(SIGNALS, b"- threatens\n- demands\n"),
    "not-utf-8": put(SIGNALS, "threatens:\n  reason: caf\u00e9\n".encode("latin-1")),
    "everyday-lines-not-utf-8": put("languages/en/benign.txt", b"caf\xe9\n"),
    "several-at-once": several(
        swap("signals.yaml", "{self-harm: yes}", "{self-hurt: yes}"),
        phrase("i am (being|getting blackmailed"),
        swap(SIGNALS, '    - "haha, just kidding!"\n', ""),
        swap(SCHEME, "  money: [demands, amount]", "  money: [demand, amount]"),
        swap(GB, "date: 2026-05-01", "date: May"),
        swap(HAN_UI, 'go-back: "返回"\n', ""),
    ),
}  # fmt: skip


def broken(tmp_path: Path, change: Break, small_rules: Path) -> Path:
    root = tmp_path / "rules"
    shutil.copytree(small_rules, root)
    change(root)
    return root


def test_what_the_cases_break_is_whole(small_rules: Path) -> None:
    assert load(small_rules).rules


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_named_at_its_line(case: str, tmp_path: Path, small_rules: Path, golden: Golden) -> None:
    root = broken(tmp_path, CASES[case], small_rules)
    with pytest.raises(BadContent) as caught:
        load(root)
    golden(f"bad/{case}.txt", str(caught.value))
    for problem in caught.value.problems:
        assert_leads_there(problem, root)
        assert not JARGON.search(problem.what), f"said in a programmer's words: {problem.what}"


JARGON = re.compile(
    r"extra inputs|permitted|field required|valid (?:string|integer|tuple)|match|type=|validation|pydantic|any token|'[<\\^]",
    re.IGNORECASE,
)


def assert_leads_there(problem: Problem, root: Path) -> None:
    """The file is there, or is what is missing, and has such a line."""
    assert problem.path.startswith("rules/")
    assert problem.what.strip()
    path = root / problem.path.removeprefix("rules/")
    lines = path.read_bytes().count(b"\n") if path.exists() else 0
    assert 1 <= problem.line <= lines + 1, f"{problem} in a file of {lines} lines"


def test_all_problems_come_at_once_in_the_order_of_files_and_lines(tmp_path: Path, small_rules: Path) -> None:
    with pytest.raises(BadContent) as caught:
        load(broken(tmp_path, CASES["several-at-once"], small_rules))
    problems = caught.value.problems
    assert len({problem.path for problem in problems}) >= 5
    assert list(problems) == sorted(problems, key=lambda each: (each.path, each.line))
    assert str(caught.value).splitlines() == [str(problem) for problem in problems]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match=r"signals\.yaml"):
        load(tmp_path)


def test_every_snapshot_belongs_to_a_case() -> None:
    kept = {path.stem for path in (Path(__file__).parents[1] / "bad").glob("*.txt")}
    assert kept == set(CASES)
