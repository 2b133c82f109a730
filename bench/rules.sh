#!/usr/bin/env bash
# What reading a folder of rules costs, step by step: files, YAML, rules, and what checking them costs; CPU time of one process.
# usage: bench/rules.sh [FOLDER WITH RULES]
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(realpath "${1:-${MERLON_DATA:-../shared/data}/sigma}")
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
"$out/Merlon.Benchmarks" rules "$data"
