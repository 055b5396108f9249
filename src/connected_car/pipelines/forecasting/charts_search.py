"""How the search went: scores in the order of the trials, and which hyperparameters mattered."""

from typing import TYPE_CHECKING, Any

import numpy as np

from connected_car.automl.study import distribution_of
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.forecasters.registry import FAMILIES, family_class

if TYPE_CHECKING:
    from plotly import graph_objects as go

_MIN_TRIALS = 6  # of a family, to tell which of its hyperparameters matter
_COLOURS = ("#0b6fb8", "#d1495b", "#2e933c", "#e08e1b", "#6a4c93", "#1b998b", "#8d6b48", "#5c677d")
_SYMBOLS = ("circle", "diamond", "cross")  # one for each time that the colours are used up


def search_history(result: SearchResult) -> "go.Figure":
    """Draw each trial's score, the best so far and the mean's; beside it the importances.

    Args:
        result: the search.
    """
    from plotly.subplots import make_subplots

    family, importances = parameter_importances(result)
    titles = ["Score of each trial (lower is better)"]
    if family:
        titles.append(f"What mattered in {family}")
    widths = [0.66, 0.34][: len(titles)]
    figure = make_subplots(
        cols=len(titles), column_widths=widths, subplot_titles=titles, horizontal_spacing=0.16
    )
    _draw_trials(figure, result)
    if family:
        _draw_importances(figure, importances)
    figure.update_layout(
        title=f"The search: {len(result.trials)} trials, ended by {result.exit_criterion}",
        template="plotly_white",
        height=460,
        legend={"orientation": "h", "y": -0.2},
        margin={"t": 90, "r": 30},
    )
    return figure


def parameter_importances(result: SearchResult) -> tuple[str, dict[str, float]]:
    """Return the family with the most trials, and the share of its scores' variance that each
    hyperparameter explains (fANOVA, Hutter et al. 2014); nothing with fewer than six trials.

    Args:
        result: the search.
    """
    import optuna

    trials = _most_tried(result)
    if len(trials) < _MIN_TRIALS or len({t.value for t in trials}) < 2:
        return "", {}
    family = trials[0].recipe.family
    space: dict[str, Any] = {k: distribution_of(v) for k, v in family_class(family).space.items()}
    study = optuna.create_study()
    for trial in trials:
        study.add_trial(
            optuna.trial.create_trial(
                params=dict(trial.recipe.hyperparameters), distributions=space, value=trial.value
            )
        )
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    return family, optuna.importance.get_param_importances(study, evaluator=evaluator)


def _most_tried(result: SearchResult) -> list[TrialResult]:
    groups = [
        [t for t in result.complete() if t.recipe.family == family and t.recipe.hyperparameters]
        for family in FAMILIES
    ]
    return max(groups, key=len)


def _draw_trials(figure: "go.Figure", result: SearchResult) -> None:
    from plotly import graph_objects as go

    complete = result.complete()
    families = list(dict.fromkeys(t.recipe.family for t in complete))
    styles = [(colour, symbol) for symbol in _SYMBOLS for colour in _COLOURS]
    for family, (colour, symbol) in zip(families, styles, strict=False):
        own = [t for t in complete if t.recipe.family == family]
        dots = go.Scatter(
            name=family,
            x=[t.number + 1 for t in own],
            y=[t.value for t in own],
            text=[t.recipe.describe() for t in own],
            hovertemplate="%{text}<br>%{y:.4f}<extra></extra>",
            mode="markers",
            marker={"size": 9, "color": colour, "symbol": symbol},
        )
        figure.add_trace(dots, row=1, col=1)
    numbers = [t.number + 1 for t in complete]
    best = np.minimum.accumulate([t.value for t in complete])
    line: dict[str, Any] = {"shape": "hv", "color": "#1b1b1b", "width": 1.2}
    figure.add_trace(
        go.Scatter(name="best so far", x=numbers, y=best, mode="lines", line=line), row=1, col=1
    )
    figure.add_hline(
        result.mean.value,
        line={"dash": "dot", "color": "#888"},
        annotation_text="the mean",
        row=1,
        col=1,
    )
    figure.update_xaxes(title_text="trial", row=1, col=1)
    figure.update_yaxes(title_text=result.metric.upper(), row=1, col=1)


def _draw_importances(figure: "go.Figure", importances: dict[str, float]) -> None:
    from plotly import graph_objects as go

    names = list(importances)[::-1]
    bars = go.Bar(
        x=[importances[n] for n in names],
        y=names,
        orientation="h",
        marker_color=_COLOURS[0],
        showlegend=False,
    )
    figure.add_trace(bars, row=1, col=2)
    figure.update_xaxes(title_text="share of the variance explained", row=1, col=2)
    figure.update_yaxes(automargin=True, row=1, col=2)
