"""The parameters of passports and of their comparison."""

from pydantic import Field

from connected_car.frozen import Frozen


class RunReportOptions(Frozen):
    """The group ``run_report``."""

    compare: str = Field(
        description="two runs, the earlier one first, with `,` or `..` between them: ids, the "
        "beginnings of ids, or last and previous"
    )
    keep: int = Field(description="passports that stay; the oldest are removed", ge=2)
