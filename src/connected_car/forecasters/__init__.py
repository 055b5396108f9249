"""Families of forecasters behind one small interface; ``registry`` makes and loads them."""

from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.frames import forecast_frame
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.registry import FAMILIES, load_forecaster, make

__all__ = ["FAMILIES", "Forecaster", "Panel", "forecast_frame", "load_forecaster", "make"]
