"""How early and how well the day of the crossing was known.

Saxena, Celaya, Saha, Saha and Goebel (2010), "Metrics for Offline Evaluation of Prognostic
Performance", International Journal of Prognostics and Health Management 1(1): prognostic horizon
(section 4.1) and alpha-lambda accuracy (section 4.2). A *case* is one battery with one rating that
it passed within the backtest; its life is counted from the first prediction.
"""

import pandas as pd

_CASE = ["unique_id", "rating_number"]
_STAGES = 5  # of the life since the first prediction


def prognoses(questions: pd.DataFrame) -> pd.DataFrame:
    """Return the questions of the cases, with ``passed_on`` and ``life`` (days) of the case."""
    known = questions[questions["true_days"].notna()].sort_values([*_CASE, "as_of"])
    passed_on = known["as_of"] + pd.to_timedelta(known["true_days"], unit="D")
    first = known.groupby(_CASE)["as_of"].transform("min")
    return known.assign(passed_on=passed_on, life=(passed_on - first).dt.days)


def alpha_lambda(cases: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Return how many predictions lie within ``alpha`` times the true days left, a row a stage.

    Columns: ``from``, ``to`` (share of the life that has passed), ``within`` (share of the
    predictions), ``predictions``.

    Args:
        cases: from ``prognoses``.
        alpha: half width of the band, as a share of the days left.
    """
    life = cases["life"].clip(lower=1)
    place = ((life - cases["true_days"]) * _STAGES // life).clip(0, _STAGES - 1)
    error = (cases["expected_days"] - cases["true_days"]).abs()
    within = error <= (alpha * cases["true_days"]).clip(lower=1.0)  # a day is the finest step
    table = pd.DataFrame({"stage": place, "within": within}).groupby("stage")["within"]
    found = table.agg(within="mean", predictions="size")
    bounds = {"from": found.index / _STAGES, "to": (found.index + 1) / _STAGES}
    return found.assign(**bounds).reset_index(drop=True)


def prognostic_horizons(cases: pd.DataFrame, alpha: float) -> pd.Series:
    """Return for each case the days before the crossing from which on all predictions were right.

    Right means that the predicted day lies within ``alpha`` times the life of the true one. 0 where
    the last prediction was still wrong.

    Args:
        cases: from ``prognoses``.
        alpha: half width of the band, as a share of the life.
    """
    wrong = (cases["expected_days"] - cases["true_days"]).abs() > alpha * cases["life"]
    ordered = cases.assign(wrong=wrong).sort_values("as_of", ascending=False)
    ever_wrong = ordered.groupby(_CASE)["wrong"].cummax()
    right = ordered["true_days"].where(~ever_wrong, 0.0)
    return right.groupby([ordered[name] for name in _CASE]).max()


def lead_times(
    cases: pd.DataFrame, probability: pd.Series, level: float, horizon: int
) -> pd.Series:
    """Return for each case the days from its first alert to the crossing; NaN if it never came.

    Only cases that were asked about a whole horizon before they passed count: others had no chance
    of an early alert.

    Args:
        cases: from ``prognoses``.
        probability: of each question, calibrated, with the index of ``cases``.
        level: from which on the owner is told.
        horizon: days that an alert looks ahead.
    """
    case = [cases[name] for name in _CASE]
    first_asked = cases["true_days"].groupby(case).max()
    alerted = cases["true_days"].where(probability >= level).groupby(case).max()
    return alerted[first_asked >= horizon]
