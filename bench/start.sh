#!/usr/bin/env bash
# What the launcher costs over the binary, what starting costs at all, and whole commands on a workspace that stores
# ATT&CK 18.1 (three domains). MERLON_DATA as in the tests; without it only the first two.
set -eu
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
data=${MERLON_DATA:-../shared/data}
./merlon --version >/dev/null
merlon=artifacts/merlon/merlon
set -- "${1:-15}" "binary --version" "$merlon --version" "launcher --version" "./merlon --version"
if [ -d "$data/attack" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  "$merlon" release add "$data/attack" --version 18.1 --workspace "$work/w" >/dev/null 2>&1
  "$merlon" release use 18.1 --workspace "$work/w" >/dev/null
  set -- "$@" "show T1059" "$merlon show T1059 --workspace $work/w" "list techniques" "$merlon list techniques --workspace $work/w" \
    "search mimikatz" "$merlon search mimikatz --workspace $work/w"
fi
bench/measure.sh "$@"
