"""The classifier's probabilities → signals with their words, as phrases give them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.content.model import Head
from bot.content.weights import Floats, Weights
from bot.core.classifier import TOKEN, Classifier, Reading
from bot.core.signals import CLASSIFIER, Found
from bot.text import Views


class Reader:
    """Who speaks decides whether anything is said, and the families what. Heads the content does not know are passed over."""

    def __init__(self, heads: Mapping[str, Head], weights: Weights) -> None:
        self.classifier = Classifier(weights)
        places = self.classifier.heads
        self.families = [(places[name], head) for name, head in heads.items() if name in places and not head.speaker]
        self.speakers = {name: (places[name], head) for name, head in heads.items() if name in places and head.speaker}
        self.unknown = tuple(name for name in weights.heads if name not in heads)

    def read(self, views: Views, meanings: Floats | None = None, found: Collection[str] = ()) -> tuple[Found, ...]:
        """The signals read in a message, each with its probability and the words that weighed most.

        A family counts where its speaker does; one that stands alone (`alone` in heads.yaml) wherever it is sure. Where an
        offender speaks and no family that proves anything is sure, the one that comes nearest counts.
        """
        folded = views.fold.text
        if not TOKEN.search(folded):
            return ()
        reading = self.classifier.read(folded, meanings, found)
        if not (reading.p >= reading.bar).any():
            return ()
        said = [(place, head) for place, head in self.families if head.alone and reading.p[place] >= reading.bar[place]]
        for name, (place, head) in self.speakers.items():
            if reading.p[place] >= reading.bar[place] and not self._rather_another(place, reading):
                said += self._families_of(name, head, place, reading)
        return tuple({head.raises.id: self._found(views, place, head, reading) for place, head in said if head.raises}.values())

    def _families_of(self, name: str, speaker: Head, place: int, reading: Reading) -> list[tuple[int, Head]]:
        mine = [(at, head) for at, head in self.families if head.raises and head.raises.speaker == name and not head.alone]
        sure = [(at, head) for at, head in mine if reading.p[at] >= reading.bar[at]]
        proving = [(at, head) for at, head in mine if head.raises and head.raises.kind == "evidence"]
        if name == "offender" and proving and not any(each in proving for each in sure):
            sure.append(max(proving, key=lambda pair: float(reading.p[pair[0]])))  # so that what it looks like has a name
        return [*sure, (place, speaker)]

    def _rather_another(self, own: int, reading: Reading) -> bool:
        """Whether the words sound more like another speaker. Offender and target are always weighed against each other."""
        return any(reading.p[place] > reading.p[own] for place, _ in self.speakers.values())

    def _found(self, views: Views, place: int, head: Head, reading: Reading) -> Found:
        assert head.raises is not None
        folded, passage = views.fold.text, int(reading.passage[place])
        shown = head.raises.kind != "context"  # what weakens or guides is never quoted, and everyday messages are the most
        left, right = self.classifier.quote(folded, place, passage) if shown else (0, len(folded))
        return Found(head.raises, views.fold, left, right, CLASSIFIER, float(reading.p[place]))
