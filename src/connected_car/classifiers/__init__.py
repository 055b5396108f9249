"""Families of text classifiers behind one small interface; ``registry`` makes and loads them."""

from connected_car.classifiers.base import Classifier
from connected_car.classifiers.registry import FAMILIES, load_classifier, new_classifier

__all__ = ["FAMILIES", "Classifier", "load_classifier", "new_classifier"]
