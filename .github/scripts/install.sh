#!/usr/bin/env bash
# Installs the scorer, without torch, from the commit that this file lies in: every package by its hash.
# Argument: the lock, below .github; by default the scorer's, docs/requirements.txt for the documentation.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
python3 -m venv "$RUNNER_TEMP/xstilts"
"$RUNNER_TEMP/xstilts/bin/pip" install --quiet --require-hashes --only-binary :all: \
  --requirement "$root/.github/${1:-actions/check/requirements.txt}"
"$RUNNER_TEMP/xstilts/bin/pip" install --quiet --no-deps --no-build-isolation "$root"
