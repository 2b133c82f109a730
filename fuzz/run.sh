#!/usr/bin/env bash
# Feeds broken files to every reader for a given time, and says what it found.
# usage: fuzz/run.sh SECONDS [TARGET…] [--seed N]      fuzz/run.sh replay TARGET FILE
# Seeds come from $MERLON_DATA (default ../shared/data) where it is there; findings are kept in artifacts/fuzz.
# Exit code 1 where something was found.
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/fuzz
dotnet build fuzz/Merlon.Fuzz -c Release -o "$out/bin" -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -clp:NoSummary -v q >&2
export DOTNET_GCHeapHardLimit=0x50000000 # 1.25 GiB: who needs more is a finding
exec nice -n 19 "$out/bin/Merlon.Fuzz" "$out" "${MERLON_DATA:-../shared/data}" "$@"
