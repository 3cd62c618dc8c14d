#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Holds every #include to the arrows of the house, and files to their length limit.

Debian puts torch, dcmtk and Qt headers on the default include path, so a slip would compile; this
check is what finds it. Run: check_layers.py ROOT [--self-test]
"""
import re
import sys
from pathlib import Path

MAX_LINES = 700
SKIP = ("build", ".git", "shared")

# folder prefix -> (project folders it may include, foreign families it may include in .cpp, in .h)
BASE = ["core/base"]
IMAGE = BASE + ["core/image"]
TEXT = BASE + ["core/text"]
PACKS = BASE + ["core/packs"]
ENGINE = IMAGE + PACKS + ["core/engine"]
NN = IMAGE + TEXT + PACKS + ["core/nn"]
RULES = {
    "core/base": (BASE, {"spdlog", "openssl"}, set()),
    "core/image": (IMAGE, {"opencv"}, set()),
    "core/text": (TEXT, {"icu"}, set()),
    "core/labels": (TEXT + ["core/labels"], set(), set()),
    "core/index": (BASE + ["core/index"], set(), set()),
    "core/library": (IMAGE + TEXT + ["core/library"], {"sqlite"}, set()),
    "core/metrics": (TEXT + ["core/metrics"], set(), set()),
    "core/report": (TEXT + ["core/report"], set(), set()),
    "core/phantom": (IMAGE + ["core/report", "core/phantom"], {"opencv"}, set()),
    "core/packs": (PACKS, set(), set()),
    "core/engine/module": (ENGINE + NN + ["core/weights", "core/train", "core/losses", "core/saliency"], {"torch"}, {"torch"}),
    "core/engine": (ENGINE, set(), set()),
    "core/reading": (ENGINE + TEXT + ["core/library", "core/index", "core/labels", "core/report", "core/reading"], set(), set()),
    "core/nn": (NN, {"torch"}, {"torch"}),
    "core/weights": (NN + ["core/weights"], {"torch"}, {"torch"}),
    "core/saliency": (NN + ["core/saliency"], {"torch"}, {"torch"}),
    "core/losses": (BASE + ["core/losses"], {"torch"}, {"torch"}),
    "core/train": (NN + ["core/weights", "core/losses", "core/metrics", "core/labels", "core/train"], {"torch"}, {"torch"}),
    "dicom": (IMAGE + ["core/phantom", "core/report", "dicom"], {"dcmtk", "archive", "icu", "openjpeg"}, set()),
    "ui": (["core/", "dicom/", "ui/"], {"qt"}, {"qt"}),
    "app": (["core/", "dicom/", "ui/", "app/"], {"qt"}, {"qt"}),
}
# core/ folders that only the engine module may see.
TORCH_ONLY = ("core/nn", "core/weights", "core/losses", "core/train", "core/saliency", "core/engine/module")

FOREIGN = [
    ("torch", re.compile(r"^(torch|ATen|c10)/")),
    ("dcmtk", re.compile(r"^dcmtk/")),
    ("opencv", re.compile(r"^opencv2/")),
    ("qt", re.compile(r"^(Qt?[A-Z]\w*|Qt\w+/.*)$")),
    ("sqlite", re.compile(r"^sqlite3\.h$")),
    ("spdlog", re.compile(r"^spdlog/")),
    ("openssl", re.compile(r"^openssl/")),
    ("archive", re.compile(r"^archive(_entry)?\.h$")),
    ("icu", re.compile(r"^unicode/")),
    ("openjpeg", re.compile(r"^openjpeg")),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def rule_for(path: str):
    for prefix in sorted(RULES, key=len, reverse=True):
        if path.startswith(prefix + "/"):
            return prefix, RULES[prefix]
    return None, None


def check_text(path: str, text: str):
    faults = []
    prefix, rule = rule_for(path)
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        faults.append(f"{path}: {len(lines)} lines, the limit is {MAX_LINES}: split it")
    if not any("SPDX-License-Identifier" in line for line in lines[:3]):
        faults.append(f"{path}: the SPDX line is missing")
    if path.endswith(".h") and not any(line.startswith("#pragma once") for line in lines):
        faults.append(f"{path}: #pragma once is missing")
    if rule is None:
        return faults
    allowed, in_cpp, in_h = rule
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        name = match.group(2)
        family = next((f for f, pattern in FOREIGN if pattern.match(name)), None)
        if family and family not in (in_h if path.endswith(".h") else in_cpp):
            faults.append(f"{path}:{number}: {prefix} must not include {family} ({name})")
        if name.split("/")[0] in ("app", "ui", "core", "dicom"):
            if not any(name.startswith(a if a.endswith("/") else a + "/") for a in allowed):
                faults.append(f"{path}:{number}: {prefix} must not include {name}")
            if prefix in ("ui", "app") and name.startswith(tuple(t + "/" for t in TORCH_ONLY)):
                faults.append(f"{path}:{number}: {prefix} must reach torch only through core/engine ({name})")
            if prefix == "core/engine" and name.startswith("core/engine/module"):
                faults.append(f"{path}:{number}: the interface must not include the module ({name})")
    return faults


def self_test():
    spdx = "// SPDX-License-Identifier: Apache-2.0\n"
    bad = {
        "core/index/x.cpp": '#include "core/library/library.h"',
        "core/image/x.h": "#pragma once\n#include <opencv2/core.hpp>",
        "ui/viewer/x.cpp": "#include <torch/torch.h>",
        "core/text/x.cpp": "#include <QString>",
        "dicom/file/x.h": "#pragma once\n#include <dcmtk/dcmdata/dcfilefo.h>",
        "app/cli/x.cpp": '#include "core/nn/bert.h"',
    }
    for path, text in bad.items():
        if not check_text(path, spdx + text):
            return f"the checker missed a planted violation in {path}"
    if check_text("ui/viewer/x.cpp", spdx + '#include <QWidget>\n#include "core/base/error.h"'):
        return "the checker refused a legal include"
    return None


def main():
    root = Path(sys.argv[1])
    planted = self_test()
    if planted:
        print(planted)
        return 1
    faults, count = [], 0
    for top in ("app", "ui", "core", "dicom", "tests"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".cpp", ".h") and path.is_file():
                count += 1
                faults += check_text(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    print("\n".join(faults))
    print(f"check_layers: {count} files, {len(faults)} faults")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
