"""Which mentioned facts count: not those denied, past, of another component or another event."""

import numpy as np

from connected_car.classifiers.facts.lexicon import WEAK, Kind, lexicon
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
        self.stops = mentions.among(Kind.STOP)
        self.clause = mentions.among(Kind.STOP, Kind.COMMA, Kind.COLON)
        sizes = np.array([len(word) for word in stream.words])
        self.size = np.where(mentions.first == mentions.last, sizes[stream.ids][mentions.first], 9)
        self.defect = np.isin(numbers, lexicon().defects)[mentions.last]
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
        m, everywhere = self.mentions, np.zeros(len(self.mentions), bool)
        before_material = self.modifier & (m.behind(m.among(Kind.MATERIAL), everywhere, 1) >= 0)
        cue, stops = m.among(Kind.LOOKCUE), m.among(Kind.STOP, Kind.COMMA)
        near = (m.before(cue, stops, 2) >= 0) | (m.behind(cue, stops, 2) >= 0)
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
            near = self.mentions.before(among(Kind.NOT), ends, _REACH)
            found |= (near >= 0) & among(kind)
        return found | self._paired(found) | self._free()

    def _paired(self, negated: np.ndarray) -> np.ndarray:
        """Return the second of two bad things denied together: without plastic and iron."""
        m, everywhere = self.mentions, np.zeros(len(self.mentions), bool)
        bad = (m.among(Kind.MATERIAL) & (m.value < 2)) | (
            m.among(Kind.CONDITION) & np.isin(m.value, (2, 3)) & ~self.defect
        )
        joint = m.before(m.among(Kind.AND), everywhere, 1)
        first = m.before(negated & bad, everywhere, 2)
        return bad & (joint >= 0) & (first >= 0) & (m.kind[first] == m.kind)

    def _free(self) -> np.ndarray:
        m = self.mentions
        return self.is_fact & (m.behind(m.among(Kind.FREE), self.clause, 1) >= 0)

    def _past(self) -> np.ndarray:
        m, among = self.mentions, self.mentions.among
        turn = among(Kind.NOW, Kind.TODAY)
        once = m.before(among(Kind.PAST), self.clause | turn, _REACH) >= 0
        gone = m.behind(among(Kind.GONE), self.clause | among(Kind.AND) | self.is_fact, 4) >= 0
        found = (once | gone) & self.is_fact
        for kind in (Kind.MATERIAL, Kind.CONDITION):
            was = m.before(among(Kind.WAS), self.clause | turn, _REACH) >= 0
            again = m.behind(among(kind), self.stops, 12)
            turned = m.behind(turn, self.stops, 12)
            found |= among(kind) & was & (turned >= 0) & (again > turned)
            found |= self._outdated(kind)
        return found

    def _outdated(self, kind: Kind) -> np.ndarray:
        """Return the facts in a sentence that says what holds today, but not of these."""
        m = self.mentions
        today = m.before(m.among(Kind.TODAY), self.clause | self.is_fact, 5) >= 0
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
        ahead = m.behind(component, self.clause, 3)
        behind = m.before(component, self.stops, _FAR)
        near = np.where(ahead >= 0, ahead, behind)
        whose = np.where(near >= 0, m.value[near], _THING)
        is_other = (whose == _NEVER) | ((whose >= 0) & (whose != main[self.note]))
        return is_other & m.among(Kind.MATERIAL, Kind.CONDITION, Kind.YEAR)

    def _main_component(self, component: np.ndarray) -> np.ndarray:
        """Return what each note is about: its first component, if it can be one with facts.

        One beside which the component stands, or whose sentence says so, is not that.
        """
        m, sentence = self.mentions, np.cumsum(self.stops)
        n = int(sentence[-1]) + 1 if len(m) else 0
        kinds = (Kind.MATERIAL, Kind.CONDITION, Kind.YEAR)
        told = np.sum([np.bincount(sentence[m.among(k)], minlength=n) > 0 for k in kinds], axis=0)
        elsewhere = np.bincount(sentence[m.among(Kind.ASIDE)], minlength=n) > 0
        beside = m.before(m.among(Kind.OTHER), self.clause, 5) >= 0
        named, thing = component & (m.value >= 0), component & (m.value == _THING)
        own = named & ~elsewhere[sentence] & ~beside
        main = np.full(self.stream.n_notes, _THING)
        for rows in (named, thing, own, own & (told[sentence] >= 2)):
            places = np.flatnonzero(rows)[::-1]
            main[self.note[places]] = m.value[places]
        return main

    def years_of_manufacture(self, years: Years) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the mentions of years of manufacture, and from when to when each lies.

        Where none is called that, years that nothing is said of count, and may contradict.
        """
        m, is_year = self.mentions, self.mentions.among(Kind.YEAR)
        self.event_year = is_year & self._is_event()
        places = np.flatnonzero(is_year)
        low, high = years.low[m.value[places]], years.high[m.value[places]]
        ends = self.clause | m.among(
            Kind.NOW, Kind.TODAY, Kind.AND, Kind.YEAR, Kind.MATERIAL, Kind.CONDITION
        )
        denied = (m.before(m.among(Kind.NOT), ends & ~is_year, 5) >= 0)[places]
        below, above = low == LOWEST, high == HIGHEST
        low, high = (
            np.where(denied & below, high + 1, np.where(denied & above, LOWEST, low)),
            np.where(denied & above, low - 1, np.where(denied & below, HIGHEST, high)),
        )
        kept = ~self.event_year[places] & ~self.other[places] & ~(denied & ~below & ~above)
        kept &= self.made[places] | ~self._told_better(self.made & is_year)[places]
        return places[kept], low[kept], high[kept]

    def _told_better(self, made: np.ndarray) -> np.ndarray:
        """Return the mentions in notes that name a year of manufacture as such, without doubt."""
        n = self.stream.n_notes
        doubt = self.any_note(self.mentions.among(Kind.DOUBT), n)
        kept = made & ~self.event_year & ~self.other
        return (self.any_note(kept, n) & ~doubt)[self.note]

    def _is_event(self) -> np.ndarray:
        """Return the years in which something else happened, and numbers that are no years."""
        m, among = self.mentions, self.mentions.among
        ends = self.clause | among(Kind.YEAR)
        made = m.before(among(Kind.MADE), ends, 7)
        whole = np.maximum(made, m.before(among(Kind.MADE), self.stops | among(Kind.COMMA), 2))
        event = m.before(among(Kind.EVENT), ends | among(Kind.COMPONENT), 7)
        keyed = m.before(among(Kind.EVENT), self.stops | among(Kind.COMMA, Kind.YEAR), 2)
        dated = np.where(self._behind_preposition(), m.before(among(Kind.EVENT), ends, 8), -1)
        event = np.maximum(np.maximum(event, keyed), dated)
        number = m.before(among(Kind.NUMBER), self.stops | among(Kind.COMMA, Kind.YEAR), 2)
        free = among(Kind.MADE) & (m.behind(among(Kind.YEAR), self.clause, 4) < 0)
        made_behind = m.behind(free, ends, 4) >= 0
        event_behind = m.behind(among(Kind.EVENT), ends, 2) >= 0
        unit = m.behind(among(Kind.UNIT), ends, 1) >= 0
        is_event = (np.maximum(event, number) > whole) | (event_behind & (whole < 0))
        self.made = (made_behind | (whole >= 0)) & ~unit
        return unit | (is_event & ~made_behind)

    def _behind_preposition(self) -> np.ndarray:
        flag = self.stream.flag("in", "on", "since", "during")
        return flag[np.maximum(self.mentions.first - 1, 0)]
