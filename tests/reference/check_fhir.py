#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Holds FHIR reports of `hilum report --out F.json` to the R4 models of fhir.resources.

Needs a virtual environment with fhir.resources 6.4 (FHIR 4.0.1; pydantic 1) or 8.x (its R4B models, equal to R4
for these resources). Run: check_fhir.py FILE.json...
"""
import importlib
import json
import sys

import fhir.resources as library

PREFIX = "fhir.resources." if library.__fhir_version__ == "4.0.1" else "fhir.resources.R4B."


def model(kind):
    return getattr(importlib.import_module(PREFIX + kind.lower()), kind)


def check(path):
    with open(path, encoding="utf-8") as file:
        bundle = json.load(file)
    whole = model("Bundle")
    validate = getattr(whole, "model_validate", None) or whole.parse_obj
    validate(bundle)
    kinds = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        one = model(resource["resourceType"])
        (getattr(one, "model_validate", None) or one.parse_obj)(resource)
        kinds.append(resource["resourceType"])
    for kind in ("DiagnosticReport", "ImagingStudy", "Device", "Patient"):
        assert kinds.count(kind) == 1, f"{path}: {kinds.count(kind)} {kind}"
    return kinds


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, "valid:", len(check(name)), "resources, FHIR", library.__fhir_version__, PREFIX)
