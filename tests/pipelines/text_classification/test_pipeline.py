"""The pipeline on an in-memory catalog."""

import json

import numpy as np
import pytest

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.judging import judge_notes
from connected_car.errors import UserError
from connected_car.pipelines.text_classification.reading import take_reviews


def test_the_counts_add_up(outputs, note_files):
    report, rejected = outputs.load("notes_report"), outputs.load("rejected_notes")
    notes = report["notes"]
    assert (
        notes["read"]
        == notes["kept"] + notes["rejected"]
        == sum(file["read"] for file in report["files"])
    )
    assert notes["kept"] == len(outputs.load("notes")) == sum(report["labels"].values())
    assert notes["rejected"] == len(rejected) == sum(report["reasons"].values()) > 0
    assert rejected["Line_Number"].notna().all()


def test_the_leaderboard_lists_every_trial_and_part(outputs):
    table = outputs.load("text_leaderboard")
    assert table["Rank"].tolist() == [1, 2, 3]
    assert set(table["Family"]) == {"majority", "rule", "tfidf_words"}
    for column in (
        "Error",
        "Error_Unseen_Templates_Validation",
        "Error_Unseen_Years_Validation",
        "Error_Standard_Error",
        "Difference_To_Majority",
        "Random_Accuracy",
        "Unseen_Years_AUC",
        "Typing_Errors_ECE",
        "Fit_Seconds",
        "State",
    ):
        assert table[column].notna().all(), column
    row = table.set_index("Family").loc["tfidf_words"]
    assert json.loads(row["Hyperparameters"])


def test_the_champion_beats_the_baseline_and_the_verdict_says_what_that_is_worth(outputs):
    summary = outputs.load("text_summary")
    assert summary["champion"] == "tfidf_words"
    assert summary["score"] < summary["baseline_score"]
    assert "beats the majority" in summary["verdict"]
    assert "which says little" in summary["verdict"]
    assert summary["decided_on"] == ["unseen_templates_validation", "unseen_years_validation"]


def test_the_second_opinion_is_listed_and_never_champion(outputs):
    table = outputs.load("text_leaderboard").set_index("Family")
    assert table.loc["rule", "Error"] < table.loc["tfidf_words", "Error"]
    assert table.loc["rule", "Reason"].startswith("listed, never chosen")
    assert table.loc["tfidf_words", "Reason"] == ""
    assert (
        "and is never chosen: it is the second opinion" in outputs.load("text_summary")["verdict"]
    )


def test_metrics_have_intervals_and_go_to_mlflow(outputs):
    parts = outputs.load("text_metrics")["parts"]
    reported = {"random", "unseen_templates", "unseen_years", "typing_errors"}
    assert set(parts) == {*reported, "unseen_years_alone"}
    assert parts["unseen_years_alone"]["notes"] < parts["unseen_years"]["notes"]
    accuracy = parts["unseen_years"]["champion"]["accuracy"]
    assert accuracy["lower"] <= accuracy["value"] <= accuracy["upper"]
    assert "unseen_years.accuracy" in outputs.load("text_metrics_in_mlflow")


def test_the_band_is_wide_enough_and_stored_with_the_champion(outputs, options):
    policy = outputs.load("text_classifier").policy
    assert policy.compliant_below <= 1 / options.review.missed_cost
    assert policy.not_compliant_from >= 1 - 1 / options.review.false_alarm_cost
    band = outputs.load("text_summary")["band"]
    assert (band["low"], band["high"]) == (policy.compliant_below, policy.not_compliant_from)


def test_the_behaviour_suite_has_every_variation(outputs, evaluation):
    suite = outputs.load("text_behaviour")
    assert {row["variation"] for row in suite["minimum"]} == set(evaluation["variation"])
    assert sum(row["notes"] for row in suite["minimum"]) == len(evaluation)
    assert len(suite["invariance"]) == 6
    assert len(suite["direction"]) == 4
    empty = next(row for row in suite["minimum"] if row["variation"] == "empty")
    assert empty["review_found"] == 1


def test_charts_and_card_are_made(outputs):
    charts = outputs.load("text_pictures_in_mlflow")
    assert all(len(chart.data) and chart.layout.title.text for chart in charts.values())
    html, markdown = outputs.load("text_card"), outputs.load("text_card_markdown")
    assert html.startswith("<!DOCTYPE html>")
    for words in ("unseen wordings", "invariance", "When a person decides", "tfidf"):
        assert words in html
        assert words in markdown


def test_the_champion_holds_its_place_in_a_second_run(outputs, run_pipeline, note_files, options):
    again = run_pipeline(note_files, options, before=outputs.load("text_classifier"))
    history = again.load("text_champion_history")
    assert history.note.startswith(("The champion stays", "The recipe stays"))
    files = [o.load("text_classifier").to_files() for o in (outputs, again)]
    assert files[0] == files[1]


def test_any_texts_with_three_labels_work_by_parameters(run_pipeline, make_options):
    rng = np.random.default_rng(1)
    words = {"sport": "ball goal team", "food": "cook taste salt", "law": "court judge rule"}
    lines = ["text;kind".replace(";", ",")]
    for i in range(600):
        label = list(words)[i % 3]
        chosen = rng.choice([*words[label].split(), "and", "the", "with", "today"], 6)
        lines.append(f"{' '.join(chosen)} {i},{label}")
    columns = {"text_column": "text", "label_column": "kind", "compliance_rules": False}
    options = make_options({"families": ("tfidf_words",)}, **columns)
    files = [NoteFile("texts.csv", "\n".join(lines).encode())]
    found = run_pipeline(files, options)
    assert found.load("text_summary")["champion"] == "tfidf_words"
    assert found.load("text_metrics")["parts"]["random"]["champion"]["accuracy"]["value"] > 0.8
    assert found.load("text_behaviour")["all"] is None
    champion = found.load("text_classifier")
    asked = np.array(["the ball and the team goal today", "qwx zzyt vbq plomp"], object)
    judged = judge_notes(asked, champion.classifier, champion.policy)
    assert judged["Compliance"].tolist() == ["sport", "needs_review"]
    assert "for the likeliest class a person decides" in found.load("text_card_markdown")
    assert "It did not run" in found.load("text_card_markdown")


def test_a_judge_of_other_labels_is_not_replaced(outputs, run_pipeline, make_options):
    lines = [f"{label} thing {i},{label}" for i in range(40) for label in ("ham", "spam")]
    files = [NoteFile("texts.csv", "\n".join(["information,label", *lines]).encode())]
    options = make_options(compliance_rules=False)
    with pytest.raises(UserError, match=r"knows the labels 0, 1, these notes have ham, spam"):
        run_pipeline(files, options, before=outputs.load("text_classifier"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"information,label\nonly one label,1\n", b"a,b\n1,2\n"]
)
def test_files_without_two_labels_give_one_line(run_pipeline, options, content):
    with pytest.raises(UserError, match=r"^component_notes: \d+ notes could be read"):
        run_pipeline([NoteFile("bad.csv", content)], options)


def test_a_wrong_judgement_that_a_person_reviewed_is_right_afterwards_and_nothing_gets_worse(
    outputs, run_pipeline, note_files, evaluation, options
):
    before = _judged(outputs, evaluation)
    truth = evaluation["label"].astype("Int64").map({0: "compliant", 1: "not_compliant"})
    wrong = (before["Compliance"] != truth) & truth.notna()
    row = int(np.flatnonzero(wrong)[0])
    reviewed = evaluation.loc[[row], ["text", "label"]].assign(by="Ana", on="2026-07-01")
    names = ["information", "label", "reviewed_by", "reviewed_on"]
    queue = NoteFile("review_queue.csv", reviewed.set_axis(names, axis=1).to_csv().encode())
    again = run_pipeline(note_files, options, queue=[queue])
    kept = again.load("reviewed_notes")
    assert kept[["reviewed_by", "reviewed_on"]].to_numpy().tolist() == [["Ana", "2026-07-01"]]
    after = _judged(again, evaluation)
    assert after["Compliance"].iloc[row] == truth.iloc[row]
    flips = {"compliant": "not_compliant", "not_compliant": "compliant"}
    worse = (before["Compliance"] == truth) & (after["Compliance"] == truth.map(flips))
    assert not worse.any()
    assert take_reviews([], kept, options).equals(kept)


def _judged(outputs, notes):
    champion = outputs.load("text_classifier")
    return judge_notes(notes["text"].to_numpy(object), champion.classifier, champion.policy)
