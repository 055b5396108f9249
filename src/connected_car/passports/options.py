"""The parameters of passports and of their comparison."""

from pydantic import BaseModel, ConfigDict, Field


class RunReportOptions(BaseModel):
    """The group ``run_report``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    compare: str = Field(
        description="two runs, the earlier one first, with `,` or `..` between them: ids, the "
        "beginnings of ids, or last and previous"
    )
    keep: int = Field(description="passports that stay; the oldest are removed", ge=2)
