#!/usr/bin/env bash
# Lets a preprocessor that was made for mdBook work on a book. It comes from its registry and is built under target/ at
# the first run.
# Usage: tests/programs/run.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."

name=mdbook-footnote
version=0.2.0
program=$(realpath "${1:-target/debug/guidewright}")
root=target/preprocessors/$name-$version

if [ ! -x "$program" ]; then
  echo "tests/programs/run.sh: $program is missing: run \`cargo build\` first" >&2
  exit 2
fi
if [ ! -x "$root/bin/$name" ]; then
  cargo install --quiet --debug --locked --no-track --root "$root" --version "=$version" "$name" ||
    { echo "tests/programs/run.sh: $name $version cannot be built" >&2; exit 2; }
fi

book=$(mktemp -d)
trap 'rm -rf "$book"' EXIT
cp -r tests/programs/book/. "$book"
export PATH="$PWD/$root/bin:$PATH" GUIDEWRIGHT_CACHE="$book/cache"

fail() { echo "tests/programs/run.sh: $1" >&2; exit 1; }

"$program" build "$book" --quiet
grep -qF '{{footnote:' "$book/book/tides.html" || fail "the program ran without leave"

"$program" check "$book" --allow-programs --strict --quiet || fail "the book has findings"
"$program" build "$book" --allow-programs --quiet
page=$book/book/tides.html
! grep -qF '{{footnote:' "$page" || fail "the mark of the program is still there"
grep -q 'spring tides' "$page" || fail "the text of the note is lost"
echo "$name $version works on a book"
