"""The group ``alerting`` refuses what it cannot use."""

import pytest
from pydantic import ValidationError


@pytest.mark.parametrize(
    "url", ["ftp://x/{alert_id}", "https://service.example.com/book", "https://a b/{alert_id}", ""]
)
def test_a_booking_page_without_the_alert_is_refused(url, make_options):
    with pytest.raises(ValidationError, match="must be an http or https address with"):
        make_options(booking_url=url)


def test_unknown_keys_are_refused(make_options):
    with pytest.raises(ValidationError, match="Extra inputs"):
        make_options(life={"close_after_day": 1})


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "ftp://localhost/x",
        "https://",
        "https://ann:secret@example.com/",
        "http://localhost.example.com/",
        "http://10.0.0.1/",
    ],
)
def test_a_webhook_that_is_not_safe_is_refused(url, make_options):
    with pytest.raises(ValidationError, match=r"webhook\.url"):
        make_options(webhook={"url": url})


@pytest.mark.parametrize(
    "url",
    ["https://example.com/hook", "http://127.0.0.1:8000/", "http://localhost/", "http://[::1]/"],
)
def test_https_and_this_very_machine_are_safe(url, make_options):
    webhook = make_options(webhook={"url": url}).webhook
    assert webhook.address == url
    assert url not in f"{webhook!r} {webhook.model_dump(mode='json')}"


def test_half_an_acknowledgement_is_refused_with_the_form(make_options):
    with pytest.raises(ValidationError, match="missing: owner, until; write acknowledge=ALERT_ID"):
        make_options(acknowledge={"alert_id": "a1", "reason": "x"})
    assert make_options(acknowledge={"alert_id": 7, "owner": 8, "reason": 9, "until": "2026-01-31"})
