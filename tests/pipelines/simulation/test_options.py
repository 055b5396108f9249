import pytest
from pydantic import ValidationError

from connected_car.pipelines.simulation.notes.options import InspectionShares


def test_shares_of_one_thing_cannot_exceed_all(make_options):
    with pytest.raises(ValidationError, match=r"the shares add up to 1\.1, over 1"):
        make_options(due={"past": 0.5, "within_30_days": 0.5, "within_90_days": 0.1})
    with pytest.raises(ValidationError, match="over 1"):
        make_options(dirt={"negative": 0.6, "unparsable": 0.6})


def test_an_inspection_finds_one_thing():
    given = {"components": 3, "not_compliant": 0.7, "mended": 0.5}
    assert InspectionShares(unclear=0.3, **given).unclear == 0.3
    with pytest.raises(ValidationError, match="not_compliant and unclear add up to over 1"):
        InspectionShares(unclear=0.4, **given)


def test_a_misspelt_key_is_refused(make_options):
    with pytest.raises(ValidationError, match="n_bateries"):
        make_options(n_bateries=5)


def test_an_unknown_preset_is_refused_with_the_known_ones(make_options):
    with pytest.raises(ValidationError, match="'fleet', 'lab' or 'charging_log'"):
        make_options(preset="flett")
