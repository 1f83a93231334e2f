"""What the bot must never say, in every text it can say, in every language (CARE 7, 13, 21 and the guidance)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.content.model import Content

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
            r"\b(?:gone|deleted|removed) (?:forever|for good)|\b(?:they|he|she) will (?:stop|go away|leave you alone)\b",
            r"(?<!where )\b(?:they|he|she) (?:can'?t|cannot) (?:hurt|reach|touch) you\b|\bwill get your money back\b",
        ],
        "verdict of safety": [
            r"\b(?:you(?:'re| are)|it(?:'s| is)|this is|that is|looks?|seems?|is|are|perfectly|now|totally) safe\b|\bsafe to\b",
            r"\bnot a scam\b|\bno (?:danger|risk|threat)\b|\bharmless\b|\b(?:nothing|no need|don'?t) (?:to )?worry\b",
            r"\b(?:is|looks?|seems?) (?:genuine|real and honest|trustworthy|legit)",
        ],
        "blame": [
            r"\byou should(?:n'?t| not)? have\b|\bwhy (?:did|do|would) you\b|\byour mistake\b|\bknow(?:n)? better\b",
            r"(?<!not )(?<!whether it is )(?<!is it )\byour (?:own )?fault\b|\btake (?:some )?responsibility\b",
            r"\b(?:shameful|dirty|immoral|indecent|disgusting|loose morals)\b",
            r"\b(?:stupid|foolish|naive|careless|dumb)\b|\bfell for\b|\byou let (?:them|him|her)\b",
        ],
        "plays down or gives orders": [
            r"\bjust ignore\b|\bno big deal\b|\bnothing serious\b|(?<!or )\bcalm down\b",
            r"(?<!i )\b(?:don'?t|do not|never) tell your (?:parents|family|mother|father|mum|mom|dad)\b",
            r"\byou (?:must|have to|need to|should) (?:go to|call|tell|report (?:it|this|them) to) the police\b",
        ],
        "legal view": [
            r"\byou (?:have |had )?(?:committed|broke|broken)\b|\byou are guilty\b|\byou can sue\b",
            r"\b(?:that|this|it) (?:is|was) (?:il)?legal\b",
            r"\b(?:jail|prison)\b|\b(?:gets?|got) \w+ years\b|\byou did nothing (?:illegal|against the law)\b",
        ],
        "words about suicide": [
            r"\b(?:commit(?:s|ted|ting)?|failed|successful|completed) suicide\b|\bsuicide attempt\b",
            r"\b(?:pills|overdose|hang(?:ing)? (?:yourself|themselves)|jump(?:ing)? (?:off|from)|razor|wrists?)\b",
        ],
        "how sure": [
            r"\d\s?%|\bper ?cent\b|\bprobab|\blikelihood\b|\bchances? (?:is|are|of)\b|\bodds\b",
            r"\bscore\b|\bthreshold\b|\bconfidence\b",
        ],
    },
    "zh": {
        "promise": [
            r"(?:能|可以|会|會)解[决決]|(?<![没沒]人能)(?<![没沒]有人能)保[证證](?!人身|安全)|(?:肯定|绝对|絕對)能",
            r"一定[会會](?:[没沒]事|好)|[没沒]事的|[会會][没沒]事|(?<!我)不[会會](?:惹上麻[烦煩]|(?:真的)?[发發傳传](?:出去|[给給]))",
            r"我(?:已[经經])?[报報]警了|永[久远遠](?:[删刪]除|消失)|(?:[对對]方|他|她)(?:[绝絕][对對])?不敢|[会會]停手",
            r"(?:把柄|[筹籌][码碼]).{0,4}(?:[没沒]了|用完|失效|作[废廢])|(?:大多[数數]|多[数數]|大部分)人?(?:都)?再也[没沒]",
            r"[钱錢](?:一定|都|就|[还還])?(?:能|[会會])(?:追|要|拿)(?:得)?回[来來]",
        ],
        "verdict of safety": [
            r"(?<!不)(?:是|很|绝对|絕對|完全|现在|現在)安全(?:的|了)?|(?<!不)(?<!不太)放心|不用[担擔]心|[别別][担擔]心",
            r"[没沒]有(?:危[险險]|[风風][险險])|不是(?:[骗騙](?:子|局)|[诈詐][骗騙])|[无無]害|可以信任",
        ],
        "blame": [
            r"(?<!不)(?<![没沒]有人)怪你|你不[该該]|早知道|[为為][什甚][么麼]要(?:[给給]|[发發傳传]|[脱脫])|(?<!不是)你的[错錯]",
            r"活[该該]|太傻|[这這][么麼](?:傻|笨)|愚蠢|大意|不小心|上[当當]|不[检檢][点點]|自重|反省|你.{0,2}有[责責]任|低俗|肮脏|骯髒",
        ],
        "plays down or gives orders": [
            r"[没沒]什[么麼]大不了|小事一|冷[静靜](?:[点點一])|[别別]理.{0,3}就(?:好|行|可以)",
            r"(?:[别別]|不要)告[诉訴](?:你)?(?:爸|媽|妈|父母|家[长長人里裡])(?!.{0,4}可以[吗嗎])|(?:必[须須]|一定要|只能|[应應][该該])(?:去)?[报報]警",
        ],
        "legal view": [
            r"你(?:已[经經]|[没沒]有?|[这這][样樣])?(?:犯法|[违違]法|犯了?罪|合法)|(?:可以|能)(?:起[诉訴]|控告)|坐牢|判(?:刑|.{0,3}年)",
        ],
        "words about suicide": [r"自[杀殺](?:成功|失[败敗]|未遂)|割腕|跳[楼樓]|上吊|安眠[药藥]|[烧燒]炭|吞[药藥]"],
        "how sure": [r"\d\s?[%％]|百分之|[概机機几幾]率|可能性|[评評]分|[阈閾]值|置信"],
    },
}  # fmt: skip
PLANTED: dict[str, dict[str, list[str]]] = {
    "en": {
        "promise": ["It is fixable.", "This can be solved.", "Their leverage is spent.", "Most never hear from them again.",
                    "They won't post it.", "I promise.", "You will be fine.", "You won't get in trouble.",
                    "You will never be in trouble.", "They will never post it.", "It'll be gone forever.", "He will stop.",
                    "I told the police.", "You will get your money back."],
        "verdict of safety": ["You are safe.", "It looks safe.", "It is safe to answer.", "This is not a scam.",
                              "There is no danger.", "Don't worry."],
        "blame": ["You should have known.", "Why did you send it?", "It was your own fault.", "That was a foolish thing.",
                  "You fell for it.", "You should have known better.", "You shouldn't have sent them a photo.",
                  "Take some responsibility.", "Why would you click that?", "Such pictures are shameful."],
        "plays down or gives orders": ["Just ignore it.", "It is no big deal.", "Don't tell your parents.",
                                       "You must go to the police.", "You have to tell the police."],
        "legal view": ["You committed a crime.", "You can sue.", "He gets five years.", "You could go to prison.",
                       "That is legal."],
        "words about suicide": ["He committed suicide.", "After a failed suicide", "She took pills."],
        "how sure": ["I am 97% sure.", "This is probably blackmail.", "The chances are they stop.", "Score: 12."],
    },
    "zh-Hans": {
        "promise": ["这件事能解决。", "我保证他会停。", "他不会真的发出去。", "没事的。", "你不会惹上麻烦。",
                    "对方的筹码已经没了。", "大多数人再也没收到消息。", "照片会永久删除。",
                    "我已经报警了。", "钱能追回来。", "对方不敢。"],
        "verdict of safety": ["你现在安全了。", "这是安全的。", "放心吧。", "没有危险。", "这不是诈骗。", "别担心。"],
        "blame": ["你不该发给他。", "这都怪你。", "这是你的错。", "为什么要给他？", "下次别这么大意。",
                  "你怎么这么傻。", "活该。", "是你不检点。", "请你自重。", "你也有责任。"],
        "plays down or gives orders": ["没什么大不了。", "别理他就好。", "别告诉你爸妈。", "不要告诉家里人。",
                                       "你必须报警。", "冷静点。"],
        "legal view": ["你已经犯法了。", "你没有违法。", "你可以起诉他。", "他会判五年。", "你会坐牢。"],
        "words about suicide": ["他自杀成功了。", "有人跳楼。"],
        "how sure": ["97％是诈骗。", "百分之九十。", "概率很高。"],
    },
    "zh-Hant": {
        "promise": ["這件事能解決。", "我保證他會停。", "他不會真的傳出去。", "沒事的。", "你不會惹上麻煩。",
                    "對方的籌碼已經沒了。", "大多數人再也沒收到訊息。", "照片會永久刪除。",
                    "我已經報警了。", "錢能拿回來。", "對方不敢。"],
        "verdict of safety": ["你現在安全了。", "這是安全的。", "放心吧。", "沒有危險。", "這不是詐騙。", "別擔心。"],
        "blame": ["你不該傳給他。", "這都怪你。", "這是你的錯。", "為什麼要給他？", "下次別這麼大意。",
                  "你怎麼這麼傻。", "活該。", "是你不檢點。", "請你自重。", "你也有責任。"],
        "plays down or gives orders": ["沒什麼大不了。", "別理他就好。", "別告訴你爸媽。", "不要告訴家裡人。",
                                       "你必須報警。", "冷靜點。"],
        "legal view": ["你已經犯法了。", "你沒有違法。", "你可以起訴他。", "他會判五年。", "你會坐牢。"],
        "words about suicide": ["他自殺成功了。", "有人跳樓。"],
        "how sure": ["97％是詐騙。", "百分之九十。", "機率很高。"],
    },
}  # fmt: skip
KINDS = tuple(BANNED["en"])
CLAIMS = ("promise", "verdict of safety", "plays down or gives orders", "legal view")
# A reason may tell what somebody else claims, or what the person asks: "They say the app is safe."
REPORTED = re.compile(
    r"^(?:They (?:say|claim|promise)|You (?:ask|want to know|fear)|[对對]方[说說]|你想知道|你在[问問]|你[担擔]心)"
)
SHOUTED = re.compile(r"[!！]{2,}|[?？]{2,}")
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
NAMES = frozenset(
    [
        "SMS",
        "PIN",
        "AI",
        "USDT",
        "SOS",
        "ID",
        "VPN",
        "PDF",
        "FBI",
        "NCMEC",
        "IC3",
        "HOME",
        "QQ",
        "SAR",
        "UPI",
        "FPS",
        "LINE",
        "FB",
    ]
)


def texts(content: Content, language: str) -> Iterator[tuple[str, str]]:
    """Every text the bot can say in a language, and where it stands."""
    voice = content.voices[language]
    yield from ((f"ui {key}", text) for key, text in voice.ui.items() if key != "example")  # an offender's words
    yield from ((f"reason {name}", text) for name, text in voice.reasons.items())
    for name, step in voice.steps.items():
        for text in (step.title, *step.body, step.done or "", *step.options.values()):
            yield f"step {name}", text
    for name, page in voice.pages.items():
        yield from ((f"page {name}", text) for text in (page.label, page.title, *page.body))
    for country in content.countries.values():
        yield f"country {country.code}", country.names[language]
        yield from ((f"risk {country.code}", text) for code, text in country.reporting_risk.items() if code == language)
        for line in country.lines:
            yield f"line {line.id}", line.note.get(language, "")


def banned(language: str, kind: str, text: str) -> str | None:
    patterns = BANNED["zh" if language.startswith("zh") else language][kind]
    return next((found.group() for each in patterns if (found := re.search(each, text, re.IGNORECASE))), None)


def offences(content: Content, language: str, kind: str) -> list[str]:
    """Every text of a language that says what it must not. A reason may tell what somebody else claims, or what they fear."""
    return [
        f"{where}: “{word}” in “{text}”"
        for where, text in texts(content, language)
        if (word := banned(language, kind, text)) and not (kind in CLAIMS and where.startswith("reason") and REPORTED.match(text))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_it_says_promises_acquits_blames_or_claims_to_be_sure(content: Content, language: str, kind: str) -> None:
    said = offences(content, language, kind)
    assert not said, "\n".join(said)


def test_every_language_bans_the_same_kinds(content: Content) -> None:
    assert all(tuple(banned) == KINDS for banned in BANNED.values())
    assert {language: set(planted) for language, planted in PLANTED.items()} == {
        language: set(KINDS) for language in content.voices
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["step", "page", "ui", "reason", "line", "risk"])
def test_the_check_itself_notices(content: Content, language: str, kind: str, place: str) -> None:
    """A sentence of each sort, planted where a person would read it, is found."""
    before = offences(content, language, kind)
    for sentence in PLANTED[language][kind]:
        after = offences(plant(content, language, place, sentence), language, kind)
        assert [each for each in after if each not in before and each.startswith(place)], sentence


def plant(content: Content, language: str, place: str, sentence: str) -> Content:
    """The content with one sentence more."""
    voice, country = content.voices[language], content.countries["GB"]
    match place:
        case "step":
            voice = replace(voice, steps={**voice.steps, "block": voice.steps["block"].model_copy(update={"body": (sentence,)})})
        case "page":
            name, page = next(iter(voice.pages.items()))
            voice = replace(voice, pages={**voice.pages, name: page.model_copy(update={"title": sentence})})
        case "ui":
            voice = replace(voice, ui={**voice.ui, "help": sentence})
        case "reason":
            voice = replace(voice, reasons={**voice.reasons, "says-blackmailed": sentence})
        case "line":
            line = country.lines[0].model_copy(update={"note": {language: sentence}})
            country = replace(country, lines=(line, *country.lines[1:]))
        case _:
            country = replace(country, reporting_risk={language: sentence})
    return replace(content, voices={**content.voices, language: voice}, countries={**content.countries, country.code: country})


@pytest.mark.parametrize(
    "text",
    [
        "This is not your fault.",
        "I'm not safe right now",
        "Think of your own safety first.",
        "No one can promise it comes back.",
        "这不是你的错。",
        "还是不放心？",
        "I don't tell your parents, or anyone.",
        "Going to the police too is your choice.",
        "You wonder whether it is your fault.",
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
