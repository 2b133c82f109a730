#!/usr/bin/env bash
# The web application and the API on Enterprise 18.1 with harbor-bank assessed: an open loop of 200 reads a second, Chromium's view of matrix and search,
# and the server's memory, beside floors of the same machine: a bare endpoint, and a plain table of 887 cells.
# The real Navigator cannot be had offline; its figures are not here. Run it on a quiet machine: everything is on loopback.
# The browser's figures are those of the issue, as a table with its aims; what Chromium counts itself (bytes, task time, nodes) is there for loaded machines.
# usage: bench/web.sh [SECONDS] [PER_SECOND]   (0 seconds: no load, only Chromium)
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-30}
rate=${2:-200}
port=${MERLON_BENCH_PORT:-8590}
floor=$((port + 1))
out=artifacts/bench
./merlon --version >/dev/null
dotnet publish bench/Merlon.Benchmarks -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$out" -clp:NoSummary -v q >&2
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/examples"
cp -r examples/harbor-bank "$work/examples/organisation"
cp -r rules "$work/rules" # the organisation names them as its neighbours
data=$(realpath -m "${MERLON_DATA:-../shared/data}/attack")
for domain in enterprise mobile ics; do
  bundle="$data/$domain-attack-18.1.json"
  if [ -f "$bundle" ]; then artifacts/merlon/merlon release add "$bundle" --workspace "$work/examples/organisation/.merlon" >&2; else echo "without $domain-attack-18.1.json: what is built in is served" >&2; fi
done
if [ -f "$data/enterprise-attack-18.1.json" ]; then artifacts/merlon/merlon release use 18.1 --workspace "$work/examples/organisation/.merlon" >&2; fi
artifacts/merlon/merlon assess "$work/examples/organisation" >/dev/null
token=$("$out/Merlon.Benchmarks" web-token "$work/examples/organisation/.merlon")
artifacts/merlon/merlon serve "$work/examples/organisation" --port "$port" >"$work/server.log" 2>&1 &
pids+=($!)
server=$!
"$out/Merlon.Benchmarks" floor "$floor" >"$work/floor.log" 2>&1 &
pids+=($!)
ask() { curl -sf -o /dev/null -H "Authorization: Bearer $token" "http://127.0.0.1:$port$1"; }
for _ in $(seq 100); do ask /api/v1/standing && break; sleep 0.2; done
for domain in enterprise-attack mobile-attack ics-attack; do ask "/matrix?domain=$domain" || echo "the matrix of $domain was not answered" >&2; done
sleep 30 # a server at rest gives memory back after 20 seconds
awk '/^VmRSS/ { printf "server idle, three domains: %.0f MB\n", $2 / 1000 } /^VmHWM/ { printf "server at most: %.0f MB\n", $2 / 1000 }' "/proc/$server/status"
if [ "$seconds" -gt 0 ]; then
  echo "floor: a bare endpoint at $rate/s for $seconds s"
  "$out/Merlon.Benchmarks" load "http://127.0.0.1:$floor" "" "$rate" "$seconds" /hello
  echo "the API at $rate/s for $seconds s"
  "$out/Merlon.Benchmarks" load "http://127.0.0.1:$port" "$token" "$rate" "$seconds"
fi
echo "Chromium"
"$out/Merlon.Benchmarks" browser "http://127.0.0.1:$port" "$token" "http://127.0.0.1:$floor"
awk '/^VmRSS/ { printf "server afterwards: %.0f MB\n", $2 / 1000 }' "/proc/$server/status"
