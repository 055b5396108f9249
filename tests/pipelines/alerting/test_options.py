"""The group ``alerting`` refuses what it cannot use."""

import pytest
from pydantic import ValidationError

from connected_car.pipelines.alerting.options import AlertingOptions


@pytest.mark.parametrize(
    "url", ["ftp://x/{alert_id}", "https://service.example.com/book", "https://a b/{alert_id}", ""]
)
def test_a_booking_page_without_the_alert_is_refused(url):
    with pytest.raises(ValidationError, match="must be an http or https address with"):
        AlertingOptions(booking_url=url, results=())


def test_unknown_keys_are_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        AlertingOptions(booking_url="https://x/{alert_id}", results=(), booking_urls="x")
