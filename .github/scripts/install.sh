#!/usr/bin/env bash
# Installs the scorer, without torch: every package by its hash, and xstilts itself from the commit that
# this file lies in, or in the release that a lab's own board names.
# Argument: the lock, below .github; by default the scorer's, docs/requirements.txt for the documentation.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
pip="$RUNNER_TEMP/xstilts/bin/pip"
python3 -m venv "$RUNNER_TEMP/xstilts"
"$pip" install --quiet --require-hashes --only-binary :all: \
  --requirement "$root/.github/${1:-actions/check/requirements.txt}"
release="$root/.github/actions/check/xstilts.txt"
if [ -f "$release" ]; then
  "$pip" install --quiet --no-deps --only-binary :all: --requirement "$release"
else
  "$pip" install --quiet --no-deps --no-build-isolation "$root"
fi
