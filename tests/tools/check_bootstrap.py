#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Runs bootstrap.sh in a copy, with stand-ins for everything that installs or builds.

What is tested: what it calls and in which order, that the second time calls no installer, that each thing
that cannot be had ends with one sentence and exit status 5, and that files with spaces reach the program.
The real installation is proved by packaging/debootstrap_check.sh. Run: check_bootstrap.py ROOT
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop(1)).resolve()
REAL = ("bash env readlink dirname basename cat mkdir rm mv grep tail awk sed cut tr cksum nproc flock du sort "
        "printf test getent touch cp").split()
# Every stand-in writes its name and arguments into $CALLS.
NOTE = '#!/bin/bash\nprintf "%s" "$(basename "$0")" >>"$CALLS"; printf " [%s]" "$@" >>"$CALLS"; echo >>"$CALLS"\n'


class Bootstrap(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hilum bootstrap "))
        self.addCleanup(shutil.rmtree, self.folder)
        self.checkout = self.folder / "check out"
        self.bin = self.folder / "bin"
        self.calls = self.folder / "calls"
        for path in (self.checkout, self.bin, self.folder / "home"):
            path.mkdir()
        for name in ("bootstrap.sh", "CMakePresets.json"):
            shutil.copy(ROOT / name, self.checkout / name)
        for name in REAL:
            found = shutil.which(name)
            if found:
                (self.bin / name).symlink_to(found)
        self.packages("installed")
        self.stand_in("id", "echo 0")
        self.stand_in("df", 'printf "a b c Available\\nx 1 1 90000 1%% /\\n"')
        self.stand_in("apt-get")
        self.stand_in("cmake", 'mkdir -p "build/$2"; touch "build/$2/build.ninja"')
        self.stand_in("ninja", f'if [[ "$*" == *release* ]]; then cp "{self.bin}/program" "$2/hilum"; fi')
        self.stand_in("ctest", 'echo "100% tests passed, 0 tests failed out of 3"; exit ${CTEST_EXIT:-0}')
        self.stand_in("program", 'if [ "$1 $2" = "index status" ]; then echo "{\\"cases\\":${CASES:-0}}"; fi')
        torch = self.folder / "home/.cache/hilum/torch-2.13.0/torch/lib"
        torch.mkdir(parents=True)
        (torch / "libtorch_cpu.so").touch()

    def stand_in(self, name, body=""):
        path = self.bin / name
        path.write_text(NOTE + body + "\n")
        path.chmod(0o755)

    def packages(self, state, but="-"):
        """dpkg-query that knows every package in this state, and `but` not at all (as dpkg does: exit 1)."""
        self.stand_in("dpkg-query", f'for name in "${{@:3}}"; do [ "$name" = {but} ] || echo "$name {state}"; done; exit 1')

    def run_it(self, *words, **variables):
        self.calls.write_text("")
        environment = {"PATH": str(self.bin), "HOME": str(self.folder / "home"), "CALLS": str(self.calls), **variables}
        done = subprocess.run([str(self.checkout / "bootstrap.sh"), *words], env=environment, cwd="/",
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return done, self.calls.read_text().splitlines()

    def refused(self, done, *words):
        """One sentence on stderr, exit 5."""
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_says_how_it_is_used(self):
        for words in ((), ("build",), ("test", "more")):
            done, calls = self.run_it(*words)
            self.assertEqual(done.returncode, 2)
            self.assertIn("usage: ./bootstrap.sh run", done.stderr)
            self.assertEqual(calls, [])

    def test_installs_only_what_is_missing(self):
        self.packages("installed", but="libdcmtk-dev")
        done, calls = self.run_it("test")
        self.assertEqual(done.returncode, 0, done.stderr)
        installs = [line for line in calls if line.startswith("apt-get [install]")]
        self.assertEqual(len(installs), 1)
        self.assertIn("[libdcmtk-dev]", installs[0])
        self.assertNotIn("[cmake]", installs[0])

    def test_ends_with_the_test_runner(self):
        done, calls = self.run_it("test")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.endswith("100% tests passed, 0 tests failed out of 3\n"))
        self.assertTrue(calls[-1].startswith("ctest"))
        self.assertFalse([line for line in calls if line.startswith("apt-get")])
        self.assertEqual(self.run_it("test", CTEST_EXIT="8")[0].returncode, 8)

    def test_configures_once(self):
        self.assertTrue([line for line in self.run_it("test")[1] if line.startswith("cmake")])
        self.assertFalse([line for line in self.run_it("test")[1] if line.startswith("cmake")])

    def test_makes_the_demonstration_library_once(self):
        calls = "\n".join(self.run_it("run")[1])
        self.assertIn("hilum [phantom]", calls)
        self.assertIn("hilum [index] [add]", calls)
        calls = "\n".join(self.run_it("run", CASES="24")[1])
        self.assertNotIn("[phantom]", calls)

    def test_opens_the_window_where_there_is_a_display(self):
        calls = self.run_it("run", "a b.dcm", "c.zip", DISPLAY=":0", CASES="1")[1]
        self.assertEqual(calls[-1], "hilum [a b.dcm] [c.zip]")

    def test_tours_where_there_is_none(self):
        done, calls = self.run_it("run", "a b.dcm", CASES="1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(calls[-1], f"hilum [tour] [--out] [{self.checkout}/build/tour] [a b.dcm]")

    def test_names_what_only_root_may_install(self):
        self.packages("not-installed")
        self.stand_in("id", "echo 1000")
        self.refused(self.run_it("run")[0], "root", "libdcmtk-dev")

    def test_uses_sudo(self):
        self.packages("not-installed")
        self.stand_in("id", "echo 1000")
        self.stand_in("sudo", 'shift; exec "$@"')
        calls = self.run_it("test")[1]
        self.assertTrue([line for line in calls if line.startswith("sudo [--] [apt-get] [update]")])

    def test_passes_on_why_packages_are_not_to_be_had(self):
        self.packages("not-installed")
        self.stand_in("apt-get", 'echo "E: Unable to locate package libx"; exit 100')
        done, _ = self.run_it("test")
        self.refused(done, "Debian packages could not be installed", "Unable to locate package libx")

    def test_refuses_a_full_disk(self):
        self.stand_in("df", 'printf "a b c Available\\nx 1 1 10 99%% /\\n"')
        self.refused(self.run_it("test")[0], "MB", "free some space")

    def test_refuses_a_wrong_libtorch(self):
        self.refused(self.run_it("test", HILUM_LIBTORCH="/nowhere")[0], "HILUM_LIBTORCH", "libtorch_cpu.so")

    def test_shows_why_the_build_failed(self):
        self.stand_in("ninja", 'echo "x.cpp:3: error: no such thing"; exit 1')
        done, calls = self.run_it("test")
        self.assertEqual(done.returncode, 5)
        self.assertIn("x.cpp:3: error", done.stderr)
        self.assertFalse([line for line in calls if line.startswith("ctest")])

    def test_refuses_a_cache_that_cannot_be_written(self):
        (self.folder / "plain").touch()
        self.refused(self.run_it("test", XDG_CACHE_HOME=str(self.folder / "plain"))[0], "XDG_CACHE_HOME")


if __name__ == "__main__":
    unittest.main()
