import re

import pytest
from kedro.framework.startup import bootstrap_project

from connected_car.errors import UserError
from connected_car.session import (
    _without_notes,
    check_pipeline_names,
    check_runtime_params,
    known_keys,
    place_comparison,
    place_telemetry,
    step_names,
    warn_of_two_fleets,
    warn_of_unread,
)


def test_an_unknown_pipeline_gets_the_nearest_name():
    check_pipeline_names(["forecasting", "__default__"])
    with pytest.raises(UserError, match=r"no pipeline 'forcasting'; did you mean 'forecasting'\?"):
        check_pipeline_names(["forcasting"])
    with pytest.raises(UserError, match=r"no pipeline 'xyz'; there are: .*alerting"):
        check_pipeline_names(["xyz"])


def test_only_a_whole_run_leaves_the_notes_out():
    assert list(_without_notes(["simulation", "text_classification"])) == [
        "simulation",
        "text_classification",
    ]
    whole = list(_without_notes(["simulation", "__default__"]))
    assert whole[0] == "simulation"
    assert "forecasting" in whole
    assert "text_classification" not in whole


def test_an_unknown_parameter_gets_the_nearest_name():
    known = ["telemetry", "forecasting", "forecasting.horizon"]
    check_runtime_params(["telemetry", "forecasting.horizon"], known)
    with pytest.raises(UserError, match=r"'telemtry'; did you mean 'telemetry'\?"):
        check_runtime_params(["telemtry"], known)
    with pytest.raises(UserError, match=r"did you mean 'forecasting.horizon'\?"):
        check_runtime_params(["forecasting.horizons"], known)


def test_what_is_secret_is_refused_on_the_command_line():
    keys = ["alerting.webhook.url", "kafka.sasl.password"]
    for key in keys:
        with pytest.raises(UserError, match=f"^{key} is secret, so set it in conf/local"):
            check_runtime_params([key], keys)


def test_keys_are_parameters_groups_and_what_the_configuration_asks_for(tmp_path):
    folder = tmp_path / "base" / "x"
    folder.mkdir(parents=True)
    (folder / "catalog.yml").write_text("filepath: ${runtime_params:telemetry, data/x.csv}")
    nested = {"a": {"b": {"c": 1}, "d": 2}, "e": {}}
    assert known_keys(nested, tmp_path) == {"a", "a.b", "a.b.c", "a.d", "e", "telemetry"}


def test_the_projects_own_keys(project):
    keys = {"telemetry", "vehicles", "as_of", "data_version", "model_name", "explain"}
    assert keys <= known_keys({}, project / "conf")


@pytest.mark.parametrize(
    ("telemetry", "vehicles", "warned"),
    [
        ("raw/simulation/telemetry", None, ""),
        ("raw/simulation/telemetry/a.csv", None, ""),
        ("mine.csv", None, "vehicles of the simulated fleet in .*raw/simulation are read beside"),
        ("mine.csv", "cars.csv", ""),
    ],
)
def test_two_fleets_are_not_mixed_in_silence(tmp_path, caplog, telemetry, vehicles, warned):
    (tmp_path / "raw" / "simulation").mkdir(parents=True)
    (tmp_path / "raw" / "simulation" / "vehicles.csv").touch()
    catalog = {
        "simulated_telemetry": {"path": "raw/simulation/telemetry"},
        "telemetry": {"filepath": telemetry},
        "vehicles": {"filepath": vehicles, "default": {"filepath": "raw/simulation/vehicles.csv"}},
        "component_inspections": {"filepath": "raw/simulation/component_inspections.csv"},
    }
    warn_of_two_fleets(catalog, tmp_path)
    assert re.search(warned, caplog.text) and bool(warned) == bool(caplog.text)


def test_telemetry_is_raw_for_data_processing_and_daily_for_forecasting_alone():
    given = {"telemetry": "a.csv"}
    assert place_telemetry(given, ["__default__"]) == given
    assert place_telemetry(given, ["data_processing", "forecasting"]) == given
    assert place_telemetry(given, ["forecasting"]) == {"telemetry": "a.csv", "daily": "a.csv"}
    assert place_telemetry({}, ["batch_scoring"]) == {}
    with pytest.raises(UserError, match="not by batch_scoring, alerting, which works on stored"):
        place_telemetry(given, ["batch_scoring", "alerting"])


def test_a_comparison_runs_alone():
    assert place_comparison(["__default__"]) == place_comparison(["run_report"]) == ["run_report"]
    with pytest.raises(UserError, match="is read by run_report alone, not by alerting"):
        place_comparison(["alerting"])


def test_a_file_of_another_fleet_without_a_name_for_its_champion_is_pointed_out(caplog):
    place_telemetry({"telemetry": "a.csv", "model_name": "pumps"}, ["forecasting"])
    place_telemetry({"telemetry": "a.csv"}, ["__default__"])
    assert not caplog.records
    place_telemetry({"telemetry": "a.csv"}, ["forecasting"])
    assert "--params model_name=" in caplog.text


def test_settings_that_another_environment_hides_are_pointed_out(tmp_path, caplog):
    for name in ("local", "cluster"):
        (tmp_path / name).mkdir()
    warn_of_unread(tmp_path, "cluster")
    (tmp_path / "local" / "parameters.yml").touch()
    warn_of_unread(tmp_path, "local")
    assert not caplog.records
    warn_of_unread(tmp_path, "cluster")
    assert "conf/local (parameters.yml) is not read with --env cluster" in caplog.text


def test_a_step_has_one_name_in_a_whole_run_and_in_its_pipeline_alone(project):
    bootstrap_project(project)
    both = ["fit_champion", "forecasting.fit_champion"]
    assert step_names(both, ["__default__"]) == ["forecasting.fit_champion"] * 2
    assert step_names(both, ["forecasting"]) == ["forecasting.fit_champion"] * 2
    stream = ["score_stream", "streaming_scoring.score_stream"]
    assert step_names(stream, ["streaming_scoring"]) == ["score_stream"] * 2
    assert step_names(["alerting.fit_champion"], ["__default__"]) == ["alerting.fit_champion"]
