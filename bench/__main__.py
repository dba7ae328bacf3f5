"""Measure every operation on both databases and at both sizes, and write bench/RESULTS.md."""

import signal
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench import databases, measuring, report

SIZES = [46, 3000]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the database is removed
    began, start = datetime.now().astimezone(), time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - start:5.0f} 秒  {text}", flush=True)

    comparisons = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        say("准备网页文件")
        databases.collect_static(folder)
        with databases.engines(folder) as engines:
            for engine in engines:
                say(f"准备 {engine.name} 数据库")
                databases.make(engine, SIZES, folder)
                for size in SIZES:
                    say(f"测量 {engine.name},{size:,} 人")
                    for one in measuring.compare_pages(engine, size, folder):
                        say(f"  {one.ratio:6.3f}  {one.operation.title}")
                        comparisons.append(one)
        say("测量公布名单")
        paper = measuring.compare_papers(folder)
    report.write(comparisons, paper, began, time.monotonic() - start)
    say(f"结果写入 {report.FILE}")
    print("\n".join(report.targets([*comparisons, paper])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
