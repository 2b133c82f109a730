#!/usr/bin/env bash
# What evaluating all rules of SigmaHQ over NDJSON of recorded host events costs beside a bare Utf8JsonReader loop over the same
# file (one process, CPU time, medians of 5 in turn), and the memory of a hunt over the file and over the file ten times.
# usage: bench/detection.sh [DATA FOLDER] [MEGABYTES]
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(realpath "${1:-${MERLON_DATA:-../shared/data}}")
megabytes=${2:-400}
out=artifacts/bench
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Whole lines of every recording in turn, as many of each as make the size; again from the first where they do not suffice.
python3 - "$data/logs/security-datasets" "$work/log.ndjson" "$megabytes" <<'PYTHON'
import pathlib, sys, zipfile
folder, target, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) * 1_000_000
entries = [(path, name) for path in sorted(folder.rglob("*.zip")) for name in sorted(zipfile.ZipFile(path).namelist())
           if name.endswith(".json") and "__MACOSX" not in name]
written, share = 0, max(1, size // len(entries))
with open(target, "wb") as out:
    while written < size:
        for path, name in entries:
            with zipfile.ZipFile(path) as archive, archive.open(name) as log:
                taken = log.read(share * 2)
            taken = taken[:taken.rfind(b"\n") + 1]
            out.write(taken)
            written += len(taken)
PYTHON
ls -l "$work/log.ndjson" | awk '{ printf "log %.1f MB\n", $5 / 1e6 }'
wc -l <"$work/log.ndjson" | awk '{ print "records", $1 }'
"$out/Merlon.Benchmarks" detect "$data/sigma" "$work/log.ndjson"
echo "hunt, one thread:"
"$out/Merlon.Benchmarks" hunt "$data/sigma" "$work/log.ndjson" 1
for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$work/log.ndjson"; done >"$work/ten.ndjson"
echo "the same ten times over, two threads:"
"$out/Merlon.Benchmarks" hunt "$data/sigma" "$work/ten.ndjson" 2
