#!/usr/bin/env bash
# Installs what the tests need and runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null; then
  echo "installing Node.js, which runs the tests of the scripts"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/run.sh: Node.js is missing and only root on a Debian system can install it here" >&2
    exit 2
  fi
  apt-get update -qq
  apt-get install -y -qq nodejs >/dev/null
fi

cargo test --quiet
node --test tests/js/*.test.mjs
