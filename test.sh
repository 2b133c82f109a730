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
  MERLON_TEST_DATABASE=$database "$project/bin/Release/net10.0/$program" --no-progress --no-ansi --output Detailed ${only[@]+"${only[@]}"} "$@" >"$log" 2>&1
  status=$?
  count() { sed -n "s/^ *$1: \([0-9][0-9]*\)\$/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  if [ -z "$p" ] || [ -z "$f" ] || { [ "$status" -ne 0 ] && [ "$f" -eq 0 ] && [ "$status" -ne 8 ]; }; then
    broken=$((broken + 1))
    echo "$name: did not run to its end (exit code $status)"
    tail -n 30 "$log"
    continue
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
  echo "$name: $p passed, $f failed, ${s:-0} skipped"
  [ "$f" -eq 0 ] || { grep -E '^failed ' "$log" | head -n 60; grep -vE '^(passed|skipped) ' "$log" | head -n 120; }
  [ "${s:-0}" -eq 0 ] || grep -A 1 -E '^skipped ' "$log" | grep -vE '^--$' | head -n 20
done
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
