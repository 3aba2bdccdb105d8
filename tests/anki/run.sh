#!/usr/bin/env bash
# Imports exported decks into a collection of the real Anki, which is installed under target/ at the first run.
# Usage: tests/anki/run.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."

anki=26.9.3
program=${1:-target/debug/guidewright}
venv=target/anki-$anki

if [ ! -x "$program" ]; then
  echo "tests/anki/run.sh: $program is missing: run \`cargo build\` first" >&2
  exit 2
fi
if [ ! -e "$venv/ready" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv" || { echo "tests/anki/run.sh: python3 cannot make a virtual environment" >&2; exit 2; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check "anki==$anki" ||
    { echo "tests/anki/run.sh: anki $anki cannot be installed" >&2; exit 2; }
  touch "$venv/ready"
fi
exec "$venv/bin/python" tests/anki/deck_test.py "$program"
