"""The stored tables: their columns, in order, are a contract that other programs rely on.

Times are UTC. Cycles are charge/discharge cycles, durations minutes. ``Run_ID`` is the id of the
MLflow run that wrote the row; ``DeltaTableDataset`` adds it, and the time of writing, on save.
The words beside each column are what the reference of the documentation shows.
"""

from dataclasses import dataclass

import pyarrow as pa

_TIME = pa.timestamp("us", tz="UTC")
_DAY = pa.date32()
_TEXT = pa.string()
_REAL = pa.float64()
_WHOLE = pa.int64()
_COUNT = pa.int32()

Column = tuple[str, pa.DataType, str]


@dataclass(frozen=True)
class Table:
    """A stored table.

    Attributes:
        row: what a row stands for.
        columns: name, type and meaning of each.
    """

    row: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The schema by which it is stored."""
        return pa.schema([(name, kind) for name, kind, _ in self.columns])


TELEMETRY = {
    "Battery_ID": "the battery",
    "Date": "moment of the reading",
    "Battery_Age_Days": "age of the battery, days",
    "Number_Of_Trips": "trips since the reading before",
    "Daily_Trip_Duration": "time on the road since the reading before, minutes",
    "Daily_Cycles_Used": "cycles used since the reading before",
    "Lifetime_Cycles_Used": "cycles used so far, over the battery's life",
    "Battery_Rated_Cycles": "cycles for which the battery is built",
}
TELEMETRY_COLUMNS = tuple(TELEMETRY)

VEHICLES = {
    "Vehicle_ID": "the car",
    "Battery_ID": "its battery",
    "Model": "model of the car",
    "In_Service_Date": "first day on the road",
    "Language": "of the messages to its driver (de, de-AT); English where there is none in it",
}
OPTIONAL_VEHICLES = {
    "Workshop": "that invites its driver; without it all cars are one workshop's",
    "Region": "in which the car is used; the dashboard then tells where the alerts are",
}
VEHICLE_COLUMNS = tuple(VEHICLES)
OPTIONAL_VEHICLE_COLUMNS = tuple(OPTIONAL_VEHICLES)

RISK_CLASSES = ("overdue", "alert", "watch", "ok")

_SOURCE = pa.struct(  # up to which row a source has been taken in, and what it was then
    [
        ("Name", _TEXT),
        ("Last_Row", _WHOLE),
        ("Bytes", _WHOLE),
        ("Modified_Ns", _WHOLE),
        ("Sha256", _TEXT),
    ]
)

_FINDING = pa.struct(
    [
        ("Component", _TEXT),
        ("Inspected_On", _DAY),
        ("Non_Compliance_Probability", _REAL),
        ("Compliance", _TEXT),
        ("Reason", _TEXT),
    ]
)

# columns that several tables share
_RUN: Column = ("Run_ID", _TEXT, "run that wrote the row: name of its passport, id in MLflow")
_BATTERY: Column = ("Battery_ID", _TEXT, TELEMETRY["Battery_ID"])
_BATTERY_IF_READ: Column = ("Battery_ID", _TEXT, "the battery; null where it could not be read")
_VEHICLE: Column = ("Vehicle_ID", _TEXT, VEHICLES["Vehicle_ID"])
_COMPONENT: Column = ("Component", _TEXT, "name of the component")
_MODEL: Column = ("Model_Version", _TEXT, "version of the champion, in MLflow's registry")
_SCORED: Column = ("Scored_At", _TIME, "time of writing")
_REJECTED: Column = ("Rejected_At", _TIME, "time of writing")
_REASONS: Column = ("Reason", _TEXT, "every reason that applies, joined by `; `")
_FILE: Column = ("Source_File", _TEXT, "file from which it came")
_LINE: Column = ("Line_Number", _WHOLE, "line of the file; null where there are no lines")
_HEADER: Column = ("Header", _TEXT, "first line of the file, without which its lines say nothing")
_BATCH: Column = ("Batch_ID", _WHOLE, "micro-batch; rises by one with each")
_SOURCE_FILE: Column = ("Source_File", _TEXT, "file, or topic and partition")
_SOURCE_ROW: Column = ("Source_Row", _WHOLE, "line of the file, or offset in the partition")
_KEY: Column = ("Message_Key", _TEXT, "key of a topic's message")
_ALERT: Column = ("Alert_ID", _TEXT, "the alert; made from its content")
_MEASURES: tuple[Column, ...] = tuple((n, _REAL, TELEMETRY[n]) for n in TELEMETRY_COLUMNS[2:])
_RISK: tuple[Column, ...] = (
    _BATTERY,
    ("As_Of_Date", _DAY, "day from which the risk looks ahead"),
    ("Lifetime_Cycles_Used", _REAL, "cycles used up to that day"),
    ("Battery_Rated_Cycles", _REAL, TELEMETRY["Battery_Rated_Cycles"]),
    ("Forecast_Cycles_30d", _REAL, "cycles expected over the horizon (30 days)"),
    ("Lower_80_30d", _REAL, "below it lies one outcome in ten"),
    ("Upper_80_30d", _REAL, "above it lies one outcome in ten"),
    ("Failure_Probability", _REAL, "of passing the rating within the horizon, 0-1"),
    (
        "Expected_Replacement_Date",
        _DAY,
        "day by which half of the outcomes pass the rating",
    ),
    ("Risk", _TEXT, f"class: {', '.join(RISK_CLASSES)}"),
    ("Reason", _TEXT, "why, in words"),
    ("Findings", _TEXT, "what is out of order, names joined by `, `; null: nothing"),
    ("Previous_Risk", _TEXT, "class before; null: not known"),
    _MODEL,
)

TABLES: dict[str, Table] = {
    "rejected_telemetry": Table(
        "reading that was not kept",
        (
            ("Raw_Text", _TEXT, "the line as it was delivered"),
            ("Status", _TEXT, "rejected, duplicate; mended: read again from here, and kept since"),
            _REASONS,
            _BATTERY_IF_READ,
            _FILE,
            _LINE,
            _HEADER,
            _REJECTED,
            _RUN,
        ),
    ),
    "rejected_notes": Table(
        "note that was not learned from",
        (
            ("Raw_Text", _TEXT, "the record as it was delivered"),
            _REASONS,
            _FILE,
            ("Line_Number", _WHOLE, "line of the file; null for a file that is no table"),
            _HEADER,
            _REJECTED,
            _RUN,
        ),
    ),
    "reviewed_notes": Table(
        "note that a person has judged",
        (
            ("information", _TEXT, "the note"),
            ("label", _TEXT, "what the person says: 1 not compliant, 0 compliant"),
            ("reviewed_by", _TEXT, "the person"),
            ("reviewed_on", _TEXT, "the day, as the person wrote it"),
            _RUN,
        ),
    ),
    "daily_telemetry": Table(
        "battery and day",
        (
            _BATTERY,
            ("Date", _DAY, "the day"),
            *_MEASURES,
            ("Observed_Readings", _COUNT, "readings of that day; 0 on a day without one"),
            ("Is_Interpolated", pa.bool_(), "whether a part of the day was filled in"),
            _RUN,
        ),
    ),
    "battery_forecasts": Table(
        "battery and day to come",
        (
            _BATTERY,
            ("Date", _DAY, "the day to come"),
            ("Forecast_Cycles", _REAL, "cycles expected on that day"),
            ("Lower_80", _REAL, "below it lies one outcome in ten"),
            ("Upper_80", _REAL, "above it lies one outcome in ten"),
            ("As_Of_Date", _DAY, "last day that was known of the battery"),
            _MODEL,
            _RUN,
        ),
    ),
    "battery_risk": Table(
        "battery",
        (
            *_RISK,
            ("Data_Version", _WHOLE, "version of `daily_telemetry` that was scored"),
            _SCORED,
            _RUN,
        ),
    ),
    "rejected_inspections": Table(
        "inspection that was not judged",
        (
            ("Raw_Text", _TEXT, "the record as it was delivered"),
            ("Status", _TEXT, "rejected, duplicate"),
            _REASONS,
            _FILE,
            ("Line_Number", _WHOLE, "line of the file; null: the whole file"),
            _HEADER,
            _REJECTED,
            _RUN,
        ),
    ),
    "component_compliance": Table(
        "inspection of a component",
        (
            ("Inspection_ID", _TEXT, "the inspection"),
            _VEHICLE,
            _COMPONENT,
            ("Inspected_On", _DAY, "day of the inspection"),
            ("information", _TEXT, "the technician's note"),
            ("Non_Compliance_Probability", _REAL, "of being out of compliance, 0-1"),
            ("Compliance", _TEXT, "compliant, not_compliant (other texts: a label), needs_review"),
            ("Reason", _TEXT, "why, in words"),
            ("Rule", _TEXT, "what the plain rule says: a judgement, open, not_asked"),
            ("Doubt", _TEXT, "why a person decides, a short name; empty: nobody need"),
            ("Deciding_Words", _TEXT, "of the note, joined by `; `; empty where a person decides"),
            _MODEL,
            _SCORED,
            _RUN,
        ),
    ),
    "vehicle_compliance": Table(
        "car of which a component was inspected",
        (
            _VEHICLE,
            ("Components", _COUNT, "inspected; of each the newest inspection counts"),
            ("Compliant", _COUNT, "of them"),
            ("Not_Compliant", _COUNT, "of them"),
            ("Needs_Review", _COUNT, "of them"),
            ("Last_Inspected_On", _DAY, "day of the newest inspection"),
            ("Findings", pa.list_(_FINDING), "a component each, the worst first"),
            _MODEL,
            _SCORED,
            _RUN,
        ),
    ),
    "alerts": Table(
        "alert",
        (
            _ALERT,
            ("Vehicle_ID", _TEXT, "the car; null where none is known for the subject"),
            ("Subject", _TEXT, "battery, component, operation"),
            ("Subject_ID", _TEXT, "battery; car/component; name of the matter of operation"),
            ("Severity", _TEXT, "watch, alert, overdue"),
            ("Status", _TEXT, "open, acknowledged, resolved"),
            ("Opened_On", _DAY, "day of the data on which it opened"),
            ("Last_Seen_On", _DAY, "last day on which the finding was there"),
            ("Resolved_On", _DAY, "day on which it closed; null: it stands"),
            ("Probability", _REAL, "of the finding, 0-1"),
            ("Due_Date", _DAY, "day on which the battery is expected to pass its rating"),
            ("Reason", _TEXT, "why, in words"),
            (
                "Message",
                _TEXT,
                "to the driver: as it was sent, or would be; null: not for drivers",
            ),
            _MODEL,
            ("Kind", _TEXT, "wear, silence, compliance; of an operation: its Subject_ID"),
            ("Workshop", _TEXT, "that invites the driver"),
            ("Previous_Alert_ID", _TEXT, "the subject's alert before, which this one re-opens"),
            ("Easing_Since", _DAY, "since when the finding is below Severity; null: it is not"),
            ("Owner", _TEXT, "who acknowledged it last"),
            ("Acknowledged_On", _DAY, "when"),
            ("Acknowledged_Until", _DAY, "last day on which nothing is sent about it"),
            ("Acknowledge_Reason", _TEXT, "why"),
            (
                "Round",
                _WHOLE,
                "how often an acknowledgement has ended; each may be told anew",
            ),
            ("Storm_On", _DAY, "opened in a storm that nobody has released"),
            ("History", _TEXT, "JSON; `alert_history` has it as rows"),
            _RUN,
        ),
    ),
    "alert_findings": Table(
        "subject: what it was found to be when last looked at",
        (
            ("Subject", _TEXT, "battery, component, operation"),
            ("Subject_ID", _TEXT, "as in `alerts`"),
            ("Kind", _TEXT, "as in `alerts`"),
            ("Severity", _TEXT, "watch, alert, overdue; null: nothing found"),
            ("Vehicle_ID", _TEXT, "the car, where one is known"),
            ("Seen_On", _DAY, "day of the run"),
            ("Raised_Since", _DAY, "since when there has been a finding; null: there is none"),
            ("Probability", _REAL, "of the finding, 0-1"),
            ("Due_Date", _DAY, "as in `alerts`"),
            ("Reason", _TEXT, "why, in words"),
            _MODEL,
            _RUN,
        ),
    ),
    "alert_history": Table(
        "thing that was done to an alert",
        (
            _ALERT,
            ("Step", _WHOLE, "from 1 on"),
            ("Day", _DAY, "day of the data"),
            ("Event", _TEXT, "what was done"),
            ("By", _TEXT, "system, or a person"),
            ("Note", _TEXT, "in words"),
            _RUN,
        ),
    ),
    "alert_delivery": Table(
        "alert that stands: is its driver told, and why (not)",
        (
            _ALERT,
            ("Vehicle_ID", _TEXT, "the car, where one is known"),
            ("Workshop", _TEXT, "that invites the driver"),
            (
                "Delivery",
                _TEXT,
                "told, held_back, storm, acknowledged, easing, no_vehicle, not_for_drivers",
            ),
            ("Why", _TEXT, "in words"),
            ("Told_On", _DAY, "day on which the driver was told"),
            ("Expected_Cost", _REAL, "of not telling, in the units of `alerting.budget`"),
            ("Expected_Failures", _REAL, "missed if it is not told"),
            ("Workshop_Text", _TEXT, "longer text for the workshop"),
            ("Analyst_Text", _TEXT, "longer text for the analyst"),
            _RUN,
        ),
    ),
    # a reading of the stream is known by source and row
    "streamed_telemetry": Table(
        "reading that was taken in",
        (
            _BATTERY,
            ("Date", _TIME, TELEMETRY["Date"]),
            *_MEASURES,
            ("Status", _TEXT, "kept, duplicate or rejected, as judged when it came"),
            _SOURCE_FILE,
            _SOURCE_ROW,
            _KEY,
            _BATCH,
            _RUN,
        ),
    ),
    "rejected_events": Table(
        "reading that was not kept, or file that could not be read",
        (
            ("Raw_Text", _TEXT, "as it was delivered; null for a file that could not be read"),
            ("Status", _TEXT, "rejected, duplicate; refused: the whole file"),
            _REASONS,
            _BATTERY_IF_READ,
            _SOURCE_FILE,
            _SOURCE_ROW,
            _KEY,
            _HEADER,
            _BATCH,
            _REJECTED,
            _RUN,
        ),
    ),
    "streamed_battery_risk": Table(
        "battery that a micro-batch touched",
        (
            *_RISK,
            ("Source_File", _TEXT, "of the battery's newest reading in the batch"),
            ("Source_Row", _WHOLE, "of the same"),
            ("Event_Time", _TIME, "of the same"),
            ("Data_Age_Seconds", _REAL, "from the event to the scoring, seconds"),
            _BATCH,
            _SCORED,
            _RUN,
        ),
    ),
    "stream_health": Table(
        "micro-batch",
        (
            _BATCH,
            ("Kind", _TEXT, "events; replay: of rejected events"),
            ("Started_At", _TIME, "when it began"),
            ("Read", _WHOLE, "readings: kept + duplicate + rejected"),
            ("Kept", _WHOLE, "of them"),
            ("Duplicate", _WHOLE, "of them"),
            ("Rejected", _WHOLE, "of them"),
            ("Late", _WHOLE, "kept, of a day before the last one of their battery"),
            ("Known_Before", _WHOLE, "readings delivered again after a repair, left out"),
            ("Refused_Files", _WHOLE, "files that could not be read"),
            ("Batteries_Scored", _WHOLE, "batteries that it touched"),
            ("Seconds_Reading", _REAL, "seconds"),
            ("Seconds_Judging", _REAL, "seconds"),
            ("Seconds_Scoring", _REAL, "seconds"),
            ("Seconds_Writing", _REAL, "seconds"),
            ("Seconds_Total", _REAL, "seconds of all phases"),
            ("Events_Per_Second", _REAL, "readings a second"),
            ("Newest_Event", _TIME, "moment of the newest reading"),
            ("Event_Lag_Seconds", _REAL, "from the newest event to the end of the batch, seconds"),
            (
                "Oldest_Waiting_Seconds",
                _REAL,
                "age of what is not read yet, seconds; null: nothing waits, or not known",
            ),
            _MODEL,
            ("Warnings", pa.list_(_TEXT), "in words"),
            ("Sources", pa.list_(_SOURCE), "up to which row each source was taken in"),
            _RUN,
        ),
    ),
}

SCHEMAS: dict[str, pa.Schema] = {name: table.schema for name, table in TABLES.items()}
