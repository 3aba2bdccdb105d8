#!/usr/bin/env bash
# Checks the example pipeline in chapters/deploy/pipeline as far as a machine without AWS can. The packages that judge it
# are installed under target/ at the first run; the CDK needs Node.js as well.
# Usage: tests/examples/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

wanted=tests/examples/requirements.txt
venv=target/examples
if ! cmp -s "$wanted" "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv" || { echo "tests/examples/run.sh: python3 cannot make a virtual environment" >&2; exit 2; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" ||
    { echo "tests/examples/run.sh: the packages of $wanted cannot be installed" >&2; exit 2; }
  cp "$wanted" "$venv/installed.txt"
fi

example=chapters/deploy/pipeline
synthesised=$(mktemp -d)
trap 'rm -rf "$synthesised"' EXIT
# Nothing may be left behind below chapters/: it would be published.
export PYTHONDONTWRITEBYTECODE=1 CDK_OUTDIR=$synthesised
export PATH=$PWD/$venv/bin:$PATH

hadolint "$example/image/Dockerfile"
statelint "$example/retrain.asl.json"
statelint "$example/refresh.asl.json"
bash -n "$example/setup.sh"
bash -n "$example/teardown.sh"
sh -n "$example/image/entrypoint.sh"
(cd "$example/cdk" && python app.py)
cfn-lint "$example"/stacks/*.yaml "$synthesised"/*.template.json
python -m unittest discover --start-directory "$example/cdk" --pattern 'test_*.py'
python -m unittest discover --start-directory "$example/tests"
python -m unittest tests/examples/example_test.py
