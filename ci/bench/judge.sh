#!/usr/bin/env bash
# The judge on recorded noise, compared with other rules; change points compared with E-divisive; the cost of both.
# The tables of docs/judge.md with fewer draws; ci/bench/judge/run makes all.
# BUILD=build/release GATES=200 SERIES=20 SEED=1
set -eu
cd -- "$(dirname -- "$0")/../.."
exec ci/bench/judge/run "${GATES:-200}" "${SERIES:-20}" "${SEED:-1}"
