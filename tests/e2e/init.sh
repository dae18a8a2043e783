#!/usr/bin/env bash
# From nothing to a gate: init writes a valid configuration in repositories of each kind, and the README's
# quick start works.
# long
. "$ROOT/tests/e2e/lib.sh"

# kind NAME EXPECTED BUILD: a repository with the files that the script on standard input makes. The YAML line is
# `build: BUILD`; "": none.
kind() {
	new_repo "$1"
	bash -eu
	expect_exit 0 "$BENCHCTL" init
	expect_contains "$OUT" "wrote benchctl.yaml"
	expect_contains benchctl.yaml "benchmark: { name: $1 }"
	expect_contains benchctl.yaml "$2"
	[ "$(sed -n 's/^build: //p' benchctl.yaml)" = "$3" ] || fail "$1: $(grep build: benchctl.yaml)"
	expect_lacks benchctl.yaml "git status"
	grep -qx results/ .gitignore || fail "$1: results are not ignored"
	expect_exit 0 "$BENCHCTL" validate
	cd ..
}
true='"true"   # nothing has to be built'
example="name: example, command: sleep 0.05"
kind nothing "$example" "$true" </dev/null
kind make "make -s bench" make <<<"printf 'all:\n\nbench: all\n\ttrue\n' >Makefile"
kind benchmark-target "make -s benchmark" "make benchmark" <<<"printf 'benchmark:\n\ttrue\n' >Makefile"
kind make-help "make -s bench" "make all" <<<"printf '.PHONY: help\nhelp:\n\ttrue\nbench : all\n\ttrue\nall:\n' >GNUmakefile"
kind make-several "make -s bench-b" "make" <<<"printf 'a: b\nbench-a bench-b: a\n\ttrue\n' >makefile"
kind make-variables "$example" "make" <<<"printf 'bench := 1\nperf ?= 2\nall:\n\techo\n' >Makefile"
kind make-hostile "$example" "make" <<<"printf 'all:\n\techo\nbench;reboot: all\n\ttrue\n' >Makefile"
kind no-target "$example" make <<<"printf 'all:\n\ttrue\n' >Makefile; printf '*.o' >.gitignore"
kind configure "$example" '"./configure -q && make"' <<<"touch configure configure.ac"
cmake="cmake -S . -B build -DCMAKE_BUILD_TYPE=Release"
kind cmake "command: \"./build/bench/parse_bench\"" "\"$cmake -DAPP_BUILD_BENCHMARKS=ON && cmake --build build\"" \
	<<<"mkdir bench; printf 'option(APP_BUILD_BENCHMARKS \"b\" OFF)\nadd_subdirectory(bench)\nadd_executable(app a.c)\n' >CMakeLists.txt; printf 'add_executable( parse_bench p.c)\nadd_executable(\${x}_bench p.c)\n' >bench/CMakeLists.txt"
kind cmake-google "command: \"./build/bin/speed --benchmark_format=json --benchmark_min_time=0.1\", import: google-benchmark" \
	"\"$cmake && cmake --build build\"" \
	<<<"mkdir benchmarks; printf 'set(CMAKE_RUNTIME_OUTPUT_DIRECTORY \${CMAKE_BINARY_DIR}/bin)\n' >CMakeLists.txt; printf 'add_executable(speed p.c)\ntarget_link_libraries(speed benchmark::benchmark)' >benchmarks/CMakeLists.txt"
kind cmake-plain "$example" "\"$cmake && cmake --build build\"" <<<"echo 'project(x)' >CMakeLists.txt"
kind meson "./build/src/bench_parse" '"meson setup build --buildtype=release && meson compile -C build"' \
	<<<"mkdir src; echo \"subdir('src')\" >meson.build; echo \"executable('bench_parse', 'p.c')\" >src/meson.build"
kind zig "zig build bench -Doptimize=ReleaseFast" "zig build -Doptimize=ReleaseFast" \
	<<<"echo 'const s = b.step(\"bench\", \"x\");' >build.zig"
kind ninja "./bench" ninja <<<"printf 'rule l\n command = l\nbuild bench.o: l\nbuild bench: l bench.o\n' >build.ninja"
kind cargo "./target/release/app" "cargo build --release --quiet" \
	<<<"printf '[package]\nname = \"app\"\n' >Cargo.toml; mkdir src; touch src/main.rs"
kind cargo-benches "cargo bench --quiet --bench parse\"" "cargo bench --no-run --quiet" \
	<<<"printf '[package]\nname = \"app\"\n[[bench]]\nharness = false\nname = \"parse\"\n' >Cargo.toml; mkdir src benches; touch src/main.rs benches/parse.rs"
kind cargo-criterion "import: criterion-text" "cargo bench --no-run --quiet" \
	<<<"printf '[workspace]\n' >Cargo.toml; mkdir -p a/benches; printf '[package]\nname = \"a\"\n[dev-dependencies]\ncriterion = \"0.5\"\n' >a/Cargo.toml; touch a/benches/fast.rs"
kind cargo-library "$example" "cargo build --release --quiet" <<<"printf '[package]\nname = \"app\"\n' >Cargo.toml"
kind go "./bench-program" "go build -o bench-program ." <<<"echo 'module x' >go.mod; touch main.go"
kind go-benchmarks "import: go-test" "go build ./..." <<<"echo 'module x' >go.mod; touch main.go; printf 'package x\nfunc BenchmarkX(b *testing.B) {}\n' >x_test.go"
printf '%s\n' 'package x' 'import "testing"' \
	'func BenchmarkX(b *testing.B) { for i := 0; i < b.N; i++ {} }' >"$E2E_DIR/x_test.go"
kind go-below "go test ./... -run '^$' -bench ." "go build ./..." \
	<<<'printf "module x\ngo 1.18\n" >go.mod; mkdir -p a/b; printf "package x\n" >a/b/x.go; cp "$E2E_DIR/x_test.go" a/b; printf "bench:\n\tgo test -bench . ./...\n" >Makefile'
expect_lacks go-below/benchctl.yaml "make"
kind go-foreign "$example" "go build ./..." \
	<<<'echo "module x" >go.mod; mkdir -p vendor/a node_modules/b .git/c; for d in vendor/a node_modules/b .git/c; do cp "$E2E_DIR/x_test.go" $d; done'
kind go-deep "$example" "go build ./..." \
	<<<'echo "module x" >go.mod; mkdir -p a/b/c/d/e/f/g/h; cp "$E2E_DIR/x_test.go" a/b/c/d/e/f/g/h; ln -s .. a/up'
pytest="import: { format: pytest-benchmark, file: pytest-benchmark.json }"
kind pytest "$pytest" "$true" <<<"printf '[project]\ndependencies = [\"pytest-benchmark>=3\"]\n' >pyproject.toml"
kind pytest-requirements "$pytest" "$true" <<<"echo pytest-benchmark==3.2.2 >requirements-dev.txt"
kind pytest-setup "$pytest" "$true" <<<"printf '[options.extras_require]\ntest = pytest-benchmark\n' >setup.cfg"
kind pytest-folder "--benchmark-json=pytest-benchmark.json benchmarks/bench_*.py\"" "$true" \
	<<<"mkdir benchmarks tests; echo 'def test_a(): pass' >tests/test_a.py; echo 'def test_b(benchmark): pass' >benchmarks/bench_b.py"
kind pytest-src "env PYTHONPATH=src python3 -m pytest" "$true" \
	<<<"mkdir -p src/a tests/perf; touch src/a/__init__.py; echo 'def test_b(benchmark): pass' >tests/perf/test_b.py"
expect_contains pytest-src/benchctl.yaml "pytest-benchmark.json tests/perf\""
kind pytest-plain "$example" "$true" <<<"echo pytest >requirements.txt"
for ext in ts js mts mjs; do
	kind "vitest-$ext" "import: { format: vitest, file: vitest-bench.json }" "npm ci" \
		<<<"echo '{\"scripts\":{\"bench\":\"vitest bench\"},\"devDependencies\":{\"vitest\":\"3\"}}' >package.json; touch package-lock.json; mkdir -p packages/a/src; touch packages/a/src/x.bench.$ext"
	expect_lacks "vitest-$ext/benchctl.yaml" "npm run"
	grep -qx vitest-bench.json "vitest-$ext/.gitignore" || fail "vitest's report is not ignored"
	grep -qx node_modules/ "vitest-$ext/.gitignore" || fail "installed packages are not ignored"
done
expect_contains "vitest-$ext/benchctl.yaml" "# build: installs the packages of base and head"
kind vitest-tests "$example" "npm install" \
	<<<"echo '{\"devDependencies\":{\"vitest\":\"3\"}}' >package.json; mkdir -p node_modules/a; touch x.test.ts node_modules/a/x.bench.ts"
expect_contains vitest-tests/benchctl.yaml "# without a lock file"
kind vitest-no-bench "command: \"node b.js\"" "npm install" \
	<<<"echo '{\"scripts\":{\"bench\":\"node b.js\"},\"devDependencies\":{\"vitest\":\"3\"}}' >package.json"
kind pipes "$example" "$true" <<<"mkfifo go.mod x_test.go package.json Makefile Cargo.toml requirements.txt CMakeLists.txt"
kind twice "name: bench-2" "make bench" <<<"printf 'bench:\n\tbench/bench\n' >Makefile; mkdir bench; printf '#!/bin/sh' >bench/bench; chmod +x bench/bench"
kind npm "command: \"node b.js\"" "$true" <<<"echo '{\"name\":\"x\",\"scripts\":{\"test\":\"x\",\"bench\":\"node b.js\"}}' >package.json"
kind npm-file "name: bench, command: \"node bench.js\"" "$true" <<<"echo '{\"name\":\"x\",\"scripts\":{\"bench\":\"node bench.js\"}}' >package.json; touch bench.js"
expect_lacks npm-file/benchctl.yaml "./bench.js"
kind npm-shell "npm run --silent bench:a" '"pnpm install --frozen-lockfile && npm run build"' \
	<<<"echo '{\"dependencies\":{\"x\":\"1\"},\"scripts\":{\"build\":\"tsc\",\"bench:a\":\"node a.js | cat\"}}' >package.json; touch pnpm-lock.yaml"
kind npm-broken "$example" "$true" <<<"echo '{\"scripts\":{\"bench\":' >package.json"
kind python "python3 ./benchmarks/bench_io.py" "$true" <<<"printf '[project]\nname = \"x\"\n' >pyproject.toml; mkdir benchmarks; printf 'import time\n' >benchmarks/bench_io.py; touch benchmarks/__init__.py"
kind programs "./bench/fast" "$true" <<<"mkdir bench; printf '#!/bin/sh\n' >bench/fast; chmod +x bench/fast; touch bench/README"
kind compiled "./bench/fast" "" <<<"mkdir bench; cp /bin/true bench/fast"
kind compiled-make "./bench/fast" "make" <<<"mkdir bench; cp /bin/true bench/fast; printf 'all:\n\ttrue\n' >Makefile"
kind "odd-names" "$example" "$true" <<<"mkdir bench; touch 'bench/a \"b' 'bench/-x'; chmod +x bench/*"

# Only --force overwrites, and what is ignored already is not ignored twice.
cd make
expect_exit 2 "$BENCHCTL" init
expect_contains "$ERR" "there is a benchctl.yaml here already; --force overwrites it"
expect_exit 0 "$BENCHCTL" init --force
[ "$(grep -c results .gitignore)" -eq 1 ] || fail "ignored twice"
for line in results /results '/results/ ' $'results/\r'; do
	printf 'a\n\n%s\nb' "$line" >.gitignore
	expect_exit 0 "$BENCHCTL" init --force
	[ "$(grep -c results .gitignore)" -eq 1 ] || fail "ignored twice, as '$line' did"
done
printf 'results/old\nresults2' >.gitignore
expect_exit 0 "$BENCHCTL" init --force
grep -qx results/ .gitignore || fail "not ignored, as only a part of it was"
cd ..

# A folder of a repository: its runs are ignored there.
mkdir -p whole-tree/package
git -C whole-tree init -q
(cd whole-tree/package && expect_exit 0 "$BENCHCTL" init && grep -qx results/ .gitignore) || fail "not ignored in a folder"

# The example may be replaced, in both modes.
replaced() { # STATUS
	commit "an example"
	sed -i 's/name: example, command: sleep 0.05/name: own, command: "true"/; s/5%  /900%/' benchctl.yaml
	expect_exit "$1" "$BENCHCTL" gate --against HEAD --runs 8
	expect_lacks "$OUT" "missing"
}
cd nothing
replaced 0
git checkout -q benchctl.yaml
sed -i 's/^build/# build/; s/^# defaults.*/defaults: { runs: 2 }/' benchctl.yaml
git commit -qam stored
expect_exit 0 "$BENCHCTL" baseline refresh --commit
replaced 4
cd ..

# An existing .gitignore without a newline at its end stays what it was.
head -n1 no-target/.gitignore | grep -qx '\*.o' || fail "the first line of .gitignore has changed"

# The written configuration runs unchanged if the tools are installed.
quickly() {
	sed -i 's/^# defaults:.*/defaults: { warmup: 0, runs: 2 }/' benchctl.yaml
	git add .
	git commit -qm "benchmarks"
	expect_exit 0 "$BENCHCTL" run
	expect_contains "$OUT" "$1"
	[ -z "$(git status --porcelain)" ] || fail "something is left: $(git status --porcelain)"
}
if command -v go >/dev/null; then
	(cd go-below && quickly "go/x/a/b.X")
fi
if /usr/bin/python3 -c "import pytest_benchmark" 2>/dev/null; then
	(
		cd pytest
		printf 'def test_sum(benchmark):\n    benchmark(sum, [1, 2])\n' >test_sum.py
		echo __pycache__/ >>.gitignore
		PATH=/usr/bin:$PATH quickly "test_sum"
	)
fi

# The name of a folder may be longer than that of a suite.
new_repo "$(printf 'long%.0s' {1..60})"
expect_exit 0 "$BENCHCTL" init
expect_exit 0 "$BENCHCTL" validate

# The whole quick start.
new_repo whole
mkdir bench
printf '#!/bin/sh\nexit 0\n' >bench/fast
chmod +x bench/fast
commit "a program"
expect_exit 2 "$BENCHCTL" gate
expect_contains "$ERR" "benchctl init"
expect_exit 0 "$BENCHCTL" init
sed -i 's/threshold: 5%/threshold: 1000%/; s/^# defaults:.*/defaults: { runs: 8 }/' benchctl.yaml
expect_exit 0 "$BENCHCTL" run
git add .
git commit -qm "benchmarks"
expect_exit 0 "$BENCHCTL" gate --against HEAD
printf '#!/bin/sh\nsleep 0.5\n' >bench/fast
expect_exit 1 "$BENCHCTL" gate --runs 8
git commit -qam slow
expect_exit 1 "$BENCHCTL" gate --runs 8
[ -z "$(git status --porcelain)" ] || fail "something is left: $(git status --porcelain)"

# Without build:, a baseline is needed.
sed -i 's/^build/# build/; s/runs: 8/runs: 2/' benchctl.yaml
git commit -qam stored
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "benchctl baseline refresh --commit"
