#!/usr/bin/env bash
# What the launcher costs over the binary, and what starting costs at all.
set -eu
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
./merlon --version >/dev/null
bench/measure.sh "${1:-15}" "binary --version" "artifacts/merlon/merlon --version" "launcher --version" "./merlon --version"
