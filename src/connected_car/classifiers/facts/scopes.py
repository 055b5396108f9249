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
        self.negated, self.past = self._negated(), self._past()
        self.other = self._other()
        self.event_year = np.zeros(len(mentions), bool)

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
        before_material = m.behind(m.among(Kind.MATERIAL), everywhere, 1) >= 0
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
            ends = self.clause | among(Kind.NOW, Kind.AND, Kind.YEAR, other)
            near = self.mentions.before(among(Kind.NOT), ends, _REACH)
            found |= (near >= 0) & among(kind)
        return found

    def _past(self) -> np.ndarray:
        m, among = self.mentions, self.mentions.among
        once = m.before(among(Kind.PAST), self.clause | among(Kind.NOW), _REACH) >= 0
        found = once & self.is_fact
        for kind in (Kind.MATERIAL, Kind.CONDITION):
            was = m.before(among(Kind.WAS), self.clause | among(Kind.NOW), _REACH) >= 0
            again = m.behind(among(kind), self.stops, 12)
            turned = m.behind(among(Kind.NOW), self.stops, 12)
            found |= among(kind) & was & (turned >= 0) & (again > turned)
        return found

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
        """Return what each note is about: its first component, if possible in a sentence with facts.

        One beside which the component stands, or whose sentence says so, is not that.
        """
        m, sentence = self.mentions, np.cumsum(self.stops)
        told = (
            np.bincount(
                sentence[m.among(Kind.MATERIAL, Kind.CONDITION, Kind.YEAR)],
                minlength=sentence[-1] + 1,
            )
            > 0
            if len(m)
            else np.zeros(0, bool)
        )
        aside = (
            np.bincount(sentence[m.among(Kind.OTHER)], minlength=sentence[-1] + 1) > 0
            if len(m)
            else told
        )
        named = component & (m.value >= 0)
        main = np.full(self.stream.n_notes, _THING)
        thing = component & (m.value == _THING)
        own = named & ~aside[sentence]
        for rows in (named, thing, own, own & told[sentence]):
            places = np.flatnonzero(rows)[::-1]
            main[self.note[places]] = m.value[places]
        return main

    def years_of_manufacture(self, years: Years) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the mentions of years of manufacture, and from when to when each lies.

        Years that nothing tells from those count too, so that two of them contradict each other.
        """
        m, is_year = self.mentions, self.mentions.among(Kind.YEAR)
        self.event_year = is_year & self._is_event()
        places = np.flatnonzero(is_year)
        low, high = years.low[m.value[places]], years.high[m.value[places]]
        ends = self.clause | m.among(Kind.NOW, Kind.AND, Kind.YEAR, Kind.MATERIAL, Kind.CONDITION)
        denied = (m.before(m.among(Kind.NOT), ends & ~is_year, 5) >= 0)[places]
        below, above = low == LOWEST, high == HIGHEST
        low, high = (
            np.where(denied & below, high + 1, np.where(denied & above, LOWEST, low)),
            np.where(denied & above, low - 1, np.where(denied & below, HIGHEST, high)),
        )
        kept = ~self.event_year[places] & ~self.other[places] & ~(denied & ~below & ~above)
        return places[kept], low[kept], high[kept]

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
        return unit | (is_event & ~made_behind)

    def _behind_preposition(self) -> np.ndarray:
        flag = self.stream.flag("in", "on", "since", "during")
        return flag[np.maximum(self.mentions.first - 1, 0)]
