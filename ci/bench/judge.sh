#!/usr/bin/env bash
# The judge on recorded noise, beside the rules of others; change points beside E-divisive; what both
# cost. The tables of docs/judge.md with fewer draws; ci/bench/judge/run has all.
# BUILD=build/release GATES=200 SERIES=20 SEED=1
set -eu
cd -- "$(dirname -- "$0")/../.."
exec ci/bench/judge/run "${GATES:-200}" "${SERIES:-20}" "${SEED:-1}"
