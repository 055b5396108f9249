"""The reference tells all parameters, columns, steps, targets and keys that there are."""

import re

from pydantic import BaseModel, Field

from connected_car.classifiers.registry import FAMILIES as CLASSIFIERS
from connected_car.compliance.inspection_files import INSPECTION_COLUMNS
from connected_car.forecasters.registry import COMPOSITES
from connected_car.forecasters.registry import FAMILIES as FORECASTERS
from connected_car.kafka.credentials import VARIABLES as CREDENTIALS
from connected_car.session import flat_keys
from connected_car.tables import SCHEMAS, TABLES
from tools.reference import commands, families, parameters, pipelines, tables
from tools.reference.project import configuration, lines, registered


class _Group(BaseModel):
    horizon: int = Field(description="days ahead", ge=1, le=365)
    share: float | None = Field(description="of the fleet", gt=0, le=1)
    silent: int
    weight: float = Field(description="of a thing")


BAD = list(parameters.rows("bad", _Group, {"horizon": 30, "silent": 1, "weight": 2.5}))


def test_a_parameter_is_told_with_default_unit_and_range():
    horizon, share, *_ = BAD
    assert (horizon.type, horizon.default, horizon.unit) == ("whole number", "30", "days")
    assert (horizon.range, share.range) == ("1 to 365", "above 0, up to 1")
    assert (share.type, share.default, share.unit) == ("number, or null", "null", "share")


def test_every_parameter_has_a_meaning_and_every_number_a_unit():
    found = parameters.parameters()
    assert parameters.complaints(found) == []
    assert [parameter.name for parameter in found if "<" in parameter.type] == []


def test_a_parameter_without_words_is_found():
    found = ["bad.silent has no meaning", "bad.silent has no unit", "bad.weight has no unit"]
    assert parameters.complaints(BAD) == found


def test_every_parameter_of_the_configuration_is_told():
    told = {parameter.name for parameter in parameters.parameters()}
    settings = flat_keys(configuration()["parameters"], leaves=True)
    missing = {name for name in settings if name not in told and ".presets." not in name}
    assert missing == set()
    page = parameters.page()
    for name in ("quick", "standard", "thorough", "workshop"):
        assert re.search(rf"\| setting \|.* {name} \|", page)


def test_every_column_has_a_meaning():
    bare = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column, _, meaning in table.columns
        if len(meaning) < 2
    ]
    assert bare == []
    assert [name for name, table in TABLES.items() if not table.row] == []
    page = tables.stored()
    for name, schema in SCHEMAS.items():
        section = page.split(f"### {name}\n")[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == schema.names


def test_every_step_and_stored_dataset_is_told():
    page, stored = pipelines.page(), tables.datasets()
    steps = {node.name.rpartition(".")[2] for pipe in registered().values() for node in pipe.nodes}
    assert [step for step in steps if f"| `{step}` | " not in page] == []
    assert [name for name in registered() if f"## {name}\n" not in page] == ["__default__"]
    kept = {n for n, e in configuration()["catalog"].items() if e["type"] != "MemoryDataset"}
    assert [name for name in kept if f"| `{name}` | " not in stored] == []
    assert re.findall(r"^\| `(.+?)` \|  \|", stored, re.MULTILINE) == []


def test_every_family_is_told_with_what_it_does():
    page = families.forecasting() + families.text_classification()
    known = re.findall(r"^\| `(\w+)` \| (.+?\.) \|", page, re.MULTILINE)
    assert [name for name, _ in known] == [*FORECASTERS, *COMPOSITES, *CLASSIFIERS]


def test_every_key_and_target_has_a_meaning(project):
    assert [key for key, meaning in commands.keys().items() if not meaning] == []
    phony = re.search(r"^\.PHONY: (.+)$", (project / "Makefile").read_text(), re.MULTILINE)
    assert set(commands.targets()) == set(phony[1].split())


def _columns(page: str, title: str) -> list[str]:
    section = page.split(f"### {title}\n")[1].split("\n#", maxsplit=1)[0]
    first = re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)
    return [name for cell in first for name in re.findall(r"`(\w+)`", cell)]


def test_the_columns_of_files_are_those_of_the_code(project):
    page = (project / "docs" / "reference" / "tables.md").read_text()
    acknowledgements = configuration()["catalog"]["acknowledgement_list"]["columns"]
    assert _columns(page, "Inspections") == list(INSPECTION_COLUMNS)
    assert _columns(page, "Acknowledgements") == acknowledgements


def test_every_variable_of_the_environment_is_told(project):
    page = (project / "docs" / "reference" / "variables.md").read_text()
    read = set(re.findall(r"env: ?([A-Z_]+)", "\n".join(lines("")))) | set(CREDENTIALS)
    assert "SPARK_MASTER" in read
    missing = [name for name in sorted(read) if f"`{name}`" not in page]
    assert [name for name in missing if not name.startswith("BENCHMARK_")] == []
