"""The backtest as one page for someone who answers for the alerts."""

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from connected_car.pages import page_template
from connected_car.pipelines.forecasting.risk.figures import ALPHA_LEFT, RiskFigures

if TYPE_CHECKING:
    from plotly import graph_objects as go

_TEMPLATE = Path(__file__).with_name("risk_page.html.j2")


def risk_page(figures: RiskFigures, charts: "list[go.Figure]") -> str:
    """Return the page; it holds what its charts need, and asks nothing of the net.

    Args:
        figures: the backtest.
        charts: reliability, costs of other levels, lead times.
    """
    drawn = [
        Markup(chart.to_html(full_html=False, include_plotlyjs=number == 0))
        for number, chart in enumerate(charts)
    ]
    return page_template(_TEMPLATE).render(
        found=figures.as_json(),
        horizon=figures.horizon,
        missed_cost=figures.missed_cost,
        charts=drawn,
        alpha=ALPHA_LEFT,
    )
