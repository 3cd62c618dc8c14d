# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""What a check does when the program that it needs is not installed: in CI it fails, elsewhere ctest shows it as skipped."""
import os
import shutil
import sys

SKIPPED = 77  # ctest: SKIP_RETURN_CODE


def need(program):
    if shutil.which(program) is not None:
        return
    print(f"{program} is not installed, so nothing was checked; ./bootstrap.sh test installs it.")
    sys.exit(1 if os.environ.get("CI") else SKIPPED)
