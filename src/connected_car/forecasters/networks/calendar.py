"""Calendar inputs of the networks, from the number of a day."""

import math

import torch

YEAR_DAYS = 365.25


def calendar_width(yearly: bool) -> int:
    """Return how many numbers ``calendar_inputs`` gives a window."""
    return 11 if yearly else 7


def calendar_inputs(day: torch.Tensor, yearly: bool) -> torch.Tensor:
    """Return ``(b, 7)`` the weekday as one of seven, and ``(b, 4)`` where in the year the day lies.

    Args:
        day: ``(b,)`` days since 1970-01-01, a Thursday.
        yearly: whether to tell two harmonics of the year.
    """
    weekday = torch.nn.functional.one_hot((day + 3) % 7, 7).float()
    return torch.cat([weekday, _season(day, 2)], dim=1) if yearly else weekday


def _season(day: torch.Tensor, harmonics: int) -> torch.Tensor:
    """Return sine and cosine of the first harmonics of the year, ``(b, 2 * harmonics)``."""
    angle = (day.double() % YEAR_DAYS * (2 * math.pi / YEAR_DAYS)).float()
    turns = angle[:, None] * torch.arange(1, harmonics + 1)
    return torch.cat([torch.sin(turns), torch.cos(turns)], dim=1)
