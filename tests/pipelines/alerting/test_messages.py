"""What drivers read: a snapshot a language, and what no message may hold."""

from datetime import date

import pytest

from connected_car.pipelines.alerting.messages import (
    LANGUAGES,
    MOST_BODY,
    MOST_TITLE,
    message_language,
    render,
    staff_text,
)

SEEN, DUE = date(2026, 6, 2), date(2026, 7, 1)

SNAPSHOTS = {
    ("en", "alert"): (
        "Your battery will soon be due\n"
        "Your car's battery is likely to reach the end of its planned life around 1 July 2026. "
        "Please book a service visit before then; we are glad to help."
    ),
    ("en", "overdue"): (
        "Time to renew your battery\n"
        "Your car's battery has reached the end of its planned life (checked on 2 June 2026). "
        "Please book a service visit soon; we are glad to help."
    ),
    ("de", "alert"): (
        "Ihre Batterie ist bald fällig\n"
        "Die Batterie Ihres Autos erreicht voraussichtlich um den 1. Juli 2026 das Ende ihrer "
        "geplanten Lebensdauer. Bitte vereinbaren Sie vorher einen Werkstatttermin; "
        "wir helfen Ihnen gern."
    ),
    ("de", "overdue"): (
        "Zeit für eine neue Batterie\n"
        "Die Batterie Ihres Autos hat das Ende ihrer geplanten Lebensdauer erreicht (geprüft am "
        "2. Juni 2026). Bitte vereinbaren Sie bald einen Werkstatttermin; wir helfen Ihnen gern."
    ),
    ("fr", "alert"): (
        "Votre batterie arrive bientôt à échéance\n"
        "La batterie de votre voiture devrait atteindre la fin de sa durée de vie prévue vers le "
        "1er juillet 2026. Veuillez prendre rendez-vous à l'atelier avant cette date ; "
        "nous vous aiderons avec plaisir."
    ),
    ("fr", "overdue"): (
        "Il est temps de remplacer votre batterie\n"
        "La batterie de votre voiture a atteint la fin de sa durée de vie prévue (contrôle du "
        "2 juin 2026). Veuillez prendre bientôt rendez-vous à l'atelier ; "
        "nous vous aiderons avec plaisir."
    ),
    ("es", "alert"): (
        "Su batería pronto deberá cambiarse\n"
        "Es probable que la batería de su coche llegue al final de su vida útil prevista hacia el "
        "1 de julio de 2026. Reserve una cita en el taller antes de esa fecha; "
        "le ayudaremos con gusto."
    ),
    ("es", "overdue"): (
        "Es hora de cambiar la batería\n"
        "La batería de su coche ha llegado al final de su vida útil prevista (revisión del "
        "2 de junio de 2026). Reserve pronto una cita en el taller; le ayudaremos con gusto."
    ),
}
OF_THE_SILENT = {  # expected to have reached the rating on a day that is over
    "en": (
        "Your battery has probably become due\n"
        "Your car's battery has probably reached the end of its planned life by now. "
        "Please book a service visit soon; we are glad to help."
    ),
    "de": (
        "Ihre Batterie ist vermutlich fällig\n"
        "Die Batterie Ihres Autos hat das Ende ihrer geplanten Lebensdauer inzwischen vermutlich "
        "erreicht. Bitte vereinbaren Sie bald einen Werkstatttermin; wir helfen Ihnen gern."
    ),
    "fr": (
        "Votre batterie arrive à échéance\n"
        "La batterie de votre voiture a probablement déjà atteint la fin de sa durée de vie "
        "prévue. Veuillez prendre bientôt rendez-vous à l'atelier ; "
        "nous vous aiderons avec plaisir."
    ),
    "es": (
        "Su batería quizá deba cambiarse ya\n"
        "Es probable que la batería de su coche ya haya llegado al final de su vida útil prevista. "
        "Reserve pronto una cita en el taller; le ayudaremos con gusto."
    ),
}
OF_COMPONENTS = {
    "en": (
        "A part of your car needs a check\n"
        "The part “brake disc” of your car may not meet the current rules "
        "(checked on 2 June 2026). Please book a service visit soon; we are glad to help."
    ),
    "de": (
        "Bitte lassen Sie ein Teil prüfen\n"
        "Das Teil „brake disc“ Ihres Autos entspricht vielleicht nicht mehr den Vorschriften "
        "(geprüft am 2. Juni 2026). Bitte vereinbaren Sie bald einen Werkstatttermin; "
        "wir helfen Ihnen gern."
    ),
    "fr": (
        "Une pièce est à faire vérifier\n"
        "La pièce « brake disc » de votre voiture ne respecte peut-être plus les règles "
        "(contrôle du 2 juin 2026). Veuillez prendre bientôt rendez-vous à l'atelier ; "
        "nous vous aiderons avec plaisir."
    ),
    "es": (
        "Conviene revisar una pieza de su coche\n"
        "La pieza «brake disc» de su coche quizá no cumpla las normas vigentes "
        "(revisión del 2 de junio de 2026). Reserve pronto una cita en el taller; "
        "le ayudaremos con gusto."
    ),
}
ALERT = {
    "Alert_ID": "a1",
    "Vehicle_ID": "V1",
    "Subject": "battery",
    "Subject_ID": "B1",
    "Kind": "wear",
    "Severity": "alert",
    "Status": "open",
    "Opened_On": SEEN,
    "Last_Seen_On": SEEN,
    "Due_Date": DUE,
    "Probability": 0.6,
    "Reason": "Used 190 of 200 rated cycles.",
    "Model_Version": "3",
    "Workshop": "Ulm",
    "Previous_Alert_ID": None,
    "Easing_Since": None,
    "Delivery": "held_back",
    "Why": "its workshop is full",
    "part": "",
}
STAFF = {
    ("workshop", "wear"): (
        "Battery to replace: B1 of vehicle V1\n"
        "Please offer a visit before 1 July 2026.\n"
        "Why: Used 190 of 200 rated cycles.\n"
        "To do: measure the battery, replace it if it is worn out, and enter the new battery's id; "
        "its first readings close this alert.\n"
        "Open since 2 June 2026, alert a1."
    ),
    ("workshop", "silence"): (
        "No readings: battery B1 of vehicle V1\n"
        "Nothing is due yet; have a look at it when the car is in.\n"
        "Why: Used 190 of 200 rated cycles.\n"
        "To do: check the car's connection and the battery's sensor; the first new readings close "
        "this alert.\n"
        "Open since 2 June 2026, alert a1."
    ),
    ("workshop", "compliance"): (
        "Component to check: brake of vehicle V1\n"
        "Please offer a visit before 1 July 2026.\n"
        "Why: Used 190 of 200 rated cycles.\n"
        "To do: look at the component itself, and write down its year, material and condition; "
        "a newer inspection that finds it in order closes this alert.\n"
        "Open since 2 June 2026, alert a1."
    ),
    ("analyst", "wear"): (
        "Alert, wear: battery B1, vehicle V1, workshop Ulm.\n"
        "Used 190 of 200 rated cycles.\n"
        "Probability 60.0 %, expected on 1 July 2026.\n"
        "Alert a1, open: opened on 2 June 2026, last seen on 2 June 2026, model version 3.\n"
        "Message to the driver: held back (its workshop is full).\n"
        "To take care of it: kedro run --pipelines alerting --params "
        '"acknowledge=a1,owner=NAME,reason=WORDS,until=YYYY-MM-DD"'
    ),
}
CHANGES = {
    "wear": {},
    "silence": {"Severity": "watch", "Due_Date": None},
    "compliance": {"Subject": "component", "Subject_ID": "V1/brake", "part": "brake"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_message_about_a_component_is_as_agreed_and_fits(language):
    text = render(language, "compliance", "alert", SEEN, None, part="brake disc")
    assert text == OF_COMPONENTS[language]
    long = render(language, "compliance", "alert", date(2026, 9, 30), None, part="x\n\x1b" * 50)
    title, body = long.split("\n")
    assert len(title) <= MOST_TITLE
    assert len(body) <= MOST_BODY
    assert all(character.isprintable() for character in title + body)


@pytest.mark.parametrize(("reader", "kind"), STAFF)
def test_longer_text_is_as_agreed(reader, kind):
    assert staff_text(reader, ALERT | {"Kind": kind} | CHANGES[kind]) == STAFF[reader, kind]


def test_longer_text_without_car_or_reason_and_with_a_past():
    bare = ALERT | {
        "Vehicle_ID": None,
        "Reason": None,
        "Probability": None,
        "Previous_Alert_ID": "a0",
        "Easing_Since": SEEN,
    }
    text = staff_text("analyst", bare)
    assert "battery B1, workshop Ulm.\nNo reason is given.\nAlert a1" in text
    assert "It was there before: alert a0.\nLess severe since 2 June 2026.\n" in text
    assert staff_text("workshop", bare).startswith("Battery to replace: B1\nPlease offer")


@pytest.mark.parametrize("reader", ["workshop", "analyst"])
def test_longer_text_is_not_endless(reader):
    assert len(staff_text(reader, ALERT | {"Reason": "x" * 100_000})) < 2_000


@pytest.mark.parametrize(("language", "severity"), SNAPSHOTS)
def test_message_is_as_agreed(language, severity):
    assert render(language, "wear", severity, SEEN, DUE) == SNAPSHOTS[language, severity]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("due", [SEEN, date(2026, 5, 30)])
def test_nobody_is_asked_to_come_before_a_day_that_is_over(language, due):
    assert render(language, "wear", "alert", SEEN, due) == OF_THE_SILENT[language]
    assert "Please offer a visit soon." in staff_text("workshop", ALERT | {"Due_Date": due})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", ["alert", "overdue"])
@pytest.mark.parametrize("due", [date(2026, 9, 30), date(2026, 10, 30), None])
def test_message_fits_a_head_unit_and_names_no_chance(language, severity, due):
    text = render(language, "wear", severity, date(2026, 9, 30), due)
    title, body = text.split("\n")
    assert len(title) <= MOST_TITLE
    assert len(body) <= MOST_BODY
    assert "%" not in text
    assert all(character.isprintable() for character in title + body)
    assert "None" not in text


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("de", "de"), ("DE", "de"), ("fr-CA", "fr"), ("pt", "en"), ("", "en"), (None, "en")],
)
def test_language_falls_back_to_english(wanted, language):
    assert message_language(wanted) == language


def test_every_language_has_its_snapshots():
    assert {language for language, _ in SNAPSHOTS} == set(LANGUAGES)
