"""Which mentioned facts count: not those denied, past, of another component or another event."""

import numpy as np

from connected_car.classifiers.facts.lexicon import (
    BAD_CONDITION_VALUES,
    BAD_MATERIAL_VALUES,
    WEAK,
    Kind,
    lexicon,
)
from connected_car.classifiers.facts.mentions import Mentions
from connected_car.classifiers.facts.tokens import Stream
from connected_car.classifiers.facts.years import HIGHEST, LOWEST, Years

_REACH, _FAR = 6, 1_000_000  # tokens
_GOOD, _THING, _NEVER = 1, -1, -2


class Scopes:
    """The mentions of many notes, and how each stands in its sentence.

    Args:
        mentions: all that is mentioned, ends of sentences included.
        stream: the tokens.
        numbers: their numbers in the lexicon.
    """

    def __init__(self, mentions: Mentions, stream: Stream, numbers: np.ndarray) -> None:
        self.mentions, self.stream = mentions, stream
        self.note = stream.notes()[mentions.first]
        self.is_fact = mentions.among(Kind.MATERIAL, Kind.CONDITION)
        self.facts, self.years = (
            np.flatnonzero(self.is_fact),
            np.flatnonzero(mentions.among(Kind.YEAR)),
        )
        self.stops = mentions.among(Kind.STOP)
        self.turns = mentions.among(Kind.NOW, Kind.TODAY)
        self.clause_or_turn = mentions.among(
            Kind.STOP, Kind.COMMA, Kind.COLON, Kind.NOW, Kind.TODAY
        )
        self.nowhere = np.zeros(len(mentions), bool)
        self.clause = mentions.among(Kind.STOP, Kind.COMMA, Kind.COLON)
        sizes = np.array([len(word) for word in stream.words])
        self.size = np.where(mentions.first == mentions.last, sizes[stream.ids][mentions.first], 9)
        self.defect = lexicon().is_defect[numbers[mentions.last]]
        self.modifier = stream.flag("solid", "new", "used", "rough", "clean")[mentions.last]
        self.negated = self._negated()
        self.past = self._past()
        self.other = self._other()
        self.event_year = self.made = np.zeros(len(mentions), bool)

    def any_note(self, mask: np.ndarray, n: int) -> np.ndarray:
        """Return ``(n,)`` whether a note has a mention for which the mask holds."""
        return np.bincount(self.note[mask], minlength=n) > 0

    def asserted(self, kind: Kind, n: int) -> np.ndarray:
        """Return the mentions that state a fact; weak ones only where no other does."""
        of_kind = self.mentions.among(kind) & ~self.past & ~self.other
        of_kind &= ~self.negated | (self.defect & (kind == Kind.CONDITION))
        sure = of_kind & (self.mentions.weak != WEAK)
        weak = of_kind & ~self.any_note(sure, n)[self.note] & self._may_be_weak(kind)
        return sure | weak

    def _may_be_weak(self, kind: Kind) -> np.ndarray:
        """Return where a doubtful word may be meant: not *solid* iron, *p* only near *cond*."""
        m, at = self.mentions, self.facts
        before_material = self.modifier & self._mark(
            at, m.behind(m.among(Kind.MATERIAL), self.nowhere, 1, at)
        )
        cue, stops = m.among(Kind.LOOKCUE), m.among(Kind.STOP, Kind.COMMA)
        near = self._mark(at, m.before(cue, stops, 2, at)) | self._mark(
            at, m.behind(cue, stops, 2, at)
        )
        letter = (self.size == 1) & m.among(Kind.CONDITION)
        return (near | ~letter) & ~((kind == Kind.CONDITION) & before_material)

    def denied(self, kind: Kind) -> np.ndarray:
        """Return the mentions that say what the component is not."""
        return self.mentions.among(kind) & self.negated & ~self.past & ~self.other

    def condition_values(self) -> np.ndarray:
        """Return the mentions' conditions; *no rust* is a good one."""
        is_good = self.negated & self.defect & self.mentions.among(Kind.CONDITION)
        return np.where(is_good, _GOOD, self.mentions.value)

    def _negated(self) -> np.ndarray:
        found, among = np.zeros(len(self.mentions), bool), self.mentions.among
        for kind, other in ((Kind.MATERIAL, Kind.CONDITION), (Kind.CONDITION, Kind.MATERIAL)):
            ends = self.clause | among(Kind.NOW, Kind.TODAY, Kind.AND, Kind.YEAR, other)
            near = self.mentions.before(among(Kind.NOT), ends, _REACH, self.facts)
            found |= self._mark(self.facts, near) & among(kind)
        return found | self._paired(found) | self._free()

    def _paired(self, negated: np.ndarray) -> np.ndarray:
        """Return the second of two bad things denied together: without plastic and iron."""
        m, at = self.mentions, self.facts
        bad = (m.among(Kind.MATERIAL) & np.isin(m.value, BAD_MATERIAL_VALUES)) | (
            m.among(Kind.CONDITION) & np.isin(m.value, BAD_CONDITION_VALUES) & ~self.defect
        )
        joint = m.before(m.among(Kind.AND), self.nowhere, 1, at)
        first = m.before(negated & bad, self.nowhere, 2, at)
        alike = (joint >= 0) & (first >= 0) & (m.kind[first] == m.kind[at])
        return bad & self._mark(at, np.where(alike, 0, -1))

    def _free(self) -> np.ndarray:
        m = self.mentions
        return self._mark(self.facts, m.behind(m.among(Kind.FREE), self.clause, 1, self.facts))

    def _past(self) -> np.ndarray:
        m, among = self.mentions, self.mentions.among
        at, ends = self.facts, self.clause | among(Kind.AND) | self.is_fact
        once = m.before(among(Kind.PAST), self.clause_or_turn, _REACH, at)
        gone = m.behind(among(Kind.GONE), ends, 4, at)
        was = m.before(among(Kind.WAS), self.clause_or_turn, _REACH, at)
        turned = m.behind(self.turns, self.stops, 12, at)
        found = self._mark(at, np.maximum(once, gone))
        for kind in (Kind.MATERIAL, Kind.CONDITION):
            again = m.behind(among(kind), self.stops, 12, at)
            is_past = (was >= 0) & (turned >= 0) & (again > turned)
            found |= among(kind) & self._mark(at, np.where(is_past, 0, -1))
            found |= self._outdated(kind)
        return found

    def _outdated(self, kind: Kind) -> np.ndarray:
        """Return the facts in a sentence that says what holds today, but not of these."""
        m = self.mentions
        ends, at = self.clause | self.is_fact, self.facts
        today = self._mark(at, m.before(m.among(Kind.TODAY), ends, 5, at))
        today &= m.among(kind) & ~self.negated
        sentence = np.cumsum(self.stops)
        told = np.bincount(sentence[today], minlength=int(sentence[-1]) + 1 if len(m) else 0) > 0
        doubtful = np.bincount(self.note[m.among(Kind.DOUBT)], minlength=self.stream.n_notes) > 0
        return m.among(kind) & ~today & told[sentence] & ~doubtful[self.note]

    def _other(self) -> np.ndarray:
        """Return the facts of another component than the note's first one."""
        m = self.mentions
        component = m.among(Kind.COMPONENT)
        main = self._main_component(component)
        at = np.flatnonzero(m.among(Kind.MATERIAL, Kind.CONDITION, Kind.YEAR))
        ahead = m.behind(component, self.clause, 3, at)
        behind = m.before(component, self.stops, _FAR, at)
        near = np.where(ahead >= 0, ahead, behind)
        whose = np.where(near >= 0, m.value[near], _THING)
        is_other = (whose == _NEVER) | ((whose >= 0) & (whose != main[self.note[at]]))
        is_other |= self._elsewhere(component & (m.value == main[self.note]))[at]
        return self._mark(at, np.where(is_other, 0, -1))

    def _elsewhere(self, main: np.ndarray) -> np.ndarray:
        """Return the mentions in sentences about what stands beside the note's component.

        Such a sentence says so, and does not name the component; facts stand before it.
        """
        m, sentence = self.mentions, np.cumsum(self.stops)
        n = int(sentence[-1]) + 1 if len(m) else 0
        beside, own = (
            np.bincount(sentence[mask], minlength=n) > 0 for mask in (m.among(Kind.BESIDE), main)
        )
        here = ~(beside & ~own)[sentence]
        told = m.among(Kind.MATERIAL, Kind.CONDITION, Kind.YEAR) & here
        before = np.full(self.stream.n_notes, len(m))
        places = np.flatnonzero(told)[::-1]
        before[self.note[places]] = places
        return ~here & (before[self.note] < np.arange(len(m)))

    def _main_component(self, component: np.ndarray) -> np.ndarray:
        """Return what each note is about: its first component, if it can be one with facts.

        One beside which the component stands, or whose sentence says so, is not that.
        """
        m, sentence = self.mentions, np.cumsum(self.stops)
        n = int(sentence[-1]) + 1 if len(m) else 0
        kinds = (Kind.MATERIAL, Kind.CONDITION, Kind.YEAR)
        told = np.sum([np.bincount(sentence[m.among(k)], minlength=n) > 0 for k in kinds], axis=0)
        elsewhere = np.bincount(sentence[m.among(Kind.ASIDE, Kind.BESIDE)], minlength=n) > 0
        at = np.flatnonzero(component)
        beside = self._mark(at, m.before(m.among(Kind.OTHER), self.clause, 5, at))
        named, thing = component & (m.value >= 0), component & (m.value == _THING)
        own = named & ~elsewhere[sentence] & ~beside
        main = np.full(self.stream.n_notes, _THING)
        for rows in (named, thing, *(own & (told[sentence] >= facts) for facts in range(3))):
            places = np.flatnonzero(rows)[::-1]
            main[self.note[places]] = m.value[places]
        return main

    def years_of_manufacture(self, years: Years) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the mentions of years of manufacture, and from when to when each lies.

        Where none is called that, years that nothing is said of count, and may contradict.
        """
        m, is_year = self.mentions, self.mentions.among(Kind.YEAR)
        self._place_events()
        places = self.years
        low, high = years.low[m.value[places]], years.high[m.value[places]]
        ends = self.clause | m.among(
            Kind.NOW, Kind.TODAY, Kind.AND, Kind.YEAR, Kind.MATERIAL, Kind.CONDITION
        )
        denied = m.before(m.among(Kind.NOT), ends & ~is_year, 5, places) >= 0
        below, above = low == LOWEST, high == HIGHEST
        low, high = (
            np.where(denied & below, high + 1, np.where(denied & above, LOWEST, low)),
            np.where(denied & above, low - 1, np.where(denied & below, HIGHEST, high)),
        )
        kept = ~self.event_year[places] & ~self.other[places] & ~(denied & ~below & ~above)
        told = self.made & ~self._mark(places, np.where(denied, 0, -1))
        kept &= self.made[places] | ~self._told_better(told)[places]
        return places[kept], low[kept], high[kept]

    def _told_better(self, made: np.ndarray) -> np.ndarray:
        """Return the mentions in notes that name a year of manufacture as such, without doubt."""
        n = self.stream.n_notes
        doubt = self.any_note(self.mentions.among(Kind.DOUBT), n)
        kept = made & ~self.event_year & ~self.other
        return (self.any_note(kept, n) & ~doubt)[self.note]

    def _place_events(self) -> None:
        """Mark the years of manufacture, and the others: of events, and numbers that are none."""
        m, among, at = self.mentions, self.mentions.among, self.years
        ends, comma = self.clause | among(Kind.YEAR), among(Kind.STOP, Kind.COMMA)
        key_ends = among(Kind.STOP, Kind.COMMA, Kind.YEAR)
        made = m.before(among(Kind.MADE), ends, 7, at)
        made = np.maximum(made, m.before(among(Kind.MADE), comma, 2, at))
        event = m.before(among(Kind.EVENT), ends | among(Kind.COMPONENT), 7, at)
        event = np.maximum(event, m.before(among(Kind.EVENT), key_ends, 2, at))
        dated = m.before(among(Kind.EVENT), ends, 8, at)
        event = np.maximum(event, np.where(self._behind_preposition()[at], dated, -1))
        event = np.maximum(event, m.before(among(Kind.NUMBER), key_ends, 2, at))
        made_behind = m.behind(self._free_of_year(), ends, 4, at) >= 0
        event_behind = m.behind(among(Kind.EVENT), ends, 2, at) >= 0
        unit = m.behind(among(Kind.UNIT), ends, 1, at) >= 0
        begun = self.stream.flag("since")[m.first[at]]  # since then it has served
        is_event = ((event > made) | ((event_behind | begun) & (made < 0))) & ~made_behind
        self.event_year = self._mark(at, np.where(unit | is_event, 0, -1))
        self.made = self._mark(at, np.where((made_behind | (made >= 0)) & ~unit, 0, -1))

    def _free_of_year(self) -> np.ndarray:
        """Return the words of making behind which no year follows that they belong to."""
        m, made = self.mentions, self.mentions.among(Kind.MADE)
        at = np.flatnonzero(made)
        return made & ~self._mark(at, m.behind(m.among(Kind.YEAR), self.clause, 4, at))

    def _mark(self, at: np.ndarray, found: np.ndarray) -> np.ndarray:
        """Return a mask of all mentions that holds at those for which something was found."""
        mask = np.zeros(len(self.mentions), bool)
        mask[at[found >= 0]] = True
        return mask

    def _behind_preposition(self) -> np.ndarray:
        flag = self.stream.flag("in", "on", "since", "during")
        return flag[np.maximum(self.mentions.first - 1, 0)]
