#!/usr/bin/env bash
# What indexing three domains and asking costs, and what a whole `merlon search` and `merlon list` take from a workspace.
# usage: bench/search.sh [FOLDER WITH BUNDLES] [VERSION]
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(realpath "${1:-${MERLON_DATA:-../shared/data}/attack}")
version=${2:-18.1}
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
"$out/Merlon.Benchmarks" search "$data"/{enterprise,ics,mobile}-attack-"$version".json

./merlon --version >/dev/null
merlon=$PWD/artifacts/merlon/merlon
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$merlon" release add "$data" --version "$version" --workspace "$work/ws" >/dev/null 2>&1
"$merlon" release use "$version" --workspace "$work/ws" >/dev/null
bench/measure.sh 11 "merlon --version" "$merlon --version" \
  "search lsass dump" "$merlon search lsass dump --workspace $work/ws" \
  "search mimikats" "$merlon search mimikats --workspace $work/ws" \
  "list techniques" "$merlon list techniques --workspace $work/ws" \
  "list techniques --group" "$merlon list techniques --group G0016 --workspace $work/ws" \
  "graph G0016 G0032" "$merlon graph G0016 G0032 --workspace $work/ws" \
  "search, built-in release" "$merlon search lsass --workspace $work/none"
