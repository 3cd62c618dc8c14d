#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# Proves the README's two commands on a bare machine: makes a minimal Debian 12 root with debootstrap, clones
# the committed state of this checkout into it and runs `./bootstrap.sh test` and `./bootstrap.sh run` twice,
# without a display. Prints how long each took. Needs root and debootstrap; nothing of the host but the kernel
# (and what the options below pass on) is seen from inside. What a site needs to reach its package indexes is
# given by options and never stands here.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
usage: packaging/debootstrap_check.sh [OPTION...]
  --root DIR         where the Debian root is made or, when it is there, used again (default: a temporary folder)
  --base DIR         copy this untouched debootstrap root instead of fetching one
  --keep             leave the root where it is
  --mirror URL       Debian mirror (default: debootstrap's own)
  --apt-sources FILE use this file as /etc/apt/sources.list
  --pip-config FILE  use this file as /etc/pip.conf
  --ca-bundle FILE   certificates to trust beside Debian's
  --bind DIR         make this folder of the host readable at the same place (may be repeated)
  --env NAME=VALUE   set a variable inside (may be repeated)
  --ccache DIR       begin with a copy of this compiler cache (for a quick look; a bare machine has none)
  --torch DIR        begin with a copy of this ~/.cache/hilum/torch-VERSION folder (likewise)
  --shared DIR       put this folder beside the clone as ../shared
  --steps "LIST"     which commands, in order (default: "test run test run")
TEXT
  exit 2
}

source_root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd -P)
root="" base="" keep=0 mirror="" apt_sources="" pip_config="" ca_bundle="" ccache="" torch="" shared="" steps="test run test run"
binds=() variables=()
while [ $# -gt 0 ]; do
  case "$1" in
    --keep) keep=1; shift; continue ;;
    --help | -h) usage ;;
  esac
  if [ $# -lt 2 ]; then usage; fi
  case "$1" in
    --root) root=$2 ;;
    --base) base=$2 ;;
    --mirror) mirror=$2 ;;
    --apt-sources) apt_sources=$2 ;;
    --pip-config) pip_config=$2 ;;
    --ca-bundle) ca_bundle=$2 ;;
    --bind) binds+=("$2") ;;
    --env) variables+=("$2") ;;
    --ccache) ccache=$2 ;;
    --torch) torch=$2 ;;
    --shared) shared=$2 ;;
    --steps) steps=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ "$(id -u)" = 0 ] || { echo "debootstrap_check: a Debian root can only be made by root; run this with sudo." >&2; exit 5; }
command -v debootstrap >/dev/null || { echo "debootstrap_check: debootstrap is missing; apt-get install debootstrap" >&2; exit 5; }
# The mounts below live in a namespace of their own and vanish with it, however this ends.
if [ "${HILUM_CHECK_NAMESPACE:-}" != 1 ]; then
  arguments=(--root "${root:=$(mktemp -d)}" --base "$base" --mirror "$mirror" --apt-sources "$apt_sources"
    --pip-config "$pip_config" --ca-bundle "$ca_bundle" --ccache "$ccache" --torch "$torch" --shared "$shared" --steps "$steps")
  for bind in ${binds[@]+"${binds[@]}"}; do arguments+=(--bind "$bind"); done
  for variable in ${variables[@]+"${variables[@]}"}; do arguments+=(--env "$variable"); done
  status=0
  HILUM_CHECK_NAMESPACE=1 unshare --mount --propagation private -- "${BASH_SOURCE[0]}" "${arguments[@]}" || status=$?
  if [ $keep = 0 ]; then rm -rf --one-file-system -- "$root"; else echo "debootstrap_check: the root is left in $root"; fi
  exit $status
fi

home="/root/a folder with spaces"  # the commands must not mind
checkout="$home/hilum"

make_root() {
  if [ -x "$root/usr/bin/apt-get" ]; then return; fi
  if [ -n "$base" ]; then
    mkdir -p -- "$root"
    cp -a -- "$base/." "$root/"
  else
    debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 ||
      { tail -n 3 "$root.log" >&2; echo "debootstrap_check: debootstrap failed, see $root.log" >&2; exit 5; }
  fi
}

furnish_root() {
  cp -L -- /etc/resolv.conf /etc/hosts "$root/etc/"
  if [ -n "$apt_sources" ]; then cp -- "$apt_sources" "$root/etc/apt/sources.list"; fi
  if [ -n "$pip_config" ]; then cp -- "$pip_config" "$root/etc/pip.conf"; fi
  if [ -n "$ca_bundle" ]; then
    mkdir -p -- "$root/usr/local/share/ca-certificates"
    cp -- "$ca_bundle" "$root/etc/extra-certificates.pem"
    variables+=("PIP_CERT=/etc/extra-certificates.pem")
  fi
  mkdir -p -- "$root$home" "$root/root/.cache/hilum"
  if [ -n "$ccache" ] && [ ! -d "$root/root/.cache/ccache" ]; then cp -a -- "$ccache" "$root/root/.cache/ccache"; fi
  if [ -n "$torch" ] && [ ! -d "$root/root/.cache/hilum/$(basename -- "$torch")" ]; then cp -a -- "$torch" "$root/root/.cache/hilum/"; fi
  if [ -n "$shared" ]; then mkdir -p -- "$root$home/shared"; mount --bind -o ro -- "$shared" "$root$home/shared"; fi
  local bind
  for bind in ${binds[@]+"${binds[@]}"}; do mkdir -p -- "$root$bind"; mount --bind -o ro -- "$bind" "$root$bind"; done
  mount -t proc proc "$root/proc"
  mkdir -p -- "$root/dev/shm"
  mount -t tmpfs tmpfs "$root/dev/shm"
  if [ -d "$root$checkout/.git" ]; then
    git -c safe.directory='*' -C "$root$checkout" pull -q --ff-only -- "$source_root" HEAD
  else
    git -c safe.directory='*' clone -q --no-hardlinks -- "$source_root" "$root$checkout"
  fi
}

inside() {
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 ${variables[@]+"${variables[@]}"} /bin/sh -c "cd / && exec \"\$@\"" sh "$@"
}

make_root
furnish_root
summary="" failed=0
for step in $steps; do
  echo "== ./bootstrap.sh $step"
  began=$(date +%s)
  status=0
  inside "$checkout/bootstrap.sh" "$step" </dev/null || status=$?
  summary+=$(printf '%-6s %6d s  exit %d' "$step" "$(($(date +%s) - began))" "$status")$'\n'
  if [ $status != 0 ]; then failed=1; break; fi
done
printf '== times, in order\n%s' "$summary"
exit $failed
