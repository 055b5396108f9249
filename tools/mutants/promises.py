"""What is promised."""

from typing import NamedTuple

from tools.drill.guards import GUARDS, Guard


class Promise(NamedTuple):
    """One promise.

    Attributes:
        says: to whom it may concern, in one sentence.
        test: that proves it, below ``tests``; it fails without the guard.
        guard: what is taken out to see it fail.
    """

    says: str
    test: str
    guard: Guard


_STREAM = "pipelines/streaming_scoring"
_ALERTS = "pipelines/alerting"
PROMISES = (
    # nothing lost
    Promise(
        "Every reading that was read is kept, a duplicate, or set aside with its reason.",
        "telemetry/test_lines.py::test_a_bad_line_is_rejected_with_its_reason",
        Guard(
            "telemetry/parsing.py",
            'parsed.reasons.add("wrong number of fields", rows[wrong], counts, quoted=False)',
            "pass",
        ),
    ),
    Promise(
        "Of two readings of one moment the first in file order counts, whichever came first.",
        f"{_STREAM}/test_equality.py"
        "::test_a_tie_goes_to_the_first_in_file_order_whichever_comes_first",
        Guard(
            "telemetry/duplicates.py",
            "return _file_order_in_ties(readings, ordered, tied) if tied.any() else ordered",
            "return ordered",
        ),
    ),
    Promise(
        "A file that lands is taken in whatever its date.",
        "datasets/test_file_stream.py::test_each_listed_file_is_delivered_once_or_named",
        Guard("datasets/file_stream.py", ", maxFileAge=_ANY_AGE", ""),
    ),
    # exactly once
    Promise(
        "A stream that is killed anywhere, and started again, stores every event once.",
        f"{_STREAM}/test_crashes.py::test_a_kill_at_any_boundary_changes_nothing",
        GUARDS["done_writes"],
    ),
    Promise(
        "A checkpoint that does not go with the tables is refused, and its repair loses nothing.",
        f"{_STREAM}/test_crashes.py::test_an_older_checkpoint_is_refused_and_repaired",
        GUARDS["checkpoint"],
    ),
    Promise(
        "What was taken in before a repair is not taken in again.",
        f"{_STREAM}/test_crashes.py"
        "::test_a_deleted_checkpoint_is_refused_and_the_repair_loses_and_doubles_nothing",
        GUARDS["known_files"],
    ),
    Promise(
        "The stream's numbers are those of the batch, however the events were cut into batches.",
        f"{_STREAM}/test_equality.py::test_any_cut_into_batches_ends_as_the_batch",
        Guard(
            f"{_STREAM}/batch.py",
            'before = (pc.field("Batch_ID") < batch) & pc.field("Battery_ID").isin(ids)',
            'before = pc.field("Batch_ID") < 0',
        ),
    ),
    Promise(
        "Counts of the stream that do not add up end it.",
        f"{_STREAM}/test_running.py::test_a_lost_reading_is_an_error",
        Guard(
            f"{_STREAM}/counting.py",
            "if self.read != self.kept + self.duplicate + self.rejected:",
            "if self.read < 0:",
        ),
    ),
    Promise(
        "Two runs that write the same tables are never at work at once.",
        "hooks/test_one_at_a_time.py"
        "::test_a_run_that_writes_the_same_tables_is_refused_until_the_first_has_ended",
        GUARDS["one_writer"],
    ),
    Promise(
        "A run whose process was killed stands as failed in MLflow after the next one.",
        "hooks/test_interrupted.py"
        "::test_runs_of_dead_processes_and_their_trials_are_closed_and_no_others",
        Guard(
            "hooks/interrupted.py",
            'client.set_terminated(run.info.run_id, "FAILED")',
            "pass",
        ),
    ),
    # no leak, no luck
    Promise(
        "A forecast of the past knows nothing of what came after it.",
        "automl/test_folds.py::test_nothing_after_the_cutoff_is_known",
        Guard(
            "automl/folds.py",
            "past = history.panel.before(days_back)",
            "past = history.panel",
        ),
    ),
    Promise(
        "A day that was filled in counts as known only once a later reading is there.",
        "automl/test_folds.py::test_a_filled_day_is_known_only_once_a_later_reading_is_there",
        Guard(
            "forecasters/panel.py",
            "y = np.where(np.logical_or.accumulate(read[:, ::-1], axis=1)[:, ::-1], y, np.nan)",
            "pass",
        ),
    ),
    Promise(
        "Trials learn from no day of the hold-out.",
        "automl/test_folds.py::test_trials_learn_from_the_days_before_the_holdout",
        Guard(
            "automl/folds.py",
            "return self.fold_days + self.holdout_windows * self.horizon",
            "return self.fold_days",
        ),
    ),
    Promise(
        "A column that tells the future is refused.",
        "automl/test_leaks.py::test_a_planted_leak_is_caught",
        Guard("automl/leaks.py", "if share >= _LINEAR:", "if share > 2:"),
    ),
    Promise(
        "A family becomes champion only if luck does not explain its lead over the mean.",
        "automl/test_champion.py::test_a_difference_within_its_error_does_not_win",
        Guard(
            "automl/champion.py",
            "self.mean > self.needed(tries) * self.standard_error",
            "self.mean > -1",
        ),
    ),
    Promise(
        "Judges of notes are compared on wordings that they have never seen.",
        "pipelines/text_classification/test_splits.py::test_no_wording_is_on_both_sides",
        Guard(
            "pipelines/text_classification/splits.py",
            "part[known.isin(names[n : 2 * n])] = TEMPLATES",
            "part[: len(part) // 5] = TEMPLATES",
        ),
    ),
    Promise(
        "And on years that they have never seen.",
        "pipelines/text_classification/test_splits.py::test_no_year_is_on_both_sides",
        Guard(
            "pipelines/text_classification/splits.py",
            "part[(held == code) & free] = name",
            "part[np.flatnonzero((held == code) & free)[::2]] = name",
        ),
    ),
    # probabilities and decisions
    Promise(
        "Calibration is used only where it helps on other times than those it was learned from.",
        "risk/test_learning.py::test_a_distortion_that_turns_with_the_season_is_left_alone",
        Guard(
            "risk/learning.py",
            "helps = before is not None and after is not None and after < before",
            "helps = True",
        ),
    ),
    Promise(
        "A battery that has fallen silent is never ok.",
        "risk/test_decisions.py::test_a_silent_battery_is_never_ok",
        Guard(
            "risk/decisions.py",
            'return np.where(silent & (risk == "ok"), "watch", risk)',
            "return risk",
        ),
    ),
    Promise(
        "A workshop is sent no more drivers than its budget.",
        f"{_ALERTS}/test_budget_and_storm.py"
        "::test_the_most_costly_are_told_first_and_the_others_wait_with_what_that_may_cost",
        Guard(
            f"{_ALERTS}/planning.py",
            "name: max(0, min(budget.per_day - today, budget.per_week - week))",
            "name: 10**9",
        ),
    ),
    Promise(
        "In a storm of alerts nothing is sent.",
        f"{_ALERTS}/test_budget_and_storm.py::test_a_storm_sends_nothing_until_it_is_released",
        Guard(f"{_ALERTS}/planning.py", 'state[:] = "storm"', "pass"),
    ),
    Promise(
        "A receiver of messages knows a second one by its key.",
        f"{_ALERTS}/test_delivering.py::test_each_message_is_sent_once_in_order_and_signed",
        Guard(f"{_ALERTS}/delivering.py", '"Idempotency-Key": key,', ""),
    ),
    # security
    Promise(
        "A model whose files were changed, swapped, added to or taken from is not loaded.",
        "datasets/test_manifest.py::test_changed_files_are_refused_in_one_line_before_any_is_read",
        Guard("datasets/manifest.py", "if changed or not files:", "if False:"),
    ),
    Promise(
        "A network that names files outside of it is refused.",
        "classifiers/networks/test_networks.py"
        "::test_a_network_that_names_a_file_outside_of_it_is_refused",
        Guard(
            "classifiers/networks/network.py",
            "self.network = keras.saving.load_model(path, safe_mode=True, compile=False)",
            "self.network = keras.saving.load_model(path, safe_mode=False, compile=False)",
        ),
    ),
    Promise(
        "No text of a stranger is a formula in a spreadsheet.",
        "test_spreadsheets.py::test_a_table_on_disk_has_no_formula_and_is_loaded_as_it_was",
        Guard(
            "spreadsheets.py",
            """return f"'{text}" if _BEGINS.match(text) else text""",
            "return text",
        ),
    ),
    Promise(
        "No text of a stranger moves the cursor of a terminal.",
        "test_terminal.py::test_a_hostile_name_in_the_log_stays_one_record",
        Guard(
            "terminal.py",
            "return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)",
            "return text",
        ),
    ),
    Promise(
        "No text of a stranger is a script in a page.",
        "pipelines/data_processing/test_page.py::test_hostile_texts_are_shown_as_text",
        Guard("pages/templates.py", 'autoescape=".html" in path.suffixes,', "autoescape=False,"),
    ),
    Promise(
        "No secret stands in what a run leaves behind.",
        "passports/test_hiding.py::test_secrets_are_left_out_by_name_by_value_and_in_addresses",
        Guard("passports/hiding.py", "text = text.replace(secret, _HIDDEN)", "pass"),
    ),
)
