#!/usr/bin/env bash
# From nothing to a gate: init writes a valid configuration in repositories of each kind, and the README's
# quick start works.
. "$ROOT/tests/e2e/lib.sh"

# kind NAME EXPECTED [BUILD]: a repository with the files that the script on standard input makes.
kind() {
	new_repo "$1"
	bash -eu
	expect_exit 0 "$BENCHCTL" init
	expect_contains "$OUT" "wrote benchctl.yaml"
	expect_contains benchctl.yaml "benchmark: { name: $1 }"
	expect_contains benchctl.yaml "$2"
	[ -z "${3-}" ] || grep -qx "build: $3" benchctl.yaml || fail "$1: no build: $3"
	[ -n "${3-}" ] || ! grep -q "^build:" benchctl.yaml || fail "$1: a build out of nowhere"
	grep -qx results/ .gitignore || fail "$1: results are not ignored"
	expect_exit 0 "$BENCHCTL" validate
	expect_exit 2 "$BENCHCTL" init
	expect_contains "$ERR" "there is a benchctl.yaml here already; --force overwrites it"
	expect_exit 0 "$BENCHCTL" init --force
	expect_exit 0 "$BENCHCTL" validate
	[ "$(grep -c results .gitignore)" -eq 1 ] || fail "$1: ignored twice"
	cd ..
}
kind nothing "git status" </dev/null
kind make "make -s bench" <<<"printf 'all:\n\nbench: all\n\ttrue\n' >Makefile"
kind benchmark-target "make -s benchmark" <<<"printf 'benchmark:\n\ttrue\n' >Makefile"
kind no-target "git status" <<<"printf 'all:\n\ttrue\n' >Makefile; printf '*.o' >.gitignore"
kind cargo "./target/release/app --version" "cargo build --release --quiet" \
	<<<"printf '[package]\nname = \"app\"\n' >Cargo.toml; mkdir src; touch src/main.rs"
kind cargo-library "git status" <<<"printf '[package]\nname = \"app\"\n' >Cargo.toml"
kind go "./bench-program" "go build -o bench-program ." <<<"echo 'module x' >go.mod; touch main.go"
kind go-benchmarks "import: go-test" "go build ./..." <<<"echo 'module x' >go.mod; touch main.go; printf 'package x\nfunc BenchmarkX(b *testing.B) {}\n' >x_test.go"
printf '%s\n' 'package x' 'import "testing"' \
	'func BenchmarkX(b *testing.B) { for i := 0; i < b.N; i++ {} }' >"$E2E_DIR/x_test.go"
kind go-below "go test ./... -run '^$' -bench ." "go build ./..." \
	<<<'printf "module x\ngo 1.18\n" >go.mod; mkdir -p a/b; printf "package x\n" >a/b/x.go; cp "$E2E_DIR/x_test.go" a/b'
kind go-foreign "git status" \
	<<<'echo "module x" >go.mod; mkdir -p vendor/a node_modules/b .git/c; for d in vendor/a node_modules/b .git/c; do cp "$E2E_DIR/x_test.go" $d; done'
kind go-deep "git status" \
	<<<'echo "module x" >go.mod; mkdir -p a/b/c/d/e/f/g/h; cp "$E2E_DIR/x_test.go" a/b/c/d/e/f/g/h; ln -s .. a/up'
pytest="import: { format: pytest-benchmark, file: pytest-benchmark.json }"
kind pytest "$pytest" <<<"printf '[project]\ndependencies = [\"pytest-benchmark>=3\"]\n' >pyproject.toml"
kind pytest-requirements "$pytest" <<<"echo pytest-benchmark==3.2.2 >requirements-dev.txt"
kind pytest-setup "$pytest" <<<"printf '[options.extras_require]\ntest = pytest-benchmark\n' >setup.cfg"
kind pytest-plain "git status" <<<"echo pytest >requirements.txt"
for ext in ts js mts mjs; do
	kind "vitest-$ext" "import: { format: vitest, file: vitest-bench.json }" \
		<<<"echo '{\"scripts\":{\"bench\":\"vitest bench\"},\"devDependencies\":{\"vitest\":\"3\"}}' >package.json; mkdir -p packages/a/src; touch packages/a/src/x.bench.$ext"
	expect_lacks "vitest-$ext/benchctl.yaml" "npm run"
	grep -qx vitest-bench.json "vitest-$ext/.gitignore" || fail "vitest's report is not ignored"
done
kind vitest-tests "git status" \
	<<<"echo '{\"devDependencies\":{\"vitest\":\"3\"}}' >package.json; mkdir -p node_modules/a; touch x.test.ts node_modules/a/x.bench.ts"
kind vitest-no-bench "npm run --silent bench" \
	<<<"echo '{\"scripts\":{\"bench\":\"node b.js\"},\"devDependencies\":{\"vitest\":\"3\"}}' >package.json"
kind pipes "git status" <<<"mkfifo go.mod x_test.go package.json Makefile Cargo.toml requirements.txt"
kind twice "name: bench-2" <<<"printf 'bench:\n\tbench/bench\n' >Makefile; mkdir bench; touch bench/bench; chmod +x bench/bench"
kind npm "npm run --silent bench" <<<"echo '{\"name\":\"x\",\"scripts\":{\"test\":\"x\",\"bench\":\"node b.js\"}}' >package.json"
kind npm-broken "git status" <<<"echo '{\"scripts\":{\"bench\":' >package.json"
kind python "bench" <<<"printf '[project]\nname = \"x\"\n' >pyproject.toml; mkdir benchmarks; printf 'import time\n' >benchmarks/bench_io.py"
kind programs "./bench/fast" <<<"mkdir bench; printf '#!/bin/sh\n' >bench/fast; chmod +x bench/fast; touch bench/README"
kind "odd-names" "git status" <<<"mkdir bench; touch 'bench/a \"b' 'bench/-x'; chmod +x bench/*"

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
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "benchctl baseline refresh --commit"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
[ -z "$(git status --porcelain)" ] || fail "something is left: $(git status --porcelain)"
printf '#!/bin/sh\nsleep 0.5\n' >bench/fast
expect_exit 1 "$BENCHCTL" gate
