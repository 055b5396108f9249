"""The stored tables: their columns, in order, are a contract that other programs rely on.

Times are UTC. Cycles are charge/discharge cycles, durations minutes. ``Run_ID`` is the id of the
MLflow run that wrote the row; ``DeltaTableDataset`` adds it, and the time of writing, on save.
"""

import pyarrow as pa

_TIME = pa.timestamp("us", tz="UTC")
_TEXT = pa.string()
_REAL = pa.float64()

TELEMETRY_COLUMNS = (
    "Battery_ID",
    "Date",
    "Battery_Age_Days",
    "Number_Of_Trips",
    "Daily_Trip_Duration",
    "Daily_Cycles_Used",
    "Lifetime_Cycles_Used",
    "Battery_Rated_Cycles",
)

VEHICLE_COLUMNS = ("Vehicle_ID", "Battery_ID", "Model", "In_Service_Date", "Language")
OPTIONAL_VEHICLE_COLUMNS = ("Workshop",)

RISK_CLASSES = ("overdue", "alert", "watch", "ok")

_SOURCE = pa.struct(  # up to which row a source has been taken in, and what it was then
    [
        ("Name", _TEXT),
        ("Last_Row", pa.int64()),
        ("Bytes", pa.int64()),
        ("Modified_Ns", pa.int64()),
        ("Sha256", _TEXT),
    ]
)

_FINDING = pa.struct(
    [
        ("Component", _TEXT),
        ("Inspected_On", pa.date32()),
        ("Non_Compliance_Probability", _REAL),
        ("Compliance", _TEXT),
        ("Reason", _TEXT),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {
    "rejected_telemetry": pa.schema(
        [
            ("Raw_Text", _TEXT),
            ("Status", _TEXT),  # rejected, duplicate; mended: read again from here, and kept since
            ("Reason", _TEXT),  # every reason that applies, joined by "; "
            ("Battery_ID", _TEXT),  # null where it could not be read
            ("Source_File", _TEXT),
            ("Line_Number", pa.int64()),  # null where the format has no lines
            ("Header", _TEXT),  # the file's first line, without which its lines say nothing
            ("Rejected_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "rejected_notes": pa.schema(
        [
            ("Raw_Text", _TEXT),
            ("Reason", _TEXT),  # every reason that applies, joined by "; "
            ("Source_File", _TEXT),
            ("Line_Number", pa.int64()),  # null for a file that is no table
            ("Header", _TEXT),
            ("Rejected_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "reviewed_notes": pa.schema(
        [
            ("information", _TEXT),
            ("label", _TEXT),
            ("reviewed_by", _TEXT),
            ("reviewed_on", _TEXT),
            ("Run_ID", _TEXT),
        ]
    ),
    "daily_telemetry": pa.schema(
        [
            ("Battery_ID", _TEXT),
            ("Date", pa.date32()),
            ("Battery_Age_Days", _REAL),
            ("Number_Of_Trips", _REAL),
            ("Daily_Trip_Duration", _REAL),
            ("Daily_Cycles_Used", _REAL),
            ("Lifetime_Cycles_Used", _REAL),
            ("Battery_Rated_Cycles", _REAL),
            ("Observed_Readings", pa.int32()),
            ("Is_Interpolated", pa.bool_()),
            ("Run_ID", _TEXT),
        ]
    ),
    "battery_forecasts": pa.schema(
        [
            ("Battery_ID", _TEXT),
            ("Date", pa.date32()),
            ("Forecast_Cycles", _REAL),
            ("Lower_80", _REAL),
            ("Upper_80", _REAL),
            ("As_Of_Date", pa.date32()),
            ("Model_Version", _TEXT),
            ("Run_ID", _TEXT),
        ]
    ),
    "battery_risk": pa.schema(
        [
            ("Battery_ID", _TEXT),
            ("As_Of_Date", pa.date32()),
            ("Lifetime_Cycles_Used", _REAL),
            ("Battery_Rated_Cycles", _REAL),
            ("Forecast_Cycles_30d", _REAL),
            ("Lower_80_30d", _REAL),
            ("Upper_80_30d", _REAL),
            ("Failure_Probability", _REAL),
            ("Expected_Replacement_Date", pa.date32()),
            ("Risk", _TEXT),
            ("Reason", _TEXT),
            ("Findings", _TEXT),  # names from risk/findings.py, joined by ", "; null: none
            ("Previous_Risk", _TEXT),  # class before As_Of_Date; null: not known
            ("Model_Version", _TEXT),
            ("Data_Version", pa.int64()),
            ("Scored_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "rejected_inspections": pa.schema(
        [
            ("Raw_Text", _TEXT),
            ("Status", _TEXT),  # rejected, duplicate
            ("Reason", _TEXT),
            ("Source_File", _TEXT),
            ("Line_Number", pa.int64()),  # null: the whole file
            ("Header", _TEXT),
            ("Rejected_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "component_compliance": pa.schema(
        [
            ("Inspection_ID", _TEXT),
            ("Vehicle_ID", _TEXT),
            ("Component", _TEXT),
            ("Inspected_On", pa.date32()),
            ("information", _TEXT),  # the note
            ("Non_Compliance_Probability", _REAL),
            ("Compliance", _TEXT),  # compliant, not_compliant, needs_review
            ("Reason", _TEXT),
            ("Rule", _TEXT),  # what the plain rule says: a judgement, open, not_asked
            ("Doubt", _TEXT),  # why a person decides, a short name; empty: nobody need
            ("Deciding_Words", _TEXT),  # of the note, joined by "; "; empty where a person decides
            ("Model_Version", _TEXT),
            ("Scored_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "vehicle_compliance": pa.schema(
        [
            ("Vehicle_ID", _TEXT),
            ("Components", pa.int32()),  # inspected; of each the newest inspection counts
            ("Compliant", pa.int32()),
            ("Not_Compliant", pa.int32()),
            ("Needs_Review", pa.int32()),
            ("Last_Inspected_On", pa.date32()),
            ("Findings", pa.list_(_FINDING)),  # a component each, the worst first
            ("Model_Version", _TEXT),
            ("Scored_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "alerts": pa.schema(
        [
            ("Alert_ID", _TEXT),
            ("Vehicle_ID", _TEXT),  # null where no vehicle is known for the subject
            ("Subject", _TEXT),  # battery, component (vehicle/component), operation
            ("Subject_ID", _TEXT),
            ("Severity", _TEXT),  # watch, alert, overdue
            ("Status", _TEXT),  # open, acknowledged, resolved
            ("Opened_On", pa.date32()),
            ("Last_Seen_On", pa.date32()),
            ("Resolved_On", pa.date32()),
            ("Probability", _REAL),
            ("Due_Date", pa.date32()),
            ("Reason", _TEXT),
            ("Message", _TEXT),  # to the driver: as it was sent, or would be; null: not for drivers
            ("Model_Version", _TEXT),
            ("Kind", _TEXT),  # wear, silence, compliance; of an operation: its Subject_ID
            ("Workshop", _TEXT),
            ("Previous_Alert_ID", _TEXT),  # the subject's alert before, which this one re-opens
            (
                "Easing_Since",
                pa.date32(),
            ),  # since when the finding is below Severity; null: it is not
            ("Owner", _TEXT),  # who acknowledged it last, why and until when
            ("Acknowledged_On", pa.date32()),
            ("Acknowledged_Until", pa.date32()),
            ("Acknowledge_Reason", _TEXT),
            ("Round", pa.int64()),  # how often an acknowledgement has ended; each may be told anew
            ("Storm_On", pa.date32()),  # opened in a storm that nobody has released
            ("History", _TEXT),  # JSON; alert_history has it as rows
            ("Run_ID", _TEXT),
        ]
    ),
    "alert_findings": pa.schema(  # what each subject was found to be when last looked at
        [
            ("Subject", _TEXT),  # battery, component, operation
            ("Subject_ID", _TEXT),
            ("Kind", _TEXT),
            ("Severity", _TEXT),  # watch, alert, overdue; null: nothing found
            ("Vehicle_ID", _TEXT),
            ("Seen_On", pa.date32()),  # day of the run
            (
                "Raised_Since",
                pa.date32(),
            ),  # since when there has been a finding; null: there is none
            ("Probability", _REAL),
            ("Due_Date", pa.date32()),
            ("Reason", _TEXT),
            ("Model_Version", _TEXT),
            ("Run_ID", _TEXT),
        ]
    ),
    "alert_history": pa.schema(
        [
            ("Alert_ID", _TEXT),
            ("Step", pa.int64()),  # from 1 on
            ("Day", pa.date32()),
            ("Event", _TEXT),
            ("By", _TEXT),  # system, or a person
            ("Note", _TEXT),
            ("Run_ID", _TEXT),
        ]
    ),
    "alert_delivery": pa.schema(  # of each alert that stands: is its driver told, and why (not)
        [
            ("Alert_ID", _TEXT),
            ("Vehicle_ID", _TEXT),
            ("Workshop", _TEXT),
            (
                "Delivery",
                _TEXT,
            ),  # told, held_back, storm, acknowledged, easing, no_vehicle, not_for_drivers
            ("Why", _TEXT),
            ("Told_On", pa.date32()),
            ("Expected_Cost", _REAL),  # of not telling
            ("Expected_Failures", _REAL),  # missed if it is not told
            ("Workshop_Text", _TEXT),
            ("Analyst_Text", _TEXT),
            ("Run_ID", _TEXT),
        ]
    ),
    # the stream: Batch_ID rises by one with each micro-batch; a reading is known by source and row
    # (the line of a file, the offset in a partition of a topic)
    "streamed_telemetry": pa.schema(
        [
            ("Battery_ID", _TEXT),
            ("Date", _TIME),
            *[(name, _REAL) for name in TELEMETRY_COLUMNS[2:]],
            ("Status", _TEXT),  # kept, duplicate or rejected, as judged when it came
            ("Source_File", _TEXT),  # or topic and partition
            ("Source_Row", pa.int64()),  # or offset
            ("Message_Key", _TEXT),  # of a topic's message
            ("Batch_ID", pa.int64()),
            ("Run_ID", _TEXT),
        ]
    ),
    "rejected_events": pa.schema(
        [
            ("Raw_Text", _TEXT),  # null for a file that could not be read at all
            ("Status", _TEXT),  # rejected, duplicate; refused: the whole file
            ("Reason", _TEXT),
            ("Battery_ID", _TEXT),
            ("Source_File", _TEXT),
            ("Source_Row", pa.int64()),
            ("Message_Key", _TEXT),
            ("Header", _TEXT),
            ("Batch_ID", pa.int64()),
            ("Rejected_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "streamed_battery_risk": pa.schema(
        [
            ("Battery_ID", _TEXT),
            ("As_Of_Date", pa.date32()),
            ("Lifetime_Cycles_Used", _REAL),
            ("Battery_Rated_Cycles", _REAL),
            ("Forecast_Cycles_30d", _REAL),
            ("Lower_80_30d", _REAL),
            ("Upper_80_30d", _REAL),
            ("Failure_Probability", _REAL),
            ("Expected_Replacement_Date", pa.date32()),
            ("Risk", _TEXT),
            ("Reason", _TEXT),
            ("Findings", _TEXT),
            ("Previous_Risk", _TEXT),
            ("Model_Version", _TEXT),
            ("Source_File", _TEXT),  # of the battery's newest reading in the batch
            ("Source_Row", pa.int64()),
            ("Event_Time", _TIME),
            ("Data_Age_Seconds", _REAL),  # from the event to the scoring
            ("Batch_ID", pa.int64()),
            ("Scored_At", _TIME),
            ("Run_ID", _TEXT),
        ]
    ),
    "stream_health": pa.schema(
        [
            ("Batch_ID", pa.int64()),
            ("Kind", _TEXT),  # events; replay: of rejected events
            ("Started_At", _TIME),
            ("Read", pa.int64()),  # = kept + duplicate + rejected
            ("Kept", pa.int64()),
            ("Duplicate", pa.int64()),
            ("Rejected", pa.int64()),
            ("Late", pa.int64()),  # kept, of a day before the last one of their battery
            ("Known_Before", pa.int64()),  # readings delivered again after a repair, left out
            ("Refused_Files", pa.int64()),
            ("Batteries_Scored", pa.int64()),
            ("Seconds_Reading", _REAL),
            ("Seconds_Judging", _REAL),
            ("Seconds_Scoring", _REAL),
            ("Seconds_Writing", _REAL),
            ("Seconds_Total", _REAL),
            ("Events_Per_Second", _REAL),
            ("Newest_Event", _TIME),
            ("Event_Lag_Seconds", _REAL),  # from the newest event to the end of the batch
            ("Oldest_Waiting_Seconds", _REAL),  # of a file not read yet; null: none, or not known
            ("Model_Version", _TEXT),
            ("Warnings", pa.list_(_TEXT)),
            ("Sources", pa.list_(_SOURCE)),
            ("Run_ID", _TEXT),
        ]
    ),
}
