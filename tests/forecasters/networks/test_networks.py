"""The networks alone: zeros in, shapes out."""

import pytest
import torch

from connected_car.forecasters.networks.calendar import calendar_inputs, calendar_width
from connected_car.forecasters.networks.lstm import StackedLSTM, WeeklyLSTM
from connected_car.forecasters.networks.nhits import NHiTS, SmoothStack, weekday_means

WIDTH, HORIZON = 392, 30
DAY = torch.arange(20_000, 20_005)


def networks():
    """Return one network of each kind."""
    return [
        NHiTS(WIDTH, HORIZON, hidden=8, pools=(28, 7), yearly=False),
        NHiTS(WIDTH, HORIZON, hidden=8, pools=(28, 7), yearly=True),
        WeeklyLSTM(HORIZON, hidden=8, yearly=False),
        WeeklyLSTM(HORIZON, hidden=8, yearly=True),
        StackedLSTM(HORIZON, hidden=8),
    ]


@pytest.mark.parametrize("network", networks(), ids=lambda n: type(n).__name__)
def test_zeros_in_shapes_out(network):
    forecast = network(torch.zeros(5, WIDTH), DAY)
    assert forecast.shape == (5, HORIZON)
    assert torch.isfinite(forecast).all()


@pytest.mark.parametrize("network", networks()[:4], ids=lambda n: type(n).__name__)
def test_before_training_the_forecast_is_the_windows_level(network):
    torch.testing.assert_close(
        network(torch.rand(5, WIDTH), DAY), torch.ones(5, HORIZON), rtol=0, atol=0
    )


@pytest.mark.parametrize("network", networks(), ids=lambda n: type(n).__name__)
def test_every_weight_takes_part(network):
    for parameter in network.parameters():
        torch.nn.init.uniform_(parameter, 0.01, 0.1)
    network(torch.rand(5, WIDTH) + 1, DAY).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_a_smooth_stack_draws_a_line_through_its_knots():
    stack = SmoothStack(width=56, horizon=30, pool=28, calendar=7, hidden=4)
    stack.layers[-1].bias.data = torch.tensor([0.0, 55.0, 0.0, 14.5, 29.0])
    backcast, forecast = stack(torch.zeros(1, 56), torch.zeros(1, 7))
    torch.testing.assert_close(backcast[0], torch.arange(56.0))
    torch.testing.assert_close(forecast[0], torch.arange(30.0))


def test_weekday_means_are_those_of_the_last_weeks():
    window = torch.arange(float(WIDTH))[None]
    means = weekday_means(window)[0].reshape(4, 7)
    torch.testing.assert_close(means[0], window[0, -14:].reshape(2, 7).mean(dim=0))
    torch.testing.assert_close(means[3], window[0].reshape(56, 7).mean(dim=0))


def test_the_calendar_knows_a_thursday_and_the_year():
    inputs = calendar_inputs(torch.tensor([0, 365, 1461]), yearly=True)
    assert inputs.shape == (3, calendar_width(yearly=True))
    assert inputs[:, :7].argmax(dim=1).tolist() == [3, 4, 1]
    torch.testing.assert_close(inputs[0, 7:], torch.tensor([0.0, 0.0, 1.0, 1.0]))
    torch.testing.assert_close(inputs[2, 7:], inputs[0, 7:], atol=1e-5, rtol=0)
    assert calendar_inputs(DAY, yearly=False).shape == (5, calendar_width(yearly=False))
