"""Keep the web server and the job worker running together: when either ends, so does the other.

SIGTERM and Ctrl-C stop both; the exit code is then 0, otherwise that of the one that ended by itself.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {"网页服务": [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "tools" / "gunicorn.conf.py")]}
if any(ROOT.glob("*/management/commands/run_worker.py")):
    COMMANDS["后台任务"] = [sys.executable, str(ROOT / "manage.py"), "run_worker"]
SECONDS_TO_STOP = 25  # a little more than gunicorn gives a request to finish


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in COMMANDS.items():
            children[name] = subprocess.Popen(command, cwd=ROOT)
        return wait_for_the_first(children)
    finally:
        stop(list(children.values()))


def leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def wait_for_the_first(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until one of the children ends and return the exit code that stands for it."""
    pid, status = os.wait()
    name = next(name for name, child in children.items() if child.pid == pid)
    code = os.waitstatus_to_exitcode(status)
    print(f"{name}意外结束(代码 {code}),全部停止。", file=sys.stderr, flush=True)
    return code if code > 0 else 1


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # asked once is enough
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
