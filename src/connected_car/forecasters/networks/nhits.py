"""A compact N-HiTS: stacks that look at the window at several rates, each explaining what is left.

After Challu, Olivares, Oreshkin, Garza, Mergenthaler-Canseco and Dubrawski, "N-HiTS: Neural
Hierarchical Interpolation for Time Series Forecasting", AAAI 2023 (sections 3.2-3.4): multi-rate
pooling, hierarchical interpolation, residual stacks. Added here: the last stack pools over the same
weekday instead of neighbouring days, and each stack is told the calendar.
"""

import torch
from torch import nn
from torch.nn import functional as F

from connected_car.forecasters.networks.calendar import calendar_inputs, calendar_width

WEEK = 7
_DEPTHS = (2, 4, 13, 56)  # weeks that the weekday stack averages over
_RECENT = 28  # days that it sees one by one


class NHiTS(nn.Module):
    """Forecasts the days after a window as 1 (the window's level) plus what the stacks add.

    Args:
        width: days of the window, a multiple of 28.
        horizon: days ahead.
        hidden: units of each hidden layer.
        pools: days that each smooth stack pools, coarse first.
        yearly: whether the networks are told the season.
    """

    def __init__(
        self, width: int, horizon: int, hidden: int, pools: tuple[int, ...], yearly: bool
    ) -> None:
        super().__init__()
        self._yearly = yearly
        known = calendar_width(yearly)
        self.smooth = nn.ModuleList(
            SmoothStack(width, horizon, pool, known, hidden) for pool in pools
        )
        self.weekly = WeekdayStack(horizon, known, hidden)

    def forward(self, window: torch.Tensor, day: torch.Tensor) -> torch.Tensor:
        """Return ``(b, horizon)`` forecasts of ``(b, width)`` windows that end at ``(b,)`` days."""
        calendar, left = calendar_inputs(day, self._yearly), window - 1.0
        forecast = torch.ones(())
        for stack in self.smooth:
            backcast, part = stack(left, calendar)
            left, forecast = left - backcast, forecast + part
        return forecast + self.weekly(left, calendar)


class SmoothStack(nn.Module):
    """Means of neighbouring days in, knots of a smooth curve over window and horizon out."""

    back: torch.Tensor
    ahead: torch.Tensor

    def __init__(self, width: int, horizon: int, pool: int, calendar: int, hidden: int) -> None:
        super().__init__()
        self._pool, self._knots = pool, width // pool
        ahead = -(-horizon // pool) + 1
        self.register_buffer("back", _curve(self._knots, width), persistent=False)
        self.register_buffer("ahead", _curve(ahead, horizon), persistent=False)
        self.layers = perceptron(self._knots + calendar, hidden, self._knots + ahead)

    def forward(
        self, left: torch.Tensor, calendar: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return backcast ``(b, width)`` and forecast ``(b, horizon)``."""
        pooled = left.reshape(len(left), self._knots, self._pool).mean(dim=2)
        knots = self.layers(torch.cat([pooled, calendar], dim=1))
        return knots[:, : self._knots] @ self.back, knots[:, self._knots :] @ self.ahead


class WeekdayStack(nn.Module):
    """Means of the same weekday over several depths in, the days of the horizon out."""

    def __init__(self, horizon: int, calendar: int, hidden: int) -> None:
        super().__init__()
        inputs = WEEK * len(_DEPTHS) + _RECENT + calendar
        self.layers = perceptron(inputs, hidden, horizon)

    def forward(self, left: torch.Tensor, calendar: torch.Tensor) -> torch.Tensor:
        """Return the forecast ``(b, horizon)``."""
        seen = [weekday_means(left), left[:, -_RECENT:], calendar]
        return self.layers(torch.cat(seen, dim=1))


def weekday_means(window: torch.Tensor) -> torch.Tensor:
    """Return ``(b, 28)``: each weekday's mean over the last 2, 4, 13 and 56 weeks."""
    weeks = window.reshape(len(window), -1, WEEK)
    return torch.cat([weeks[:, -depth:].mean(dim=1) for depth in _DEPTHS], dim=1)


def perceptron(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Return two hidden layers and a linear one that begins at zero."""
    last = nn.Linear(hidden, outputs)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        last,
    )


def _curve(knots: int, days: int) -> torch.Tensor:
    """Return ``(knots, days)``: a row of knots times it is a line through evenly spaced knots."""
    identity = torch.eye(knots)[:, None]
    return F.interpolate(identity, days, mode="linear", align_corners=True)[:, 0]
