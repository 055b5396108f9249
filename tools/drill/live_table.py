"""The risk of a day as a plain table."""

import pandas as pd

_CLASSES = ("overdue", "alert", "watch", "ok")
_SHOWN = 15
_SURE = 0.99  # nothing changes there any more
_BAR = 20  # characters for a probability of 1


def draw(
    day: str, now: pd.DataFrame, before: pd.DataFrame, seconds: float, shown: int = _SHOWN
) -> str:
    """Return the table of the most urgent batteries, those that are sure to fail last.

    Args:
        day: the day that has arrived.
        now: rows of ``streamed_battery_risk`` of that day, indexed by ``Battery_ID``.
        before: those of an earlier day; empty on the first one.
        seconds: from the file's delivery to its written risk.
        shown: batteries of the table.
    """
    counts = now["Risk"].value_counts()
    classes = ", ".join(f"{counts.get(name, 0)} {name}" for name in _CLASSES)
    urgent = now.sort_values("Failure_Probability", ascending=False, kind="stable")
    is_sure = urgent["Failure_Probability"] > _SURE
    urgent = pd.concat([urgent[~is_sure], urgent[is_sure]]).head(shown)
    lines = [
        f"{day}: {classes}; file to risk in {seconds:.1f} s",
        "",
        f"{'battery':<9}{'risk':<9}{'within 30 days':<{_BAR + 8}}{'change':>8}  {'due':<12}",
        *(_line(battery, row, before) for battery, row in urgent.iterrows()),
    ]
    moved = _moved(now, before)
    return "\n".join([*lines, "", f"Moved: {', '.join(moved) or 'none'}"])


def _line(battery: object, row: pd.Series, before: pd.DataFrame) -> str:
    probability = float(row["Failure_Probability"])
    bar = "#" * round(_BAR * probability)
    change = ""
    if battery in before.index:
        change = f"{100 * (probability - before.loc[battery, 'Failure_Probability']):+.0f} %"
    share = f"{100 * probability:3.0f} %"
    due = row["Expected_Replacement_Date"]
    return f"{battery:<9}{row['Risk']:<9}{share} {bar:<{_BAR + 2}}{change:>8}  {due or '-'!s:<12}"


def _moved(now: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Name the batteries whose class is another one than before."""
    if before.empty:
        return []
    both = now.join(before["Risk"].rename("Before"), how="inner")
    moved = both[both["Risk"] != both["Before"]]
    return [f"{name} {row['Before']} -> {row['Risk']}" for name, row in moved.iterrows()]
