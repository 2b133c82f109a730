#!/usr/bin/env bash
# Measures whole commands side by side: bench/measure.sh RUNS NAME COMMAND [NAME COMMAND …]
# Runs are interleaved; prints median CPU seconds (user + system), wall seconds and peak memory, and ratios to the first.
# Needs GNU time (/usr/bin/time).
set -eu
runs=$1
shift
declare -a names commands
while [ $# -ge 2 ]; do
  names+=("$1")
  commands+=("$2")
  shift 2
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for ((run = 0; run < runs; run++)); do
  for i in "${!commands[@]}"; do
    /usr/bin/time -f '%U %S %e %M' -o "$work/time" bash -c "${commands[$i]}" >/dev/null 2>&1
    tail -n 1 "$work/time" | awk '{ printf "%.3f %.3f %d\n", $1 + $2, $3, $4 }' >>"$work/$i"
  done
done
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
printf '%-28s %10s %10s %10s %8s %8s\n' command 'CPU s' 'wall s' 'peak MB' 'CPU ×' 'MB ×'
for i in "${!names[@]}"; do
  cpu=$(cut -d' ' -f1 "$work/$i" | median)
  wall=$(cut -d' ' -f2 "$work/$i" | median)
  kb=$(cut -d' ' -f3 "$work/$i" | median)
  [ "$i" -ne 0 ] || { cpu0=$cpu kb0=$kb; }
  awk -v n="${names[$i]}" -v c="$cpu" -v w="$wall" -v k="$kb" -v c0="$cpu0" -v k0="$kb0" \
    'BEGIN { ratio = (c0 > 0) ? c / c0 : 0; printf("%-28s %10.3f %10.3f %10.1f %8.2f %8.2f\n", n, c, w, k / 1024, ratio, k / k0) }'
done
