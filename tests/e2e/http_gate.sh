#!/usr/bin/env bash
# A Node server in a git repository, three lines of configuration a benchmark: a commit that adds work per request
# is red, the commit before is green, and a server that belongs to neither side is refused.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v node >/dev/null || skip "node is not installed"

new_repo
cat >server.js <<'END_OF_FILE'
const work = 0
require('http').createServer((request, response) => {
	let sum = 0
	for (let i = 0; i < work; i++) sum += Math.sqrt(i)
	request.resume().on('end', () => response.end('hello\n'))
}).listen(process.argv[2], '127.0.0.1')
END_OF_FILE
cat >package.json <<'END_OF_FILE'
{ "name": "shop", "main": "server.js" }
END_OF_FILE
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: shop }
gate: { threshold: 50%, metrics: { "latency.p99": { action: warn }, cpu_per_request: { action: warn } } }
suite:
  - name: home
    service: { app_dir: . }
    http: { path: /, count: 200, concurrency: 4 }
END_OF_FILE
printf 'results\n' >.gitignore
commit "base"
git tag base
echo "// the same speed" >>server.js
commit "same"
git tag same
sed -i 's/work = 0/work = 1000000/' server.js
commit "slow"

expect_exit 1 "$BENCHCTL" gate --against same --report "json=$E2E_DIR/red.json"
expect_contains "$OUT" "REGRESSION"
expect_contains "$OUT" "checks: "
expect_contains "$OUT" "Little's law within "
row() {
	jq -e ".rows[] | select(.metric == \"$2\") | $3" "$E2E_DIR/$1.json" >/dev/null ||
		fail "$1: not so of $2: $3: $(cat "$E2E_DIR/$1.json")"
}
row red requests_per_second '.verdict == "regression" and .change < -0.5 and .confirmed'
row red latency.p99 '.base.n >= 8'
row red cpu_per_request '.verdict == "regression" and .change > 0.5 and .confirmed' # another one than the primary
expect_no_process "$PWD/server.js"

git checkout -q same
expect_exit 0 "$BENCHCTL" gate --against base --report "json=$E2E_DIR/green.json"
row green requests_per_second '.verdict == "pass" or .verdict == "inconclusive" or .verdict == "improvement"'

# What ran: the address and process of each server, and no request failed.
run=$(find results -name 'run.json' | sort | tail -n1)
jq -e '.runs[0].results[0].metrics.errors.samples | length >= 8 and all(. == 0)' "$run" >/dev/null ||
	fail "errors: $(cat "$run")"

cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: shop }
build: "true"
suite:
  - { name: home, http: { url: "http://127.0.0.1:1/" } }
END_OF_FILE
commit "a server of its own"
git commit -q --allow-empty -m "head"
expect_exit 3 "$BENCHCTL" gate --against HEAD^
expect_contains "$OUT" "names one server for both sides"
