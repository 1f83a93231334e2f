"""What the bot must never say, in every text it can say, in every language (CARE 21), and how simple its English must be."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.content.model import Content
from bot.core import guide
from bot.core.case import Case

# ---- words that promise, acquit, blame, or claim to know how sure one can be ----

BANNED: dict[str, dict[str, list[str]]] = {
    "en": {
        "promise": [
            r"\bfixable\b|\bcan (?:all )?be (?:solved|fixed)|leverage is (?:spent|gone)",
            r"most (?:people )?(?:never hear|go quiet|give up|stop)",
            r"\b(?:they|he|she|nobody|no one) (?:won'?t|will not|will never|never) (?:post|send|share|publish|do it|come back)",
            r"\bguarantee|\b(?:i|we) promise\b|nothing (?:bad )?will happen|\bget (?:it|your money) back for sure",
            r"\b(?:will|going to) be (?:fine|okay|ok|alright|all right|over soon)|\beverything is (?:fine|okay|ok)\b",
            r"\b(?:won'?t|will not|never) (?:get|be) in trouble|\bi told the police\b",
        ],
        "verdict of safety": [
            r"\b(?:you(?:'re| are)|it(?:'s| is)|this is|that is|looks?|seems?|is|are|perfectly|now|totally) safe\b|\bsafe to\b",
            r"\bnot a scam\b|\bno (?:danger|risk|threat)\b|\bharmless\b|\b(?:nothing|no need|don'?t) (?:to )?worry\b",
            r"\b(?:is|looks?|seems?) (?:genuine|real and honest|trustworthy|legit)",
        ],
        "blame": [
            r"\byou should(?:n'?t| not)? have\b|\bwhy did you\b|(?<!not )\byour (?:own )?fault\b|\byour mistake\b",
            r"\b(?:stupid|foolish|naive|careless|dumb)\b|\bfell for\b|\byou let (?:them|him|her)\b",
        ],
        "how sure": [
            r"\d\s?%|\bper ?cent\b|\bprobab|\blikelihood\b|\bchances? (?:is|are|of)\b|\bodds\b",
            r"\bscore\b|\bthreshold\b|\bconfidence\b",
        ],
    },
    "zh": {
        "promise": [
            r"(?:能|可以|会|會)解[决決]|(?<![没沒]人能)(?<![没沒]有人能)保[证證](?!人身|安全)|(?:肯定|绝对|絕對)能",
            r"一定[会會](?:[没沒]事|好)|[没沒]事的|[会會][没沒]事|不[会會](?:惹上麻[烦煩]|(?:真的)?[发發傳传](?:出去|[给給]))",
            r"我(?:已[经經])?[报報]警了",
        ],
        "verdict of safety": [
            r"(?<!不)(?:是|很|绝对|絕對|完全|现在|現在)安全(?:的|了)?|(?<!不)(?<!不太)放心|不用[担擔]心|[别別][担擔]心",
            r"[没沒]有(?:危[险險]|[风風][险險])|不是(?:[骗騙](?:子|局)|[诈詐][骗騙])|[无無]害|可以信任",
        ],
        "blame": [
            r"(?<!不)(?<![没沒]有人)怪你|你不[该該]|早知道|[为為][什甚][么麼]要(?:[给給]|[发發傳传]|[脱脫])|(?<!不是)你的[错錯]",
            r"活[该該]|太傻|愚蠢|大意|不小心|上[当當]",
        ],
        "how sure": [r"\d\s?[%％]|百分之|[概机機几幾]率|可能性|[评評]分|[阈閾]值|置信"],
    },
}  # fmt: skip
PLANTED: dict[str, dict[str, list[str]]] = {
    "en": {
        "promise": ["It is fixable.", "This can be solved.", "Their leverage is spent.", "Most never hear from them again.",
                    "They won't post it.", "I promise.", "You will be fine.", "You won't get in trouble.",
                    "You will never be in trouble."],
        "verdict of safety": ["You are safe.", "It looks safe.", "It is safe to answer.", "This is not a scam.",
                              "There is no danger.", "Don't worry."],
        "blame": ["You should have known.", "Why did you send it?", "It was your own fault.", "That was a foolish thing.",
                  "You fell for it."],
        "how sure": ["I am 97% sure.", "This is probably blackmail.", "The chances are they stop.", "Score: 12."],
    },
    "zh-Hans": {
        "promise": ["这件事能解决。", "我保证他会停。", "他不会真的发出去。", "没事的。", "你不会惹上麻烦。"],
        "verdict of safety": ["你现在安全了。", "这是安全的。", "放心吧。", "没有危险。", "这不是诈骗。", "别担心。"],
        "blame": ["你不该发给他。", "这都怪你。", "这是你的错。", "为什么要给他？", "下次别这么大意。"],
        "how sure": ["97％是诈骗。", "百分之九十。", "概率很高。"],
    },
    "zh-Hant": {
        "promise": ["這件事能解決。", "我保證他會停。", "他不會真的傳出去。", "沒事的。", "你不會惹上麻煩。"],
        "verdict of safety": ["你現在安全了。", "這是安全的。", "放心吧。", "沒有危險。", "這不是詐騙。", "別擔心。"],
        "blame": ["你不該傳給他。", "這都怪你。", "這是你的錯。", "為什麼要給他？", "下次別這麼大意。"],
        "how sure": ["97％是詐騙。", "百分之九十。", "機率很高。"],
    },
}  # fmt: skip
KINDS = ("promise", "verdict of safety", "blame", "how sure")
# A reason may tell what somebody else claims, or what the person asks: "They say the app is safe."
REPORTED = re.compile(
    r"^(?:They (?:say|claim|promise)|You (?:ask|want to know|fear)|[对對]方[说說]|你想知道|你在[问問]|你[担擔]心)"
)
SHOUTED = re.compile(r"[!！]{2,}|[?？]{2,}")
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
NAMES = frozenset(["SMS", "PIN", "AI", "USDT", "SOS", "ID", "VPN", "PDF", "FBI", "NCMEC", "IC3", "HOME", "QQ", "SAR"])


def texts(content: Content, language: str) -> Iterator[tuple[str, str]]:
    """Every text the bot can say in a language, and where it stands."""
    voice = content.voices[language]
    yield from ((f"ui {key}", text) for key, text in voice.ui.items() if key != "example")  # an offender's words
    yield from ((f"reason {name}", text) for name, text in voice.reasons.items())
    for name, step in voice.steps.items():
        for text in (step.title, *step.body, step.done or "", *step.options.values()):
            yield f"step {name}", text
    for country in content.countries.values():
        yield f"country {country.code}", country.names[language]
        yield from ((f"risk {country.code}", text) for code, text in country.reporting_risk.items() if code == language)
        for line in country.lines:
            yield f"line {line.id}", line.note.get(language, "")


def banned(language: str, kind: str, text: str) -> str | None:
    patterns = BANNED["zh" if language.startswith("zh") else language][kind]
    return next((found.group() for each in patterns if (found := re.search(each, text, re.IGNORECASE))), None)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_it_says_promises_acquits_blames_or_claims_to_be_sure(content: Content, language: str, kind: str) -> None:
    said = [
        f"{where}: “{word}” in “{text}”"
        for where, text in texts(content, language)
        if (word := banned(language, kind, text))
        and not (kind in ("promise", "verdict of safety") and where.startswith("reason") and REPORTED.match(text))
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_itself_notices(language: str, kind: str) -> None:
    assert [text for text in PLANTED[language][kind] if not banned(language, kind, text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "This is not your fault.",
        "I'm not safe right now",
        "Think of your own safety first.",
        "No one can promise it comes back.",
        "这不是你的错。",
        "还是不放心？",
    ],
)
def test_the_check_lets_pass_what_is_meant_well(text: str) -> None:
    language = "en" if text.isascii() else "zh-Hans"
    assert [banned(language, kind, text) for kind in KINDS] == [None] * len(KINDS)


def test_it_does_not_shout(content: Content, language: str) -> None:
    loud = [
        f"{where}: {text}"
        for where, text in texts(content, language)
        if SHOUTED.search(text)
        or text.count("!") + text.count("！") > 1
        or (not where.startswith("line") and set(CAPITALS.findall(text)) - NAMES)
    ]
    assert not loud, "\n".join(loud)


def test_a_verdict_shows_no_tick(content: Content, language: str) -> None:
    """CARE 13: nothing an offender could show around as a clean bill."""
    voice = content.voices[language]
    assert [
        key for key, text in voice.ui.items() if key.startswith(("headline", "after", "stage")) and re.search("[✓✔✅🟢👍]", text)
    ] == []


# ---- short and simple ----

MOST_WORDS, MOST_GRADE, MOST_LINES, MOST_CHARACTERS = 25, 6.0, 3, 900
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
SENTENCE = re.compile(r"[.!?:\n]+")


def sentences(text: str) -> list[list[str]]:
    return [words for part in SENTENCE.split(re.sub(r"https?://\S+|\{\w+\}|/\w+", " ", text)) if (words := WORD.findall(part))]


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e: right for nineteen in twenty everyday words, one off for the rest."""
    word = word.lower().replace("'", "")
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"^y", "", word))))


def grade(text: str) -> float:
    """Flesch-Kincaid: years of school in the United States."""
    parts = sentences(text)
    words = [word for part in parts for word in part]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


SYLLABLES = {"money": 2, "blackmail": 2, "police": 2, "helpline": 2, "emergency": 4, "people": 2, "pictures": 2, "asked": 1,
             "wanted": 2, "videos": 3, "one": 1, "you": 1, "don't": 1, "account": 2}  # fmt: skip


def test_syllables_are_counted_and_never_too_few_by_more_than_one() -> None:
    assert {word: syllables(word) for word in SYLLABLES if abs(syllables(word) - SYLLABLES[word]) > 1} == {}
    assert sum(map(syllables, SYLLABLES)) >= sum(SYLLABLES.values()) - 2


def test_grades_are_told_apart() -> None:
    assert grade("Call a line now. You can do it. Keep the chat.") < 2
    assert grade("Notification of the appropriate investigative authorities is recommended prior to communicating.") > 12


def test_every_english_step_reads_like_sixth_grade_or_easier(content: Content) -> None:
    steps = content.voices["en"].steps
    graded = {name: grade("\n".join((step.title, *step.body))) for name, step in steps.items()}
    assert {name: round(each, 1) for name, each in graded.items() if each > MOST_GRADE} == {}


def test_every_longer_english_text_around_them_too(content: Content) -> None:
    """A label of two words has no grade worth the name; those of eight words and more do."""
    voice = content.voices["en"]
    longer = {key: text for key, text in voice.ui.items() if len(WORD.findall(text)) >= 8}
    assert {key: round(grade(text), 1) for key, text in longer.items() if grade(text) > MOST_GRADE} == {}


def test_no_sentence_of_an_english_step_is_long(content: Content) -> None:
    long = [
        f"{name}: {' '.join(words)}"
        for name, step in content.voices["en"].steps.items()
        for line in (step.title, *step.body)
        for words in sentences(line)
        if len(words) > MOST_WORDS
    ]
    assert long == []


def test_a_step_is_at_most_three_lines(content: Content, language: str) -> None:
    assert [name for name, step in content.voices[language].steps.items() if len(step.body) > MOST_LINES] == []
    lines = [line for step in content.voices[language].steps.values() for line in step.body]
    assert [line for line in lines if "\n" in line] == []


def test_no_step_is_longer_than_a_screen_whatever_the_country(content: Content, language: str) -> None:
    """With its numbers and, for a crisis, English beside it."""
    long = []
    for step in content.checklist.steps:
        for country in (None, *content.countries):
            text = guide.show(content, Case(language, country, step.id)).text
            if len(text) > MOST_CHARACTERS:
                long.append(f"{step.id} {country}: {len(text)}")
    assert long == []
