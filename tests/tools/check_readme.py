#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Runs the README's example lines as they stand, in a temporary folder with a library of its own.

Each command must end with 0 and every sub-command of `hilum --help` must have an example.
Run: check_readme.py ROOT FOLDER_OF_THE_PROGRAM [--skip WORD...]  (WORD: sub-commands not to run here)
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MARK = "<!-- checked by tests/tools/check_readme.py -->\n```sh\n"
NO_EXAMPLE_NEEDED = {"tour"}  # what `bootstrap.sh run` does without a display


def commands(block):
    """The block's commands; a here-document stays in one piece."""
    pending, end = [], None
    for line in block.splitlines():
        if end is not None:
            pending.append(line)
            if line == end:
                yield "\n".join(pending)
                pending, end = [], None
        elif line.strip() and not line.startswith("#"):
            here = re.search(r"<<'?(\w+)'?", line)
            if here:
                pending, end = [line], here.group(1)
            else:
                yield line


def main():
    root, program = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    skipped = set(sys.argv[sys.argv.index("--skip") + 1:]) if "--skip" in sys.argv else set()
    text = (root / "README.md").read_text(encoding="utf-8")
    if MARK not in text:
        print("check_readme: the README has no checked block")
        return 1
    block = text.split(MARK, 1)[1].split("```", 1)[0]
    told = subprocess.run([program / "hilum", "--help"], capture_output=True, text=True).stdout
    offered = set(re.findall(r"^  ([a-z]+)  ", told.split("Subcommands:")[-1], re.M))
    failed, ran = 0, 0
    with tempfile.TemporaryDirectory(prefix="hilum readme ") as folder:
        environment = dict(os.environ, PATH=f"{program}:{os.environ['PATH']}", HILUM_LIBRARY=f"{folder}/library",
                           XDG_STATE_HOME=f"{folder}/state", XDG_DATA_HOME=f"{folder}/data", checkout=str(root),
                           QT_QPA_PLATFORM="offscreen")
        environment.pop("DISPLAY", None)
        shown = set()
        for command in commands(block):
            words = command.split()
            if words[0] == "hilum":
                shown.add(words[1])
                if words[1] in skipped:
                    continue
            done = subprocess.run(["bash", "-ec", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True)
            ran += 1
            if done.returncode != 0:
                failed += 1
                print(f"FAILED ({done.returncode}): {command}\n{done.stdout[-800:]}{done.stderr[-800:]}")
            else:
                print(f"ok: {command.splitlines()[0]}")
    for name in sorted(offered - shown - NO_EXAMPLE_NEEDED):
        failed += 1
        print(f"FAILED: the README shows no example of `hilum {name}`")
    if not offered:
        failed += 1
        print("FAILED: `hilum --help` lists no sub-command")
    print(f"check_readme: {ran} commands, {failed} failed")
    return 1 if failed or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
