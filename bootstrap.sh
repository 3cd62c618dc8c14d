#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# The two commands of the README, for a bare Debian 12 as root or with sudo:
#   ./bootstrap.sh run [FILE|FOLDER|ZIP...]   install what is missing, build the release, open the window
#   ./bootstrap.sh test                       install what is missing, build, run the whole test suite
# Nothing is installed or built twice. HILUM_LIBTORCH=DIR uses a LibTorch that is already there.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)
torch_version=2.13.0  # the version that cmake/FindHilumTorch.cmake looks for
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/hilum"
log="$cache/bootstrap.log"

build_packages=(
  ca-certificates ccache cmake fonts-dejavu-core g++ libarchive-dev libcharls-dev libcli11-dev libdcmtk-dev libicu-dev
  libopencv-core-dev libopencv-imgcodecs-dev libopencv-imgproc-dev libopenjp2-7-dev libopenjph-dev libspdlog-dev libsqlite3-dev libssl-dev ninja-build nlohmann-json3-dev pkg-config python3
  python3-venv qt6-base-dev qt6-l10n-tools qt6-svg-dev qt6-tools-dev zlib1g-dev)
test_packages=(clang-format-14 dcmtk dicom3tools poppler-utils qpdf shellcheck)

say() { printf 'hilum: %s\n' "$*"; }
# One sentence and the exit status that the product uses for a missing environment.
die() { printf 'hilum: %s\n' "$*" >&2; exit 5; }

# need_space FOLDER MEGABYTES WHAT
need_space() {
  local folder=$1 free
  while [ ! -d "$folder" ]; do folder=$(dirname -- "$folder"); done
  free=$(df -Pm -- "$folder" | awk 'NR == 2 {print $4}')
  if [ "$free" -lt "$2" ]; then
    die "$3 needs $2 MB but only $free MB are free under $folder; free some space and run this again."
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

install_packages() {
  local missing=() known name
  command -v dpkg-query >/dev/null || die "this machine is not a Debian: install the packages named in bootstrap.sh and build with \`cmake --preset release\`."
  known=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    if ! grep -qxF "$name installed" <<<"$known"; then missing+=("$name"); fi
  done
  if [ ${#missing[@]} = 0 ]; then return; fi
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    die "these Debian packages are missing and only root may install them, so run this once as root: ${missing[*]}"
  fi
  need_space /usr 3000 "installing Debian packages"
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root apt-get update >>"$log" 2>&1 || say "the package lists could not all be refreshed; trying with those at hand"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1 ||
    die "Debian packages could not be installed (no network, or not Debian 12?); the last lines of $log say why: $(grep -E '^(E|Err)' "$log" | tail -n 1)"
}

# A torch folder is whole when its libraries are there: it only ever appears by one rename.
torch_in() {
  local found
  for found in "$1/torch" "$1"/lib/python3*/site-packages/torch; do
    if [ -f "$found/lib/libtorch_cpu.so" ]; then printf '%s' "$found"; return; fi
  done
}

install_torch() {
  if [ -n "${HILUM_LIBTORCH:-}" ]; then
    [ -f "$HILUM_LIBTORCH/lib/libtorch_cpu.so" ] || die "HILUM_LIBTORCH is $HILUM_LIBTORCH, but there is no lib/libtorch_cpu.so in it; point it at an unpacked LibTorch or unset it."
    torch=$(cd -- "$HILUM_LIBTORCH" && pwd -P)
    return
  fi
  local target="$cache/torch-$torch_version"
  torch=$(torch_in "$target")
  if [ -n "$torch" ]; then return; fi
  exec 9>"$cache/torch.lock"
  flock 9  # a second bootstrap waits here and then finds the first one's work
  torch=$(torch_in "$target")
  if [ -z "$torch" ]; then fetch_torch "$target"; torch=$(torch_in "$target"); fi
  exec 9>&-
  [ -n "$torch" ] || die "LibTorch was installed into $target but its libraries are not there; remove that folder and run this again."
}

fetch_torch() {
  local target=$1 part="$cache/torch-$torch_version.partial" wheel
  rm -rf -- "$part"
  need_space "$cache" 2500 "LibTorch $torch_version"
  mkdir -p -- "$part/wheel"
  local python=/usr/bin/python3  # Debian's own, whose ABI the pinned wheels have
  "$python" -m venv "$part/venv" >>"$log" 2>&1 || die "Python could not make a virtual environment for LibTorch; see $log."
  local pip=("$part/venv/bin/python" -m pip --disable-pip-version-check --no-input)
  say "fetching LibTorch $torch_version (once, into $cache)"
  if ! "${pip[@]}" download --no-deps -d "$part/wheel" "torch==$torch_version+cpu" >>"$log" 2>&1; then
    need_space "$cache" 9000 "the ordinary LibTorch $torch_version wheel with its dependencies"
    "${pip[@]}" download --no-deps -d "$part/wheel" "torch==$torch_version" >>"$log" 2>&1 ||
      die "LibTorch $torch_version could not be fetched from the Python package index (no network?); the last lines of $log say why, and HILUM_LIBTORCH=DIR uses one that is already there."
  fi
  wheel=$(echo "$part"/wheel/torch-*.whl)
  if "$python" - "$wheel" <<'PY'
import re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
needs = re.findall(r"^Requires-Dist: (\S+)", wheel.read(name).decode(), re.M)
sys.exit(1 if any(n.startswith(("nvidia", "cuda", "triton")) for n in needs) else 0)
PY
  then
    "${pip[@]}" install --no-deps --no-compile --target "$part/whole" "$wheel" >>"$log" 2>&1 || die "LibTorch could not be unpacked; see $log."
  else
    say "the package index has no CPU wheel: installing the ordinary one with its dependencies (about 2.5 GB to fetch, 4.6 GB on disk)"
    "$python" -m venv "$part/whole" >>"$log" 2>&1
    "$part/whole/bin/python" -m pip --disable-pip-version-check --no-input install --no-compile "$wheel" >>"$log" 2>&1 ||
      die "the dependencies of LibTorch $torch_version could not be installed; the last lines of $log say why."
  fi
  rm -rf -- "$target"
  mv -T -- "$part/whole" "$target"  # from here on it counts as installed
  rm -rf -- "$part"
  say "LibTorch takes $(du -sm -- "$target" | cut -f1) MB"
}

# build PRESET TARGET...
build() {
  local preset=$1 folder="$root/build/$1" stamp jobs memory
  shift
  need_space "$root" 2000 "the build"
  stamp="$root|$torch|$(cksum <"$root/CMakePresets.json")"
  if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$folder/bootstrap.stamp" 2>/dev/null)" != "$stamp" ]; then
    if ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" 2>/dev/null; then rm -rf -- "$folder"; fi
    say "configuring build/$preset"
    (cd -- "$root" && cmake --preset "$preset" -DHILUM_LIBTORCH="$torch") >>"$log" 2>&1 </dev/null ||
      die "the build could not be configured; $log says why: $(grep -A2 -m1 'CMake Error' "$log" | tr -s ' \n' ' ')"
    printf '%s' "$stamp" >"$folder/bootstrap.stamp"
  fi
  # One compiler on torch's headers takes about 1.5 GB.
  memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  jobs=$(nproc)
  if [ "$jobs" -gt "$memory" ]; then jobs=$((memory > 0 ? memory : 1)); fi
  say "building build/$preset"
  if [ -t 1 ]; then
    ninja -C "$folder" -j "$jobs" "$@" || die "the build failed; the lines above say where."
  elif ! ninja -C "$folder" -j "$jobs" "$@" >"$folder/build.log" 2>&1; then
    tail -n 60 "$folder/build.log" >&2
    die "the build failed; the lines above say where (all of it in $folder/build.log)."
  fi
}

# The demonstration library of the first start (simulated studies only), when the library holds no case.
make_demonstration() {
  local program=$1 data="${XDG_DATA_HOME:-$HOME/.local/share}/hilum" library
  library="${HILUM_LIBRARY:-$data/library}"
  if "$program" index status --library "$library" --json --quiet 2>/dev/null | grep -Eq '"cases": ?[1-9]'; then return; fi
  say "making the demonstration library in $library"
  "$program" phantom --out "$library/demonstration" --studies 24 --seed 1 --modalities CR --quiet >>"$log" 2>&1 ||
    die "the simulated studies could not be written: $(tail -n 1 "$log")"
  "$program" index add "$library/demonstration" --library "$library" --quiet >>"$log" 2>&1 ||
    die "the demonstration library could not be made: $(tail -n 1 "$log")"
}

run() {
  install_packages "${build_packages[@]}"
  install_torch
  build release hilum
  local program="$root/build/release/hilum"
  make_demonstration "$program"
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then exec "$program" "$@"; fi
  say "there is no display, so the same work is done off-screen"
  if [ -z "${XDG_RUNTIME_DIR:-}" ]; then  # Qt warns without one
    export XDG_RUNTIME_DIR="$cache/runtime"
    (umask 077 && mkdir -p -- "$XDG_RUNTIME_DIR")
  fi
  QT_QPA_PLATFORM=offscreen exec "$program" tour --out "$root/build/tour" "$@"
}

run_tests() {
  install_packages "${build_packages[@]}" "${test_packages[@]}"
  install_torch
  build ci
  say "running the test suite"
  QT_QPA_PLATFORM=offscreen exec ctest --test-dir "$root/build/ci" -j2 --output-on-failure
}

usage() {
  echo "usage: ./bootstrap.sh run [FILE|FOLDER|ZIP...]   build what is missing and open Hilum" >&2
  echo "       ./bootstrap.sh test                       build what is missing and run the test suite" >&2
  exit 2
}

mkdir -p -- "$cache" 2>/dev/null || die "the cache folder $cache cannot be made; set XDG_CACHE_HOME to a folder that you may write."
: >"$log"
case "${1:-}" in
  run) shift; run "$@" ;;
  test) if [ $# != 1 ]; then usage; fi; run_tests ;;
  *) usage ;;
esac
