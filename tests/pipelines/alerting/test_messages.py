"""What drivers read: a snapshot a language, and what no message may hold."""

from datetime import date

import pytest

from connected_car.pipelines.alerting.messages import LANGUAGES, message_language, render

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


@pytest.mark.parametrize(("language", "severity"), SNAPSHOTS)
def test_message_is_as_agreed(language, severity):
    assert render(language, "wear", severity, SEEN, DUE) == SNAPSHOTS[language, severity]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", ["alert", "overdue"])
@pytest.mark.parametrize("due", [date(2026, 9, 30), None])
def test_message_fits_a_head_unit_and_names_no_chance(language, severity, due):
    text = render(language, "wear", severity, date(2026, 9, 30), due)
    title, body = text.split("\n")
    assert len(title) <= 40
    assert len(body) <= 220
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
