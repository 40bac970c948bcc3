#!/usr/bin/env bash
# get: the branch `scored` into $GITHUB_WORKSPACE/scored, empty if there is none yet.
# pack: what was added there into $RUNNER_TEMP/rows, for the job that may push it.
# push: commit what is there, and push it. The branch has a history of its own, apart from main's, and
# is never rewritten.
set -euo pipefail
scored="$GITHUB_WORKSPACE/scored"
remote="${SCORED_REMOTE:-$GITHUB_SERVER_URL/$GITHUB_REPOSITORY}"

get() {
  rm -rf "$scored"
  git init --quiet --initial-branch scored "$scored"
  git -C "$scored" remote add origin "$remote"
  if git -C "$scored" ls-remote --exit-code --heads origin scored > /dev/null; then
    git -C "$scored" fetch --quiet --depth 1 origin scored
    git -C "$scored" checkout --quiet -B scored FETCH_HEAD
  fi
}

pack() {
  local rows="$RUNNER_TEMP/rows"
  rm -rf "$rows"
  mkdir -p "$rows"
  cd "$scored"
  git add --all
  git diff --cached --no-renames --diff-filter=AM --name-only -z |
    xargs --null --no-run-if-empty cp --parents --target-directory "$rows"
  git diff --cached --no-renames --diff-filter=D --name-only -z > "$rows/removed.txt"
}

push() {
  cd "$scored"
  git add --all
  git config user.name "github-actions[bot]"
  git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
  if ! git rev-parse --quiet --verify HEAD > /dev/null || ! git diff --cached --quiet; then
    git commit --quiet --allow-empty --message "Scored rows of $GITHUB_SHA"
    # The token reaches git through a pipe: neither the command line nor a file holds it.
    git -c credential.helper='!f() { echo username=x-access-token; echo "password=$GITHUB_TOKEN"; }; f' \
      push --quiet origin scored
  fi
  echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
}

"$1"
