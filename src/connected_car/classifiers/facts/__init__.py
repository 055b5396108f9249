"""What a note states about a component, read by a lexicon, for many notes at once."""

from connected_car.classifiers.facts.reading import Facts, read_facts

__all__ = ["Facts", "read_facts"]
