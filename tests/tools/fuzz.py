#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Runs the fuzz targets, reports what they did, and keeps what they found.

    fuzz.py run --build build/fuzz --work FOLDER [--seconds 3600] [TARGET...]
    fuzz.py report --work FOLDER
    fuzz.py keep --build build/fuzz --work FOLDER --out tests/data/fuzz [--most BYTES]

run starts one libFuzzer process a target (nice 19, no end is waited for): inputs in WORK/TARGET, findings in
WORK/findings, logs in WORK/logs. report prints a table from the logs: executions, edges, processor seconds,
findings. keep minimises each corpus by coverage and writes it as the one file that the tests replay (32-bit
little-endian length before each input). Needs the preset `fuzz` to be built.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGETS = ("f_open_study", "f_decode_frame", "f_dicomdir", "f_zip_import", "f_png", "f_safetensors", "f_pickle", "f_tokenizer")
MAX_LEN = {"f_open_study": 65536, "f_decode_frame": 16384, "f_dicomdir": 32768, "f_zip_import": 65536, "f_png": 32768,
           "f_safetensors": 8192, "f_pickle": 16384, "f_tokenizer": 16384}
# An input's time is the target's own to judge (budget.h): by the clock a busy machine would accuse the wrong ones.
OPTIONS = ["-rss_limit_mb=2048", "-malloc_limit_mb=1024", "-timeout=900", "-print_final_stats=1"]
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:handle_abort=1",
              "UBSAN_OPTIONS": "print_stacktrace=1"}


def kept(path: Path):
    data, at = path.read_bytes() if path.is_file() else b"", 0
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "little")
        yield data[at + 4:at + 4 + size]
        at += 4 + size


def run(options) -> int:
    here = Path(__file__).resolve().parent.parent / "fuzz"
    for target in options.targets or TARGETS:
        work = options.work / target
        (options.work / "findings").mkdir(parents=True, exist_ok=True)
        (options.work / "logs").mkdir(exist_ok=True)
        subprocess.run([options.build / "write_seeds", target, work], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, **SANITIZERS})
        for number, data in enumerate(kept(here.parent / "data" / "fuzz" / f"{target}.bin")):
            (work / f"kept{number}").write_bytes(data)
        number = len(list((options.work / "logs").glob(f"{target}.*.log")))
        log = options.work / "logs" / f"{target}.{number}.log"
        words = ["nice", "-n", "19", str(options.build / target), str(work), f"-max_total_time={options.seconds}",
                 f"-max_len={MAX_LEN[target]}", f"-artifact_prefix={options.work}/findings/{target}-", *OPTIONS]
        if (here / f"{target}.dict").is_file():
            words.append(f"-dict={here / f'{target}.dict'}")
        folder = options.work / "tmp"
        folder.mkdir(exist_ok=True)
        with log.open("w") as out:
            child = subprocess.Popen(words, stdout=out, stderr=out, start_new_session=True,
                                     env={**os.environ, **SANITIZERS, "TMPDIR": str(folder)})
        print(f"{target}: process {child.pid}, log {log}")
    return 0


def figures(text: str):
    """(executions, edges, features, seconds) as the last line that states them says."""
    line = None
    for line in re.finditer(r"^#(\d+)\s+\S+\s+cov: (\d+) ft: (\d+)", text, re.M):
        pass
    last = re.findall(r"^#(\d+)\s", text, re.M)
    done = re.findall(r"stat::number_of_executed_units:\s*(\d+)", text)
    executions = int(done[-1]) if done else int(last[-1]) if last else 0
    return executions, int(line[2]) if line else 0, int(line[3]) if line else 0


def report(options) -> int:
    print("| target | runs | executions | edges | features | inputs kept | findings |\n|---|---|---|---|---|---|---|")
    for target in TARGETS:
        logs = sorted((options.work / "logs").glob(f"{target}.*.log"))
        rows = [figures(log.read_text(errors="replace")) for log in logs]
        executions = sum(row[0] for row in rows)
        edges, features = (max((row[i] for row in rows), default=0) for i in (1, 2))
        inputs = len(list((options.work / target).glob("*"))) if (options.work / target).is_dir() else 0
        found = len(list((options.work / "findings").glob(f"{target}-*")))
        print(f"| {target} | {len(logs)} | {executions:,} | {edges} | {features} | {inputs} | {found} |")
    return 0


def keep(options) -> int:
    options.out.mkdir(parents=True, exist_ok=True)
    for target in TARGETS:
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([options.build / target, "-merge=1", scratch, options.work / target, *OPTIONS],
                           check=True, env={**os.environ, **SANITIZERS}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            inputs = sorted((path.read_bytes() for path in Path(scratch).iterdir()), key=lambda data: (len(data), data))
        packed = b""
        for data in inputs:
            if len(packed) + 4 + len(data) > options.most:
                break
            packed += len(data).to_bytes(4, "little") + data
        (options.out / f"{target}.bin").write_bytes(packed)
        print(f"{target}: {len(inputs)} inputs, {len(packed)} bytes kept")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("run", "report", "keep"))
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--build", type=lambda text: Path(text).resolve(), default=Path("build/fuzz").resolve())
    parser.add_argument("--work", type=lambda text: Path(text).resolve(), required=True)
    parser.add_argument("--out", type=Path, default=Path("tests/data/fuzz"))
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--most", type=int, default=200_000)
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    return {"run": run, "report": report, "keep": keep}[options.action](options)


if __name__ == "__main__":
    sys.exit(main())
