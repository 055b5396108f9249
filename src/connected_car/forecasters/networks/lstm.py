"""Recurrent networks: a direct one that reads weeks, and the workshop's that reads days."""

import torch
from torch import nn

from connected_car.forecasters.networks.calendar import calendar_inputs, calendar_width
from connected_car.forecasters.networks.nhits import WEEK, perceptron, weekday_means


class WeeklyLSTM(nn.Module):
    """Reads the window a week at a time, and gives all days of the horizon at once.

    Seven days a step make the recurrence seven times shorter, and day j of every week has the
    weekday of day j of the horizon.

    Args:
        horizon: days ahead.
        hidden: units of the recurrent layer.
        yearly: whether the network is told the season.
    """

    def __init__(self, horizon: int, hidden: int, yearly: bool) -> None:
        super().__init__()
        self._yearly = yearly
        self.recurrent = nn.LSTM(WEEK, hidden, batch_first=True)
        inputs = hidden + 4 * WEEK + calendar_width(yearly)
        self.head = perceptron(inputs, 2 * hidden, horizon)

    def forward(self, window: torch.Tensor, day: torch.Tensor) -> torch.Tensor:
        """Return ``(b, horizon)`` forecasts of ``(b, width)`` windows that end at ``(b,)`` days."""
        left = window - 1.0
        weeks = left.reshape(len(left), -1, WEEK)
        memory = self.recurrent(weeks)[0][:, -1]
        calendar = calendar_inputs(day, self._yearly)
        return 1.0 + self.head(torch.cat([memory, weekday_means(left), calendar], dim=1))


class StackedLSTM(nn.Module):
    """The workshop's network: two stacked LSTM layers over the days, and a linear head.

    Args:
        horizon: days ahead, all at once.
        hidden: units of each recurrent layer.
    """

    def __init__(self, horizon: int, hidden: int) -> None:
        super().__init__()
        self.recurrent = nn.LSTM(1, hidden, num_layers=2, batch_first=True)
        self.head = nn.Linear(hidden, horizon)

    def forward(self, window: torch.Tensor, day: torch.Tensor) -> torch.Tensor:
        """Return ``(b, horizon)`` forecasts of ``(b, width)`` windows; the day does not matter."""
        memory = self.recurrent(window[:, :, None] - 1.0)[0][:, -1]
        return 1.0 + self.head(memory)
