"""The parameters of passports and of their comparison."""

from pydantic import BaseModel, ConfigDict, Field


class RunReportOptions(BaseModel):
    """The group ``run_report``.

    Attributes:
        compare: two runs, the earlier one first, with ``,`` or ``..`` between them: ids, the
            beginnings of ids, or ``last`` and ``previous``.
        keep: so many passports stay, the newest ones; the oldest are removed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    compare: str
    keep: int = Field(ge=2)
