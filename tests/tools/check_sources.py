#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Holds every text file of the tree to the written rules that a compiler does not know.

SPDX lines, a comment that says what a header is, function length, typed connects, no nested event
loops, no loader that runs code from a weights file, no path or address of somebody's machine, and no
word about our output that only a regulator may use. Run: check_sources.py ROOT
"""
import re
import subprocess
import sys
from pathlib import Path

CODE = (".cpp", ".h")
SPDX_NEEDED = (".cpp", ".h", ".py", ".sh", ".cmake", ".sql")
MAX_FUNCTION_LINES = 100

# What no code may contain: (pattern, which files, why).
CODE_RULES = [
    (re.compile(r"\bprocessEvents\s*\("), ("ui/", "app/"), "runs a nested event loop; post work and return instead"),
    (re.compile(r"\b(SIGNAL|SLOT)\s*\("), ("ui/", "app/", "tests/"), "is an untyped connect; use member pointers"),
    (re.compile(r"\btorch::(jit::)?load\s*\("), ("",), "runs code from a weights file; read tensors with core/weights"),
    (re.compile(r"\bQThread::(m?u?sleep)\s*\("), ("ui/",), "sleeps on a thread of the window"),
]
# Words that never describe our output, in anything that a person reads; the fixed line has none of them.
CLAIMS = re.compile(r"\b(approved|diagnosis|diagnoses|detects)\b", re.I)
CLAIM_PLACES = ("ui/", "app/", "translations/", "README.md", "packaging/")
DENIED = re.compile(r"(not?|never|nor)\b[^.]{0,40}$", re.I)  # "not for diagnosis" makes no claim
MACHINE = re.compile(r"(?<![\w.$}/-])/(work|root|home/\w+|tmp/\w+|Users/\w+)(?![\w-])")
# The script that makes a Debian root names root's home inside it.
MACHINE_EXEMPT = ("packaging/debootstrap_check.sh", "tests/tools/check_sources.py")
EMAIL = re.compile(r"[\w.+-]+@(?!example\.)[\w-]+(\.[\w-]+)*\.(com|org|net|edu|io|de|uk|fr|gov)\b", re.I)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def tracked(root: Path):
    """Every file of the checkout that git knows or would add; all files where there is no git."""
    try:
        names = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
                               check=True, capture_output=True).stdout.decode().split("\0")
        return sorted({name for name in names if name and (root / name).is_file()})
    except (OSError, subprocess.CalledProcessError):
        return sorted(p.relative_to(root).as_posix() for p in root.rglob("*")
                      if p.is_file() and p.relative_to(root).parts[0] not in ("build", ".git"))


def head_faults(path, lines):
    if path.endswith(SPDX_NEEDED) and not any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:3]):
        yield f"{path}: the SPDX line is missing"
    if path.endswith(".h"):
        before_code = [line for line in lines[:40]]
        end = next((i for i, line in enumerate(before_code) if line.startswith("#")), len(before_code))
        words = " ".join(line.lstrip("/ ") for line in before_code[:end] if line.startswith("//") and "SPDX" not in line)
        if len(words.split()) < 5:
            yield f"{path}: the comment that says what this header is is missing"


def function_faults(path, lines):
    """Functions are found by clang-format's shape: a brace block that starts and ends in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None:
            if line[:1].strip() and line.endswith("{") and not re.match(r"(namespace|extern|struct|class|enum|union|#|//|\})|.*= \{$", line):
                start = number
        elif line.startswith("}"):
            if number - start > MAX_FUNCTION_LINES:
                yield f"{path}:{start}: a function of {number - start} lines, the limit is {MAX_FUNCTION_LINES}: split it"
            start = None


def check_text(path: str, text: str):
    lines = text.splitlines()
    faults = list(head_faults(path, lines))
    if path.endswith(".cpp"):
        faults += function_faults(path, lines)
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if path.endswith(CODE):
            code = line.split("//")[0] if '"' not in line else line
            for pattern, places, why in CODE_RULES:
                if path.startswith(places) and pattern.search(code):
                    faults.append(f"{where}: {pattern.search(code).group(0)} {why}")
        if path.startswith(CLAIM_PLACES):
            said = [m.group(1) for m in STRING.finditer(line)] if path.endswith(CODE) else [line]
            for words in said:
                claim = CLAIMS.search(words)
                if claim and not DENIED.search(words[:claim.start()]):
                    faults.append(f"{where}: the word \"{claim.group(0)}\" must not describe what Hilum gives")
        if path not in MACHINE_EXEMPT:
            place = MACHINE.search(line)
            if place:
                faults.append(f"{where}: {place.group(0)} is a path of one machine")
            if EMAIL.search(line) and not path.startswith("LICENSE"):
                faults.append(f"{where}: an e-mail address")
    return faults


def self_test():
    spdx = "// SPDX-License-Identifier: Apache-2.0\n"
    head = spdx + "// Shows one image and nothing else at all.\n#pragma once\n"
    bad = {
        "core/image/a.cpp": "int x;\n",
        "core/image/a.h": spdx + "#pragma once\n",
        "ui/a.cpp": spdx + "QCoreApplication::processEvents();",
        "ui/b.cpp": spdx + "connect(a, SIGNAL(b()), c, SLOT(d()));",
        "ui/c.cpp": spdx + 'tr("Hilum detects pneumonia");',
        "core/weights/a.cpp": spdx + 'torch::jit::load("x");',
        "core/image/b.cpp": spdx + "void f() {\n" + "g();\n" * 120 + "}\n",
        "README.md": "see /" + "root/x",
        "core/base/a.cpp": spdx + "// ask someone" + "@hospital.org",
    }
    for path, text in bad.items():
        if not check_text(path, text):
            return f"the checker missed a planted fault in {path}"
    good = {"core/image/c.h": head, "ui/d.cpp": spdx + 'tr("not for diagnosis");', "core/a.cpp": spdx + "void f() {\n}\n"}
    for path, text in good.items():
        if check_text(path, text):
            return f"the checker refused a clean {path}: {check_text(path, text)}"
    return None


def main():
    root = Path(sys.argv[1])
    planted = self_test()
    if planted:
        print(planted)
        return 1
    faults, count = [], 0
    for name in tracked(root):
        data = (root / name).read_bytes()
        # Vocabularies, banks and golden numbers are data, not text that we wrote.
        if b"\0" in data[:4096] or name.startswith(("tests/data/", "resources/models/", "LICENSE")) or len(data) > 400_000:
            continue
        count += 1
        faults += check_text(name, data.decode("utf-8", "replace"))
    if faults:
        print("\n".join(faults))
    print(f"check_sources: {count} files, {len(faults)} faults")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
