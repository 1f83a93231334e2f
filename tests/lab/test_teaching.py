"""`train` and `evaluate` on a few lines: the same bytes each time, and honest about what they cannot read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.load import RULES
from bot.content.model import Content
from bot.content.weights import read as read_weights
from bot.core.assess import Engine
from bot.encoder import Encoder
from bot.lab import attacks, corpus, evaluate, judge
from bot.lab import train as training
from bot.lab.corpus import Line

FEW = 9  # every so-many-th line of a corpus: enough to learn something, few enough to be quick


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return list(corpus.read([RULES / "classifier/corpus/en.jsonl"]))[::FEW]


@pytest.fixture(scope="module")
def taught(lines: list[Line], encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Weights made twice from the same lines."""
    from bot.content.load import draft

    folder = tmp_path_factory.mktemp("weights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "BITS", 12)
        made = []
        for name in "ab":
            weights = training.train(draft()[0], lines, encoder, lambda doing: None)
            weights.write(folder / f"{name}.npz")
            made.append(folder / f"{name}.npz")
    return made


def test_training_is_the_same_each_time(taught: list[Path]) -> None:
    assert taught[0].read_bytes() == taught[1].read_bytes()


def test_what_was_taught_reads_better_than_chance(
    content: Content, taught: list[Path], lines: list[Line], encoder: Encoder
) -> None:
    """On lines of scenarios it did not see, told by the harm they speak of and by nothing else."""
    engine = Engine(replace(content, weights=read_weights(taught[0]), phrases=(), looks=()))
    held = [line for line in lines if line.use == "test"]
    above = {
        speaker: [engine.assess(line.text, encoder.meanings(line.text)).level > 0 for line in held if line.speaker == speaker]
        for speaker in ("offender", "ordinary")
    }
    assert min(map(len, above.values())) > 10
    offender, ordinary = (sum(each) / len(each) for each in above.values())
    assert offender > 3 * ordinary + 0.05


def test_evaluate_prints_figures_and_writes_them(
    content: Content, taught: list[Path], lines: list[Line], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = replace(content, weights=read_weights(taught[0]))
    evaluate.main(whole, [line for line in lines if line.use == "test"][:40], Encoder(), tmp_path, hide=True)
    told = capsys.readouterr().out
    assert "offenders above none" in told
    assert all(name in told for name in ("invisible", "stars (held back)"))
    figures = json.loads((tmp_path / "evaluation.json").read_text("utf-8"))
    assert figures["lines"] == 40
    page = (tmp_path / "evaluation.html").read_text("utf-8")
    assert page.count("<svg") == 1
    assert not re.search(r'(src|href)="?http', page)  # it opens without a network


def test_sources_are_told_apart_by_where_lines_lie(content: Content) -> None:
    """A scenario called …-car-… is of the corpus, whatever it begins with."""
    held = evaluate.held_out(content, RULES)
    assert {line.source for line in held} == {"corpus", "calibration"}
    assert {line.speaker for line in held if line.source == "calibration"} == {"ordinary"}


def test_the_corpus_is_as_large_as_its_card_says(content: Content) -> None:
    card = (RULES / "classifier/CARD.md").read_text("utf-8")
    for speaker, row in (("offender", "offenders"), ("target", "targets and helpers"), ("about", "talk about the crime")):
        told = next(line for line in card.splitlines() if line.startswith(f"| {row} |"))
        counted = [
            sum(line.speaker == speaker for line in corpus.read([RULES / f"classifier/corpus/{code}.jsonl"]))
            for code in ("en", "es", "zh-Hans", "zh-Hant")
        ]
        assert [int(each.replace(",", "")) for each in told.split("|")[2:-1]] == counted


def test_scenarios_stay_where_they_are(lines: list[Line]) -> None:
    assert all(line.use == corpus.share(line.scenario, corpus.TESTED) for line in lines)


@pytest.mark.parametrize("name", sorted(attacks.EVERY))
def test_hiding_words_is_repeatable_and_changes_something(name: str) -> None:
    text = "Send money or I post your video to everyone, 不转钱就把视频群发给你家人, envía más"
    assert attacks.attack(name, text, 1) == attacks.attack(name, text, 1)
    assert any(attacks.attack(name, text, seed) != text for seed in range(6))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("nonsense", "Expecting value"),
        ('{"text": "a", "signals": []}', "`speaker` is missing"),
        ('{"text": "a", "signals": [], "speaker": "robot", "scenario": "x"}', "speaker robot is none of"),
        ('{"text": " ", "signals": [], "speaker": "offender", "scenario": "x"}', "a value is not of its kind"),
        ('{"text": "a", "signals": "threat", "speaker": "offender", "scenario": "x"}', "a value is not of its kind"),
    ],
)
def test_a_line_that_cannot_be_read_says_where(tmp_path: Path, row: str, said: str) -> None:
    good = '{"text": "a", "signals": [], "speaker": "ordinary", "scenario": "x"}\n'
    (tmp_path / "en.jsonl").write_text(good + row + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"en\.jsonl:2: .*" + said):
        list(corpus.read([tmp_path / "en.jsonl"]))
    with pytest.raises(ValueError, match=r"en\.jsonl:2: not a line"):
        judge.rows(tmp_path / "en.jsonl")
