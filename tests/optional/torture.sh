#!/usr/bin/env bash
# Every allocation, every open, read, write, fsync, rename and mkdir, and every other system call that can fail (poll,
# fork, stat, flock, close ...) of a command fails once: never a crash, never a verdict that was not reached, never a half
# file, and the repository is whole. TORTURE_STEP=7 tries every seventh, TORTURE_ONLY="stored gate" one command,
# TORTURE_KIND=file one kind of call (memory, file or system), TORTURE_FROM and TORTURE_TO a range.
. "$ROOT/tests/e2e/lib.sh"

step=${TORTURE_STEP:-1}
cc -std=gnu11 -D_GNU_SOURCE -O1 -fno-builtin -shared -fPIC -o "$E2E_DIR/fail.so" "$ROOT/tests/optional/torture/fail.c" -ldl

# The benchmark is 20 times worse than its baseline and than its base, so no gate may pass. Its metric is hardly random,
# because times on a busy machine may hide that.
new_repo origin
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
build: cp speed built
defaults: { runs: 4, warmup: 0 }
gate: { threshold: 5% }
suite:
  - { name: a, command: 'echo "score $(cat built).$$ points better=lower" >>"$BENCHCTL_METRICS"', metric: score }
END
# scored SAMPLE: as steady.
scored() { steady a "$1" | sed 's/"wall":{"unit":"s"/"score":{"unit":"points"/'; }
printf '/results/\n/built\n' >.gitignore
echo 10 >speed
scored 10 | baseline_file
commit "a baseline"
git branch base
echo 200 >speed
commit "slower"
scored 500 | run_file results/run-001/run.json
sed -i "s/\"suite\":\"demo\",\"status\"/\"suite\":\"demo\",\"commit\":\"$(git rev-parse HEAD)\",\"status\"/" results/run-001/run.json
cp -r results/run-001 "$E2E_DIR/run-001"
cd ..

injected=0 wrong=0
# complain TEXT: the rest is tried all the same.
complain() {
	wrong=$((wrong + 1))
	printf '%s\n' "$*"
	[ "$wrong" -lt 40 ] || fail "and so on"
}

# torture NAME STATUSES CHECK COMMAND...: STATUSES: the exit statuses that are right when a call fails.
torture() {
	local name=$1 allowed=$2 check=$3 kind total to n status
	shift 3
	[ "${TORTURE_ONLY:-$name}" = "$name" ] || return 0
	for kind in ${TORTURE_KIND:-memory file system}; do
		attempt "$kind" 0 "$@"
		total=$(od -An -td8 <"$E2E_DIR/state" | tr -d ' ')
		[ "$total" -gt 20 ] || fail "$name: only $total calls of the kind $kind"
		printf '%s: %s calls of the kind %s, exit status %s\n' "$name" "$total" "$kind" "$status"
		to=${TORTURE_TO:-$total}
		for ((n = ${TORTURE_FROM:-1}; n <= total && n <= to; n += step)); do
			attempt "$kind" "$n" "$@"
			injected=$((injected + 1))
			[[ " $allowed " == *" $status "* ]] ||
				complain "$name: exit status $status when $kind call $n fails: $(tail -n3 "$ERR")"
			whole "$name: $kind call $n"
			"$check" "$name: $kind call $n"
		done
	done
}

# attempt KIND N COMMAND...: in a fresh copy of the repository, where we are then; sets $status.
attempt() {
	local kind=$1 nth=$2
	shift 2
	cd "$WORK"
	rm -rf repo
	cp -a origin repo
	cd repo
	head -c 8 /dev/zero >"$E2E_DIR/state"
	status=0
	env LD_PRELOAD="$E2E_DIR/fail.so" FAIL_STATE="$E2E_DIR/state" FAIL_KIND="$kind" FAIL_AT="$nth" \
		timeout 60 "$BENCHCTL" "$@" >"$OUT" 2>"$ERR" || status=$?
}

# Files with their names are complete, and git finds nothing wrong.
whole() {
	local file
	for file in results/run-*/*.json baselines/*/*.json baselines/*.json *.json; do
		[ ! -e "$file" ] || jq -e . "$file" >/dev/null 2>&1 || complain "$1: $file is incomplete"
	done
	[ ! -e report.xml ] || xmllint --noout report.xml || complain "$1: report.xml is incomplete"
	git fsck --strict >"$E2E_DIR/fsck" 2>&1 || complain "$1: $(cat "$E2E_DIR/fsck")"
}

# again NAME COMMAND...: without a failure, it works.
again() {
	local name=$1
	shift
	"$BENCHCTL" "$@" >/dev/null 2>"$E2E_DIR/again" || complain "$name, and then again: $(cat "$E2E_DIR/again")"
}
a_run() {
	[ "$status" -ne 0 ] || jq -e '.runs[0].results[0].metrics.score.samples | length == 4' results/run-002/run.json \
		>/dev/null || complain "$1: exit status 0 without the samples"
}
# The commit has what was asked for, or there is none; the next refresh works.
a_baseline() {
	git show HEAD:baselines/demo/pool.json >now.json
	if [ "$status" -eq 0 ] || [ "$(git rev-parse HEAD)" != "$(git -C ../origin rev-parse HEAD)" ]; then
		cmp -s now.json "$E2E_DIR/refreshed.json" || complain "$1: exit status $status, another baseline"
	fi
	rm now.json
	again "$1" baseline refresh run-001 --commit --replace
	[ -z "$(git status --porcelain)" ] || complain "$1: $(git status --porcelain)"
}
a_record() {
	[ "$status" -ne 0 ] || git cat-file -e "refs/benchctl/history:$record" || complain "$1: exit status 0 without the record"
	again "$1" history record run-001
	git cat-file -e "refs/benchctl/history:$record" || complain "$1: no record"
}
reports() {
	[ ! -e report.json ] || jq -e '.exit >= 1' report.json >/dev/null || complain "$1: report.json says that it passed"
}

a_ledger() {
	[ "$status" -ne 0 ] || jq -e '.accepted | length == 1' baselines/accepted.json >/dev/null ||
		complain "$1: exit status 0 without the entry"
	again "$1" accept a --max +900% --reason why
}
a_configuration() {
	if [ "$status" -eq 0 ] || ! cmp -s benchctl.yaml ../origin/benchctl.yaml; then
		again "$1" validate
	fi
}
an_import() {
	[ "$status" -ne 0 ] || jq -e '.runs[0].results | length == 2' results/run-002/run.json >/dev/null ||
		complain "$1: exit status 0 without the results"
}
a_history() {
	[ "$status" -ne 0 ] || grep -q '^ *a  *1 ' "$OUT" || complain "$1: exit status 0 without the record"
}
a_culprit() {
	[ "$status" -ne 0 ] || grep -q "^$(git rev-parse --short=12 HEAD) slower" "$OUT" ||
		complain "$1: exit status 0 and another commit: $(cat "$OUT")"
}

printf 'BenchmarkA 10 5 ns/op\nBenchmarkB 10 7 ns/op\nPASS\n' >speed.txt
cp -a origin repo
cd repo
"$BENCHCTL" baseline refresh run-001 --commit --replace >/dev/null
git show HEAD:baselines/demo/pool.json >"$E2E_DIR/refreshed.json"
"$BENCHCTL" history record run-001 >/dev/null
record=$(git ls-tree -r --name-only refs/benchctl/history)

torture "baseline refresh" "0 2 3 4" a_baseline baseline refresh run-001 --commit --replace
torture "history record" "0 2 3 4" a_record history record run-001
torture "compare" "1 2 3 4" reports compare base results/run-001/run.json --report json=report.json --report junit=report.xml
torture "run" "0 2 3" a_run run
torture "accept" "0 2 3 4" a_ledger accept a --max +900% --reason why
torture "init" "0 2 3" a_configuration init --force
torture "import" "0 2 3 4" an_import import ../speed.txt
torture "history" "0 2 3 4" a_history history
torture "stored gate" "1 2 3 4" reports gate --mode stored --against base --report json=report.json --report junit=report.xml \
	--report markdown=report.md
torture "paired gate" "1 2 3 4" reports gate --mode paired --against base --report json=report.json
torture "bisect" "0 1 2 3 4" a_culprit bisect a --good base
echo "$injected failures injected"
[ "$wrong" -eq 0 ] || fail "$wrong were not handled"
