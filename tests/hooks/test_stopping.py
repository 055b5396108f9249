"""A run that is stopped is a run that failed, to all who are told of failures."""

import os
import signal

import pytest
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline
from kedro.runner import SequentialRunner

from connected_car.errors import UserError
from connected_car.hooks.stopping import stoppable


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_with_a_mistake_that_says_so(sign):
    def work() -> str:
        os.kill(os.getpid(), sign)
        return "done"

    pipeline = Pipeline([Node(work, None, "result", name="work")])
    before = signal.getsignal(sign)
    with pytest.raises(UserError, match="the run was stopped"):
        stoppable(SequentialRunner()).run(pipeline, DataCatalog())
    assert signal.getsignal(sign) == before


def test_a_run_that_nobody_stops_is_as_it_was():
    pipeline = Pipeline([Node(lambda: 7, None, "result", name="work")])
    assert stoppable(SequentialRunner()).run(pipeline, DataCatalog())["result"].load() == 7
