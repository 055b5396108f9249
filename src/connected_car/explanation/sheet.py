"""A plotly figure whose pictures and texts have their places in pixels, as on a sheet of paper."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly import graph_objects as go

WIDTH = 1100  # pixels
INK, SOFT, BLUE, AMBER = "#1b1b1b", "#5a6673", "#0b6fb8", "#b86e00"


class Sheet:
    """Places are pixels from the left and from the top.

    Args:
        height: of the sheet, pixels.
    """

    def __init__(self, height: float) -> None:
        from plotly import graph_objects as go

        self.height = height
        self.figure = go.Figure()
        self._pictures = 0
        self.figure.update_layout(
            template="plotly_white",
            width=WIDTH,
            height=height,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            font={"size": 12, "color": INK},
            showlegend=False,
            bargap=0.35,
        )

    def picture(self, left: float, right: float, top: float, height: float) -> "Picture":
        """Return an empty picture; its labels lie outside of the box that is given."""
        self._pictures += 1
        number = "" if self._pictures == 1 else str(self._pictures)
        across = [left / WIDTH, right / WIDTH]
        up = [1 - (top + height) / self.height, 1 - top / self.height]
        self.figure.update_layout(
            {
                f"xaxis{number}": {"domain": across, "anchor": f"y{number}"},
                f"yaxis{number}": {"domain": up, "anchor": f"x{number}"},
            }
        )
        return Picture(self.figure, number)

    def text(self, words: str, left: float, top: float, size: int, color: str = INK) -> None:
        """Write words; their upper left corner lies at that place."""
        self.figure.add_annotation(
            text=words,
            x=left / WIDTH,
            y=1 - top / self.height,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            align="left",
            showarrow=False,
            font={"size": size, "color": color},
        )


class Picture:
    """One pair of axes."""

    def __init__(self, figure: "go.Figure", number: str) -> None:
        self._figure, self._number = figure, number

    def add(self, trace: Any) -> None:
        """Draw a trace."""
        trace.update(xaxis=f"x{self._number}", yaxis=f"y{self._number}")
        self._figure.add_trace(trace)

    def axes(self, x: dict[str, Any], y: dict[str, Any]) -> None:
        """Set properties of the axes."""
        self._figure.update_layout({f"xaxis{self._number}": x, f"yaxis{self._number}": y})
