#!/usr/bin/env bash
# How often the ranking of actors is right: every report that ATT&CK cites for a group is left out in turn.
# usage: bench/attribution.sh [BUNDLE]   (without one, the built-in release)
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
for mode in all techniques; do
  echo "# $mode"
  "$out/Merlon.Benchmarks" attribution "$mode" "$@"
done
