"""The supervisor: what it starts ends together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SERVE = Path(__file__).resolve().parents[2] / "tools" / "serve.py"

# Runs tools/serve.py with two commands of the test's own.
DRIVER = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("serve", sys.argv[1])
serve = importlib.util.module_from_spec(spec)
spec.loader.exec_module(serve)
serve.COMMANDS = {name: [sys.executable, "-c", code] for name, code in json.loads(sys.argv[2]).items()}
sys.exit(serve.main())
"""
# One write a line: two programs share the pipe.
LASTING = "import os, signal; os.write(1, str(os.getpid()).encode() + bytes([10])); signal.pause()"


@pytest.fixture
def serve():
    started = []

    def start(commands: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(SERVE), commands],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_both(serve, number):
    process = serve(f'{{"a": "{LASTING}", "b": "{LASTING}"}}')
    pids = [int(process.stdout.readline()) for _ in range(2)]
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    assert not any(runs(pid) for pid in pids)


def test_when_one_ends_the_other_is_stopped_and_the_code_handed_on(serve):
    process = serve(f'{{"a": "{LASTING}", "后台任务": "import sys; sys.exit(3)"}}')
    assert process.wait(timeout=20) == 3
    assert "后台任务意外结束(代码 3)" in process.stderr.read()
    pid = process.stdout.readline()
    assert not pid or not runs(int(pid))
