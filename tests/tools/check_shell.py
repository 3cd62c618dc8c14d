#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Runs shellcheck over every shell script of the tree. Run: check_shell.py ROOT [SHELLCHECK]"""
import subprocess
import sys
from pathlib import Path

from needed_program import need

LEFT_OUT = {".git", "build"}


def scripts(root):
    for path in sorted(root.rglob("*")):
        if LEFT_OUT & set(path.relative_to(root).parts) or not path.is_file():
            continue
        with path.open("rb") as file:
            head = file.read(64).split(b"\n", 1)[0]
        if head.startswith(b"#!") and (head.endswith(b"bash") or head.endswith(b"/sh")):
            yield path.relative_to(root).as_posix()


def main():
    root, program = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "shellcheck"
    need(program)
    found = list(scripts(root))
    status = subprocess.run([program, *found], cwd=root).returncode
    print(f"check_shell: {len(found)} scripts")
    return status if found else 1


if __name__ == "__main__":
    sys.exit(main())
