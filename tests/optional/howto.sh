#!/usr/bin/env bash
# The how-to pages of languages whose toolchain takes long: their commands, too.
HOWTO="c monorepo"
command -v node >/dev/null && HOWTO+=" node"
command -v go >/dev/null && HOWTO+=" go"
command -v cargo >/dev/null && HOWTO+=" rust"
python3 -c 'import pytest_benchmark' 2>/dev/null && HOWTO+=" python"
command -v cmake >/dev/null && echo '#include <benchmark/benchmark.h>' | c++ -E - >/dev/null 2>&1 && HOWTO+=" cpp"
. "$ROOT/tests/e2e/howto.sh"
