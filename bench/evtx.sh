#!/usr/bin/env bash
# What reading every event log below a folder costs, in full and only what rules read, and evaluating all rules of SigmaHQ over
# them: CPU time in one process, medians of 15 rounds in turn; then one hunt in a fresh process.
# usage: bench/evtx.sh [DATA FOLDER] [FOLDER WITH EVENT LOGS]
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(realpath "${1:-${MERLON_DATA:-../shared/data}}")
logs=$(realpath "${2:-$data}")
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
"$out/Merlon.Benchmarks" evtx "$data/sigma" "$logs"
