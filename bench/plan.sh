#!/usr/bin/env bash
# What the exact plan costs and how near it comes: 44 mitigations, 109 controls, and every measure of every mapping file, at five budgets.
# Then the best plan for every budget of an example. Limits and times are of processors, so that a busy machine measures nearly the same.
# usage: bench/plan.sh [FOLDER WITH MAPPINGS]
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(realpath "${1:-${MERLON_DATA:-../shared/data}/mappings}")
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
for instance in mitigations-binary mitigations-graded nist-binary nist-graded; do
  "$out/Merlon.Benchmarks" plan "$instance" 10
done
"$out/Merlon.Benchmarks" plan full 30 "$data"
"$out/Merlon.Benchmarks" frontier examples/harbor-bank 2026-11-22
