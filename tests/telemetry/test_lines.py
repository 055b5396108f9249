"""Lines of all sorts: read, or rejected with every reason that applies; never an error."""

import pytest
from pydantic import ValidationError

GOOD = "A,2025-01-01,5,2,40.5,0.1,10.1,200"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A,2025-01-01,5,2,40.5,abc,10.1,200", "Daily_Cycles_Used is not a number: 'abc'"),
        ("A,2025-01-01,5,2,40.5,1_0,10.1,200", "Daily_Cycles_Used is not a number: '1_0'"),
        ("A,2025-01-01,5,2,40.5,0x1,10.1,200", "Daily_Cycles_Used is not a number: '0x1'"),
        ("A,2025-01-01,5,2,,0.1,10.1,200", "Daily_Trip_Duration is empty"),
        ("A,2025-01-01,5,2,nan,0.1,10.1,200", "Daily_Trip_Duration is not a finite number"),
        ("A,2025-01-01,5,2,-INF,0.1,10.1,200", "Daily_Trip_Duration is not a finite number"),
        ("A,2025-01-01,5,2,1e999,0.1,10.1,200", "Daily_Trip_Duration is not a finite number"),
        ("A,2025-01-01,5,2,1440.5,0.1,10.1,200", "Daily_Trip_Duration above 1440 minutes: 1440.5"),
        ("A,2025-01-01,5,2,40.5,5.01,10.1,200", "Daily_Cycles_Used above 5 a day: 5.01"),
        ("A,2025-01-01,5,-2,40.5,0.1,10.1,200", "Number_Of_Trips is negative: -2"),
        ("A,2025-01-01,-5,2,40.5,0.1,10.1,200", "Battery_Age_Days is negative: -5"),
        ("A,2025-01-01,5,2,40.5,0.1,10.1,0", "Battery_Rated_Cycles is not above 0: 0"),
        (",2025-01-01,5,2,40.5,0.1,10.1,200", "Battery_ID is empty"),
        (
            "A B,2025-01-01,5,2,40.5,0.1,10.1,200",
            "Battery_ID has characters that are not allowed: ",
        ),
        ("../x,2025-01-01,5,2,40.5,0.1,10.1,200", "Battery_ID has characters that are not allowed"),
        ("A,,5,2,40.5,0.1,10.1,200", "Date is empty"),
        ("A,2025-02-30,5,2,40.5,0.1,10.1,200", "Date cannot be read: '2025-02-30'"),
        ("A,01/02/2025,5,2,40.5,0.1,10.1,200", "Date cannot be read: '01/02/2025'"),
        ("A,9999-99-99,5,2,40.5,0.1,10.1,200", "Date cannot be read: '9999-99-99'"),
        ("A,2025-01-01 24:00:00,5,2,40.5,0.1,10.1,200", "Date cannot be read: '2025-01-01 24"),
        ("A,2025-01-01 29:00,5,2,40.5,0.1,10.1,200", "Date cannot be read: '2025-01-01 29:00'"),
        ("A,1999-12-31,5,2,40.5,0.1,10.1,200", "Date is before 2000-01-01: 1999-12-31"),
        ("A,2026-11-25,5,2,40.5,0.1,10.1,200", "Date is after 2026-11-24: 2026-11-25"),
        ("A,2025-01-01,5,2", "wrong number of fields: 4 instead of 8"),
        (",,,,,,,,,,,", "wrong number of fields: 12 instead of 8"),
        ('A,"2025-01-01,5,2,40.5,0.1,10.1,200', "wrong number of fields: 2 instead of 8"),
        ("x" * 10_000, "line has 10000 bytes or more"),
        ("\x00\x01,\x00", "wrong number of fields: 2 instead of 8"),
    ],
)
def test_a_bad_line_is_rejected_with_its_reason(line, reason, clean):
    result = clean([GOOD, line])
    assert len(result["daily"]) == 1
    assert list(result["rejected"]["Raw_Text"]) == [line]
    assert result["rejected"]["Reason"][0].startswith(reason)
    assert result["rejected"]["Status"][0] == "rejected"


def test_every_reason_of_a_line_is_given(clean):
    rejected = clean([GOOD, "A;,2025-13-01,x,-1,1500,9,10.1,200"])["rejected"].iloc[0]
    assert rejected["Reason"].split("; ") == [
        "Battery_Age_Days is not a number: 'x'",
        "Date cannot be read: '2025-13-01'",
        "Battery_ID has characters that are not allowed: 'A;'",
        "Number_Of_Trips is negative: -1",
        "Daily_Trip_Duration above 1440 minutes: 1500",
        "Daily_Cycles_Used above 5 a day: 9",
    ]
    assert rejected["Family"].split("; ")[2] == "Battery_ID has characters that are not allowed"


def test_nothing_but_commas_has_each_field_empty(clean):
    rejected = clean([GOOD, ",,,,,,,"])["rejected"].iloc[0]
    assert rejected["Reason"].count("is empty") == 8
    assert rejected["Battery_ID"] is None


@pytest.mark.parametrize(
    "line",
    [
        '"A","2025-01-01","5","2","40.5","0.1","10.1","200"',
        'A,2025-01-01,5,2,"40.5",0.1,10.1,200',
        "A, 2025-01-01 , 5,2 ,40.5,0.1,10.1, 200",
        "A,2025-01-01T00:00:00Z,5,2,+40.5,1e-1,10.1,2e2",
        "A,2025-01-01 01:00:00+01:00,5,2,40.5,.1,10.1,200.",
        "A,2025-01-01 00:00,5,2,40.5,0.1,10.1,200",
        "A,2025-01-01 00:00:00.000000,5,2,40.5,0.1,10.1,200",
    ],
)
def test_every_usual_way_of_writing_is_read(line, clean):
    for lines in ([line], [line, "B" + GOOD[1:].replace("0.1,", "abc,")]):
        daily = clean(lines)["daily"].iloc[0]
        assert str(daily["Date"]) == "2025-01-01"
        assert daily["Daily_Trip_Duration"] == 40.5
        assert daily["Daily_Cycles_Used"] == 0.1
        assert daily["Lifetime_Cycles_Used"] == pytest.approx(10.1, abs=1e-12)


def test_a_stray_quote_swallows_no_other_line(clean):
    lines = [
        GOOD,
        'A,2025-01-02,6,2,"40.5,0.1,10.2,200',
        "A,2025-01-03,7,2,40.5,0.1,10.3,200",
        'A,2025-01-04,8,2,40.5",0.1,10.4,200',
        "A,2025-01-05,9,2,40.5,0.1,10.5,200",
    ]
    result = clean(lines)
    assert list(result["rejected"]["Row"]) == [1, 3]
    assert list(result["daily"]["Observed_Readings"]) == [1, 0, 1, 0, 1]
    source = result["source"].iloc[0]
    assert (source["Read"], source["Kept"], source["Rejected"]) == (5, 3, 2)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_end_within_a_line_shifts_no_other_line(end, clean):
    """Spark gives none; events from elsewhere may."""
    lines = [GOOD, f"A,2025-01-02,6,2,40.5{end}A,0.1,10.2,200", GOOD.replace("01-01,5", "01-03,7")]
    result = clean(lines)
    assert list(result["rejected"]["Row"]) == [1]
    assert list(result["rejected"]["Raw_Text"]) == [lines[1]]
    assert list(result["daily"]["Observed_Readings"]) == [1, 0, 1]


def test_garbage_ends_in_quarantine_and_counts_add_up(clean):
    import numpy as np

    rng = np.random.default_rng(5)
    alphabet = list("01,.\"-\x00 \u00e9\U0001f600aeE+:TZ;'\t\\")
    lines = ["".join(rng.choice(alphabet, rng.integers(1, 60))) for _ in range(3000)]
    lines = [line for line in lines if line] + [GOOD[:cut] for cut in range(1, len(GOOD))]
    result = clean(lines)
    source = result["source"].iloc[0]
    assert source["Read"] == len(lines)
    assert source["Kept"] + source["Duplicate"] + source["Rejected"] == len(lines)
    assert len(result["rejected"]) == source["Duplicate"] + source["Rejected"]
    assert list(result["rejected"]["Raw_Text"]) == [
        line for row, line in enumerate(lines) if row in set(result["rejected"]["Row"])
    ]


def test_a_batch_of_nothing_but_odd_quotes_is_read(clean):
    result = clean(['A,"2025-01-01, no day",5,2,40.5,0.1,10.1,200'])
    assert result["rejected"]["Reason"].tolist() == ["Date cannot be read: '2025-01-01, no day'"]


def test_a_pattern_of_battery_ids_that_is_none_is_refused(options):
    with pytest.raises(ValidationError, match="is no regular expression"):
        options(battery_id_pattern="[3-0]")


@pytest.mark.parametrize("lines", [[], [""], ["", "x"]])
def test_without_a_good_reading_there_is_no_day(lines, clean):
    found = clean(lines)
    assert len(found["daily"]) == len(found["battery"]) == 0
    assert len(found["rejected"]) == lines.count("x")
    assert found["source"]["Read"].sum() == lines.count("x")
