#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Names every C++ file that clang-format 14 would change. Run: check_format.py ROOT CLANG_FORMAT [--fix]"""
import subprocess
import sys
from pathlib import Path


def main():
    root, program = Path(sys.argv[1]), sys.argv[2]
    sources = sorted(str(p) for top in ("app", "ui", "core", "dicom", "tests") for p in (root / top).rglob("*")
                     if p.suffix in (".cpp", ".h"))
    if "--fix" in sys.argv:
        return subprocess.run([program, "-i", *sources]).returncode
    changed = []
    for source in sources:
        done = subprocess.run([program, source], capture_output=True, check=True)
        if done.stdout != Path(source).read_bytes():
            changed.append(source)
    for source in changed:
        print(f"{Path(source).relative_to(root)}: not as clang-format 14 writes it; run tests/tools/check_format.py . {Path(program).name} --fix")
    print(f"check_format: {len(sources)} files, {len(changed)} to change")
    return 1 if changed or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
