"""`bench`: what a whole check costs, as ratios taken in one process, and that the fast way finds what the plain one does."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.content.model import Content, Phrase
from bot.content.phrase import Pattern
from bot.core.assess import Engine
from bot.core.signals import Finder, sentences
from bot.lab.check import hostile_texts
from bot.text import fold, look

ROUNDS = 7
TIMES = 300
RATIO_LIMIT = 15.0
SCALE_LIMIT = 1.5
ENGLISH = (
    "Hey, are you coming on Saturday? Mum wants to know if you can bring the photos from the trip and the blue cooler. "
    "We start around 6, call me when you leave the house and I'll send the address too, ok?"
)
CHINESE = (
    "周六你们来不来呀？妈妈问上次旅游的照片能不能带过来给外婆看看，还有那个蓝色的箱子。我们大概六点开始，你出门的时候打个电话，"
    "我把地址再发你一遍。小李说他可能晚一点到，要先去学校接孩子，让我们先吃不用等他。对了，昨天开会的文件我已经整理好放在群里了，"
    "你有空的话看一下第三页的表格，好像有两个数字对不上，明天上午之前改完发给经理就行，不着急。路上小心，天气冷，多穿一件外套，别又像上次那样感冒了。"
)
THREAT = (
    "I recorded our whole call and saved all your contacts. Send me $500 in Steam cards within 30 minutes or I send the video "
    "to your mom, your wife and everyone who follows you. Do not block me, do not call police."
)


def main(engine: Engine) -> None:
    content = engine.content
    print(f"{len(content.phrases)} phrases, {len(content.rules)} rules. Process CPU time, best of {ROUNDS} rounds of {TIMES}.\n")
    print("whole check of one message, next to json.loads of its update in the same process")
    for name, text in (("English", ENGLISH), ("Chinese", CHINESE), ("English threat", THREAT)):
        row = costs(engine, text)
        word = "ok" if row["ratio"] <= RATIO_LIMIT else "OVER"
        print(
            f"  {name:15} {len(text):4} chars  json {row['json']:6.1f} µs  views {row['views']:6.1f}  check {row['check']:6.1f}"
            f"  = {row['ratio']:5.1f} x json (limit {RATIO_LIMIT:g}) {word}"
        )
    scaled(content, engine)
    same(engine)


def costs(engine: Engine, text: str) -> dict[str, float]:
    """Microseconds of decoding an update, making the views, the whole check; rounds interleaved, the least of each."""
    update = json.dumps(telegram_update(text), ensure_ascii=True)
    jobs: dict[str, Callable[[], object]] = {
        "json": lambda: json.loads(update),
        "views": lambda: look(text),
        "check": lambda: engine.assess(text),
    }
    least = interleaved(jobs)
    return {**least, "ratio": least["check"] / least["json"]}


def interleaved(jobs: Mapping[str, Callable[[], object]], times: int = TIMES) -> dict[str, float]:
    least = dict.fromkeys(jobs, float("inf"))
    for job in jobs.values():
        job()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.process_time()
            for _ in range(times):
                job()
            least[name] = min(least[name], (time.process_time() - start) / times * 1e6)
    return least


def telegram_update(text: str) -> dict[str, object]:
    """A forwarded private message as Telegram delivers it: what most people give the bot."""
    person = {"id": 5123456789, "is_bot": False, "first_name": "Sam", "username": "sam_r", "language_code": "en"}
    other = {"id": 6987654321, "is_bot": False, "first_name": "Anna", "username": "anna_sweet_93"}
    chat = {"id": 5123456789, "first_name": "Sam", "username": "sam_r", "type": "private"}
    origin = {"type": "user", "sender_user": other, "date": 1763999900}
    forwarded = {"forward_origin": origin, "forward_from": other, "forward_date": 1763999900}
    message = {"message_id": 4711, "from": person, "chat": chat, "date": 1764000000, **forwarded, "text": text}
    return {"update_id": 718293645, "message": message}


def scaled(content: Content, engine: Engine) -> None:
    """Ten times as many phrases, made of the same words recombined: over everyday lines, and over the rules' own hits."""
    ordinary = [each.text for each in content.benign[::3]]
    telling = [each.text for each in content.examples if each.hit][::12]
    more = recombined(content.phrases, [*ordinary, *telling], 9)
    big = Engine(replace(content, phrases=(*content.phrases, *more)))
    print(f"\n{len(content.phrases)} -> {len(content.phrases) + len(more)} phrases")
    for name, texts in (("everyday lines", ordinary), ("hits of the rules", telling)):
        jobs = {"now": lambda: [engine.assess(t) for t in texts], "ten": lambda: [big.assess(t) for t in texts]}  # noqa: B023
        least = interleaved(jobs, times=1)
        ratio = least["ten"] / least["now"]
        rates = [hit_rate(each, texts) for each in (content.phrases, more)]
        print(
            f"  {name:17} {len(texts):4} messages  {least['now'] / len(texts):6.1f} -> {least['ten'] / len(texts):6.1f} µs each"
            f"  = {ratio:.2f} x (limit {SCALE_LIMIT}) {'ok' if ratio <= SCALE_LIMIT else 'OVER'}"
            f"   hits per phrase and message {rates[0]:.1e}, of the new ones {rates[1]:.1e}"
        )


def recombined(phrases: Sequence[Phrase], texts: Iterable[str], times: int) -> list[Phrase]:
    """New phrases of the same language: the first half of one and the second half of another, with the same words to look for.

    As many of them match the sample, in proportion, as of the old ones: otherwise ten times as many phrases would be ten times
    as many that never match, and the comparison would flatter.
    """
    chance = random.Random(7)
    by_language: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_language.setdefault(phrase.language, []).append(phrase)
    folded = [fold(text) for text in texts]
    hitting = [phrase for phrase in phrases if any(phrase.pattern.search(text) for text in folded)]
    wanted = [len(hitting) * times, len(phrases) * times - len(hitting) * times]  # to make: matching, not matching
    made: list[Phrase] = []
    for phrase in chance.choices(hitting, k=wanted[0]) if hitting else []:
        made.append(_variant(phrase, chance.choice(by_language[phrase.language]), len(made), matching=True))
    for phrase in chance.choices(phrases, k=wanted[1]):
        made.append(_variant(phrase, chance.choice(by_language[phrase.language]), len(made), matching=False))
    return made


def _variant(phrase: Phrase, other: Phrase, number: int, matching: bool) -> Phrase:
    """`matching`: the phrase or else the other after a gap; otherwise the phrase, then the other, both wanted."""
    mark = f"(?#{number})"  # a pattern of its own, not one the compiler's cache already knows
    first, second = phrase.pattern, other.pattern
    if matching:
        return replace(
            phrase, pattern=Pattern(first.source, first.spaced, f"(?:{mark}{first.regex}|{second.regex})", first.needs)
        )
    needs = tuple(dict.fromkeys((*first.needs, *second.needs)))
    return replace(
        phrase,
        pattern=Pattern(first.source, first.spaced, f"{mark}(?:{first.regex})[^.\n]{{0,30}}?(?:{second.regex})", needs),
    )


def hit_rate(phrases: Sequence[Phrase], texts: Sequence[str]) -> float:
    finder = Finder(phrases)
    return sum(len(matched(finder, fold(text))) for text in texts) / len(phrases) / len(texts)


def same(engine: Engine) -> None:
    """Compare with running every pattern one by one, on every example, every everyday line and the hostile texts."""
    content = engine.content
    texts = [each.text for each in (*content.examples, *content.benign)] + hostile_texts(content)
    different = sum(plain(engine, text) != by_finder(engine, text) for text in texts)
    fast = interleaved({"finder": lambda: by_finder(engine, texts[0]), "plain": lambda: plain(engine, texts[0])}, times=3)
    times = fast["plain"] / fast["finder"]
    print(f"\nevery pattern one by one, {len(texts)} messages: {different} verdicts differ; one by one costs {times:.0f} x")


def plain(engine: Engine, text: str) -> set[str]:
    """The signals phrases find when every one is tried."""
    folded = fold(text)
    places = [(start, end) for _, start, end in sentences(folded)]  # a phrase speaks within a sentence, and so of its script
    return {each.signal.id for each in engine.finder.phrases if any(each.pattern.search(folded, *place) for place in places)}


def by_finder(engine: Engine, text: str) -> set[str]:
    return {engine.finder.phrases[index].signal.id for index in matched(engine.finder, fold(text))}


def matched(finder: Finder, folded: str) -> set[int]:
    """Indexes of the phrases that match, by way of the sieve."""
    tried = finder.survivors(folded, telling=True) + finder.survivors(folded, telling=False)
    return {index for index, start, end in tried if finder.phrases[index].pattern.search(folded, start, end)}
