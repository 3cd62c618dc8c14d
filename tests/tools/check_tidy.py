#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Runs clang-tidy 14 with the curated list of .clang-tidy over the sources of a build.

Slow (minutes), so it is no ctest case: run it before a review. g++'s own flags (precompiled headers) are
taken out first; sources that need the precompiled torch header are only read with --torch.
Run: check_tidy.py BUILD_FOLDER [--torch] [--jobs N] [PATH_PREFIX...], e.g. check_tidy.py build/dev core/base
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GCC_ONLY = re.compile(r"\s(-fpch-preprocess|-Winvalid-pch|-include \S+cmake_pch\.hxx|-mno-direct-extern-access)(?=\s)")
TORCH = re.compile(r"/torch/include\b")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("prefixes", nargs="*", default=["app", "core", "dicom", "ui"])
    parser.add_argument("--torch", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    root = Path(__file__).resolve().parents[2]
    wanted, commands = [], []
    for entry in json.loads((options.build / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        inside = source.is_relative_to(root) and str(source.relative_to(root)).startswith(tuple(options.prefixes))
        if not inside or "_autogen" in str(source) or (TORCH.search(entry["command"]) and not options.torch):
            continue
        entry["command"] = GCC_ONLY.sub("", " " + entry["command"] + " ").strip()
        commands.append(entry)
        wanted.append(str(source))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "compile_commands.json").write_text(json.dumps(commands))

        def tidy(source):
            done = subprocess.run(["clang-tidy-14", "-p", folder, "--quiet", source], capture_output=True, text=True)
            return done.stdout

        with ThreadPoolExecutor(options.jobs) as pool:
            findings = {line for text in pool.map(tidy, wanted) for line in text.splitlines()
                        if re.search(r": (warning|error): ", line)}
    print("\n".join(sorted(findings)))
    print(f"check_tidy: {len(wanted)} files, {len(findings)} findings")
    return 1 if findings or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
