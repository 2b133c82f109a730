#!/usr/bin/env bash
# Reading Enterprise ATT&CK with Merlon and with Python's json.load, side by side: CPU and peak memory of whole
# processes, 5 runs each in turn, medians and their ratio; then opening the built-in pack, and look-ups.
# usage: bench/read-release.sh [BUNDLE]
set -euo pipefail
cd "$(dirname "$0")/.."
bundle=${1:-${MERLON_DATA:-../shared/data}/attack/enterprise-attack-18.1.json}
runs=5
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
bench=$out/Merlon.Benchmarks

measure() { # appends "cpu-seconds peak-kB" of a process to a file
  /usr/bin/time -a -o "$1" -f '%U %S %M' "${@:2}" >/dev/null
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
for _ in $(seq "$runs"); do
  measure "$files/merlon" "$bench" read-release "$bundle"
  measure "$files/python" python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$bundle"
  "$bench" open-pack >>"$files/pack"
done

merlon=$(awk '{ print $1 + $2 }' "$files/merlon" | median)
python=$(awk '{ print $1 + $2 }' "$files/python" | median)
echo "| what | Merlon | json.load | ratio |"
echo "|---|---|---|---|"
echo "| CPU of the process, s (median of $runs) | $merlon | $python | $(awk "BEGIN { printf \"%.2f\", $merlon / $python }") |"
echo "| peak memory, MB | $(awk '{ print $3 / 1024 }' "$files/merlon" | median) | $(awk '{ print $3 / 1024 }' "$files/python" | median) | |"
echo
echo "open-pack, median of $runs: $(awk '$1 == "open-pack" { print $2 }' "$files/pack" | median) ms wall, $(awk '$1 == "open-pack-cpu" { print $2 }' "$files/pack" | median) ms CPU"
"$bench" lookup
