"""How a stream hears that it is to end."""

import os
import signal
import threading

import pytest

from connected_car.pipelines.streaming_scoring.stopping import Stop


@pytest.mark.parametrize(
    ("sign", "words"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")]
)
def test_a_signal_is_a_wish_while_the_stream_listens(sign, words, tmp_path):
    stop, before = Stop(tmp_path / "stop"), signal.getsignal(sign)
    with stop.listening():
        assert stop.reason is None
        os.kill(os.getpid(), sign)
        assert stop.reason == words
    assert signal.getsignal(sign) is before


def test_in_another_thread_the_file_alone_is_heard(tmp_path):
    stop, before, heard = Stop(tmp_path / "stop"), signal.getsignal(signal.SIGTERM), []

    def listen():
        with stop.listening():
            heard.append(signal.getsignal(signal.SIGTERM))
            (tmp_path / "stop").touch()
            heard.append(stop.reason)

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert heard == [before, f"the stop file {tmp_path / 'stop'}"]
    stop.forget_file()
    assert stop.reason is None
