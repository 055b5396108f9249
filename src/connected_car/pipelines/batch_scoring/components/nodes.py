"""Judge every inspection once, and tell each car's components that are out of compliance."""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from connected_car.compliance.judging import JUDGEMENTS, NEEDS_REVIEW, NOT_COMPLIANT
from connected_car.compliance.note_files import Format
from connected_car.compliance.reviews import REVIEW_COLUMNS, read_reviews
from connected_car.pages.words import some
from connected_car.pipelines.batch_scoring.components.duplicates import mark_seconds
from connected_car.pipelines.batch_scoring.components.judging import (
    INSPECTED,
    JUDGED,
    judge_partition,
    load_judge,
)
from connected_car.pipelines.batch_scoring.components.options import ComponentOptions
from connected_car.pipelines.batch_scoring.components.reading import Delivery
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from connected_car.compliance.delivered import NoteFile
    from connected_car.datasets.text_classifier import TextChampion
else:
    DataFrame = NoteFile = TextChampion = Any  # Kedro reads annotations at run time

logger = logging.getLogger(__name__)

_SECOND = "second inspection with this Inspection_ID"
_COUNTS = ("Compliant", "Not_Compliant", "Needs_Review")
_BESIDE = ("Non_Compliance_Probability", "Reason", "Inspection_ID", "Vehicle_ID", "Component")
_PLACE = ("Raw_Text", "Status", "Reason", "Source_File", "Line_Number", "Header")


def read_inspections(component_inspections: list[str], options: ComponentOptions) -> DataFrame:
    """Return the records of all files, each with a ``Status``: kept, duplicate or rejected.

    Of several inspections with one id the first in the order of files and lines is kept.

    Args:
        component_inspections: paths of the files.
        options: the group ``component_scoring``.
    """
    from pyspark.sql import functions as F

    delivery = Delivery(component_inspections, options.max_characters)
    read = mark_seconds(delivery.rows(), delivery.ids())
    again, sound = F.col("Again"), F.col("Reason").isNull()
    status = F.when(again, "duplicate").when(sound, "kept").otherwise("rejected")
    reason = F.when(again, _SECOND).otherwise(F.col("Reason"))
    return read.withColumns({"Status": status, "Reason": reason}).drop("Again", "Place")


def quarantine_inspections(inspections: DataFrame) -> DataFrame:
    """Return ``rejected_inspections``: what was not kept, with the reason and the place.

    Args:
        inspections: from ``read_inspections``.
    """
    from pyspark.sql import functions as F

    fields, header = F.to_csv(F.struct(*INSPECTED)), F.lit(",".join(INSPECTED))
    refused = inspections.filter(F.col("Status") != "kept")
    read = F.col("Raw_Text").isNull()  # a duplicate: its record was not kept as it stood
    whole = {
        "Raw_Text": F.when(read, fields).otherwise(F.col("Raw_Text")),
        "Header": F.when(read, header).otherwise(F.col("Header")),
    }
    return refused.withColumns(whole).select(*_PLACE)


def judge_inspections(inspections: DataFrame, champion: TextChampion | None) -> DataFrame:
    """Return ``component_compliance``: one row an inspection.

    Args:
        inspections: from ``read_inspections``.
        champion: the judge of notes; without one nothing is judged, which is logged.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    kept = inspections.filter("Status = 'kept'").select(*INSPECTED)
    schema = from_arrow_schema(JUDGED)
    if champion is None:
        if not kept.isEmpty():
            logger.warning(
                "inspections are not judged: there is no judge of notes yet; "
                "kedro run --pipelines text_classification makes one"
            )
        return spark_session().createDataFrame([], schema)
    model = WorkerModel.send(champion.to_files(), load_judge)
    judge = partial(judge_partition, model=model, version=champion.version)
    return kept.mapInArrow(judge, schema)


def judge_vehicles(component_compliance: DataFrame) -> DataFrame:
    """Return ``vehicle_compliance``: one row a car, by the newest inspection of each component.

    Args:
        component_compliance: one row an inspection.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    newest = Window.partitionBy("Vehicle_ID", "Component").orderBy(
        F.desc("Inspected_On"), F.desc("Inspection_ID")
    )
    latest = component_compliance.withColumn("n", F.row_number().over(newest)).filter("n = 1")
    risk = F.col("Non_Compliance_Probability")
    fields = ("Component", "Inspected_On", "Non_Compliance_Probability", "Compliance", "Reason")
    entry = F.struct(_urgency().alias("rank"), (-risk).alias("less"), *fields)
    cars = latest.groupBy("Vehicle_ID").agg(
        F.count("*").cast("int").alias("Components"),
        *(
            F.count_if(F.col("Compliance") == judgement).cast("int").alias(name)
            for judgement, name in zip(JUDGEMENTS, _COUNTS, strict=True)
        ),
        F.sort_array(F.collect_list(entry)).alias("sorted"),
        F.max("Inspected_On").alias("Last_Inspected_On"),
        F.max("Model_Version").alias("Model_Version"),
    )
    worst = F.transform("sorted", lambda one: F.struct(*(one[name] for name in fields)))
    return cars.withColumn("Findings", worst).drop("sorted")


def _urgency() -> "Column":
    from pyspark.sql import functions as F

    is_out = F.col("Compliance") == NOT_COMPLIANT
    return F.when(is_out, 0).when(F.col("Compliance") == NEEDS_REVIEW, 1).otherwise(2)


def check_inspections(
    inspections: DataFrame,
    rejected_inspections: pd.DataFrame,
    component_compliance: DataFrame,
    champion: TextChampion | None,
) -> dict[str, Any]:
    """Return ``inspections_report``; make sure that every record lies in exactly one table.

    Args:
        inspections: from ``read_inspections``.
        rejected_inspections: as they are stored.
        component_compliance: one row an inspection.
        champion: the judge of notes.

    Raises:
        RuntimeError: an inspection is missing or stands there twice.
    """
    from pyspark.sql import functions as F

    status: dict[str, int] = dict(inspections.groupBy("Status").count().collect())
    counts = {name: status.get(name, 0) for name in ("kept", "duplicate", "rejected")}
    if len(rejected_inspections) != counts["duplicate"] + counts["rejected"]:
        raise RuntimeError(f"{len(rejected_inspections)} rows were set aside of {counts}")
    found = component_compliance.groupBy("Compliance").agg(
        F.count("*"), F.countDistinct("Inspection_ID")
    )
    judged = {row[0]: row[1:] for row in found.collect()}
    rows, different = (sum(row[i] for row in judged.values()) for i in (0, 1))
    if champion is not None and not rows == different == counts["kept"]:
        raise RuntimeError(
            f"{counts['kept']} inspections gave {rows} judgements of {different} inspections"
        )
    report = dict.fromkeys(JUDGEMENTS, 0) | {name: row[0] for name, row in judged.items()}
    if counts["kept"]:
        told = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in report.items())
        logger.info("%s of components: %s", some(counts["kept"], "inspection"), told)
    return {**report, "read": sum(counts.values()), **counts}


def list_for_review(
    component_compliance: DataFrame,
    review_queue_filled: list[NoteFile],
    reviewed_notes: pd.DataFrame,
    options: ComponentOptions,
) -> pd.DataFrame:
    """Return ``review_queue``: the notes that a person must judge, the riskiest first.

    What a person has filled in, and no training has taken over yet, stays in front.

    Args:
        component_compliance: one row an inspection.
        review_queue_filled: the queue as it lies there.
        reviewed_notes: what training has taken over.
        options: the group ``component_scoring``.
    """
    from pyspark.sql import functions as F

    wanted = Format("information", "label", longest=options.max_characters)
    filled = [read_reviews(file, wanted) for file in review_queue_filled]
    done = pd.concat([pd.DataFrame(columns=REVIEW_COLUMNS), *filled], ignore_index=True)
    taken = pd.MultiIndex.from_frame(reviewed_notes[["information", "label"]])
    waiting = done[~pd.MultiIndex.from_frame(done[["information", "label"]]).isin(taken)]
    doubtful = component_compliance.filter(F.col("Compliance") == NEEDS_REVIEW)
    riskiest = doubtful.orderBy(F.desc("Non_Compliance_Probability"), "Inspection_ID")
    rows = riskiest.limit(options.review_rows).toPandas()
    new = rows[~rows["information"].isin(waiting["information"])].drop_duplicates("information")
    new = new.assign(label="", reviewed_by="", reviewed_on="")
    return pd.concat([waiting, new], ignore_index=True)[[*REVIEW_COLUMNS, *_BESIDE]].fillna("")
