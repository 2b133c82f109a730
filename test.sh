#!/usr/bin/env bash
# Builds everything and runs every test. Only the .NET 10 SDK is needed; with Chromium the browser tests run too.
# With MERLON_TEST_BOTH=1 the application's main paths are walked once more over PostgreSQL, where that is installed.
# MERLON_DATA names the folder of real public data (default ../shared/data); without it those tests are skipped.
set -u
cd -P "$(dirname "${BASH_SOURCE[0]}")" || exit 3
command -v dotnet >/dev/null 2>&1 || {
  echo "test.sh: the .NET 10 SDK is needed and was not found; install it, put 'dotnet' on the PATH and try again" >&2
  exit 3
}
results=artifacts/tests
rm -rf "$results" && mkdir -p "$results" || exit 3

echo "Building …"
if ! dotnet build Merlon.slnx -c Release -nologo -clp:NoSummary >"$results/build.log" 2>&1; then
  grep -E 'error|: warning' "$results/build.log" | sort -u | head -n 40
  echo "The build failed; the whole log is in $results/build.log"
  exit 1
fi

# Without an end of any test for so long, a program hangs: it is ended, and what it was at is said.
quiet_minutes_max=30
# Tests that run for so long are named in the log, again and again.
long_seconds=300

ended() { grep -cE '^(passed|failed|skipped) ' "$log"; }

# Runs a test program to its end, into the log; its exit code, or 124 where it hung.
run() {
  local pid last=-1 now since=$SECONDS looked=$SECONDS
  "$@" >"$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    [ $((SECONDS - looked)) -ge 20 ] || continue
    looked=$SECONDS
    now=$(ended)
    if [ "$now" != "$last" ]; then
      last=$now since=$SECONDS
    elif [ $((SECONDS - since)) -ge $((quiet_minutes_max * 60)) ]; then
      kill "$pid" 2>/dev/null
      for ((wait = 0; wait < 30; wait++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 1
      done
      kill -9 "$pid" 2>/dev/null
      wait "$pid" 2>/dev/null
      return 124
    fi
  done
  wait "$pid"
}

passed=0 failed=0 skipped=0 broken=0
runs=(tests/*.Tests)
if [ "${MERLON_TEST_BOTH:-}" = 1 ] && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
  runs+=(tests/Merlon.Web.Tests@postgresql)
fi
for run in "${runs[@]}"; do
  project=${run%@*} database=${MERLON_TEST_DATABASE:-}
  [ "$project" = "$run" ] || database=${run#*@}
  program=$(basename "$project")
  name=$program${database:+" on $database"}
  log=$results/${name// /-}.log
  # On the second database the main paths are walked again; what does not touch a database is not.
  only=()
  [ "$project" = "$run" ] || only=(--filter-class '*WalkTests' '*GuideTests' '*ShellTests' '*TalkPageTests' '*SessionTests')
  export MERLON_TEST_DATABASE=$database
  run "$project/bin/Release/net10.0/$program" --no-progress --no-ansi --output Detailed --long-running "$long_seconds" --xunit-diagnostics on ${only[@]+"${only[@]}"} "$@"
  status=$?
  count() { sed -n "s/^ *$1: \([0-9][0-9]*\)\$/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  if [ -z "$p" ] || [ -z "$f" ] || { [ "$status" -ne 0 ] && [ "$f" -eq 0 ] && [ "$status" -ne 8 ]; }; then
    broken=$((broken + 1))
    why=
    [ "$status" -ne 124 ] || why=": no test ended for $quiet_minutes_max minutes"
    echo "$name: did not run to its end (exit code $status$why) after $(ended) tests"
    grep -F '[Long Running Test]' "$log" | sed 's/, Elapsed: [0-9:.]*$//' | sort | uniq -c | sort -rn | head -n 20
    grep -E '^failed ' "$log" | head -n 20
    grep -vE '^(passed|skipped|Non-serializable|\[Long Running)' "$log" | tail -n 40
    continue
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
  echo "$name: $p passed, $f failed, ${s:-0} skipped"
  [ "$f" -eq 0 ] || { grep -E '^failed ' "$log" | head -n 60; grep -vE '^(passed|skipped|Non-serializable|\[Long Running)' "$log" | head -n 120; }
  [ "${s:-0}" -eq 0 ] || grep -A 1 -E '^skipped ' "$log" | grep -vE '^--$' | head -n 20
done
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
