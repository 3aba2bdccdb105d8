#!/usr/bin/env bash
# Installs what the tests need and runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need node nodejs
need npm npm
need chromium chromium
need firefox-esr firefox-esr
need java default-jre-headless
# The real Anki runs in an environment of its own.
python3 -c "import ensurepip" 2>/dev/null || missing+=(python3-venv)

if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing ${missing[*]}, which the tests need"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/run.sh: ${missing[*]} missing, and only root on a Debian system can install it here" >&2
    exit 2
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Debian 13 has a Node.js that is new enough, Debian 12 has not.
if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)'; then
  echo "tests/run.sh: Node.js $(node --version) is too old, the tests need 20" >&2
  exit 2
fi

# Pinned packages that drive the browsers, judge the pages and bring letters; the site itself needs none.
if ! cmp -s tests/package-lock.json tests/node_modules/.installed; then
  npm ci --prefix tests --ignore-scripts --no-audit --no-fund --loglevel=error
  cp tests/package-lock.json tests/node_modules/.installed
fi

cargo test --workspace --features pictures --quiet
cargo build --features pictures --quiet
export BIN=target/debug/guidewright
tests/book/collect.py --check
tests/anki/run.sh target/debug/guidewright
tests/examples/run.sh
tests/programs/run.sh target/debug/guidewright
node --test tests/js/*.test.mjs tests/search/*.test.mjs
node --test --test-concurrency=1 tests/browser/*.test.mjs
