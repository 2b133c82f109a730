#!/usr/bin/env bash
# Comparing releases with Merlon and with the Python oracle, side by side. First every pair of releases and domain is
# checked id by id, in both directions; then whole processes over two Enterprise releases are measured.
# usage: bench/release-diff.sh [FOLDER] (default: $MERLON_DATA/attack); MERLON names the binary (default ./merlon).
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-${MERLON_DATA:-../shared/data}/attack}
merlon=${MERLON:-./merlon}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pairs=0
for old in "$data"/*-attack-*.json; do
  for new in "$data"/*-attack-*.json; do
    domain=$(basename "$old" | sed 's/-[0-9.]*\.json$//')
    case $(basename "$new") in "$domain"-*) ;; *) continue ;; esac
    [ "$old" != "$new" ] || continue
    $merlon release diff "$old" "$new" --json >"$work/merlon.json" || [ $? -eq 1 ]
    python3 bench/release-diff-oracle.py "$old" "$new" >"$work/oracle.json"
    python3 - "$work" "$domain" <<'EOF' || { echo "differs: $old $new"; exit 1; }
import json, sys
merlon = json.load(open(sys.argv[1] + "/merlon.json"))["domains"][sys.argv[2]]
sys.exit(merlon != json.load(open(sys.argv[1] + "/oracle.json")))
EOF
    pairs=$((pairs + 1))
  done
done
echo "$pairs pairs agree id by id"
old=$data/enterprise-attack-17.1.json new=$data/enterprise-attack-18.1.json
bash bench/measure.sh 5 \
  "Merlon, JSON" "$merlon release diff $old $new --json || true" \
  "Python oracle" "python3 bench/release-diff-oracle.py $old $new" \
  "json.load of both" "python3 -c 'import json,sys; [json.load(open(f)) for f in sys.argv[1:]]' $old $new" \
  "Merlon, JSON in full" "$merlon release diff $old $new --json --details || true" \
  "Merlon, HTML page" "$merlon release diff $old $new --html $work/changes.html || true"
