#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Names every C++ file that clang-format 14 would change. Run: check_format.py ROOT CLANG_FORMAT [--fix]"""
import re
import subprocess
import sys
from pathlib import Path

from needed_program import need

FILES_A_CALL = 100


def main():
    root, program = Path(sys.argv[1]), sys.argv[2]
    need(program)
    sources = sorted(p.relative_to(root).as_posix() for top in ("app", "ui", "core", "dicom", "tests")
                     for p in (root / top).rglob("*") if p.suffix in (".cpp", ".h"))
    if "--fix" in sys.argv:
        return subprocess.run([program, "-i", *sources], cwd=root).returncode
    calls = [subprocess.Popen([program, "--dry-run", *sources[i:i + FILES_A_CALL]], cwd=root, text=True,
                              stderr=subprocess.PIPE) for i in range(0, len(sources), FILES_A_CALL)]
    told = [(call.communicate()[1], call.returncode) for call in calls]
    changed = sorted({name for words, _ in told for name in re.findall(r"^(\S+?):\d+:\d+: ", words, re.M)})
    broken = [words for words, status in told if status != 0]
    for name in changed:
        print(f"{name}: not as clang-format 14 writes it; run tests/tools/check_format.py . {Path(program).name} --fix")
    print("".join(broken) + f"check_format: {len(sources)} files, {len(changed)} to change")
    return 1 if changed or broken or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
