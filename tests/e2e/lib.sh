# What the scenarios have in common; ci/run-e2e says what they run in. A scenario begins with
#	#!/usr/bin/env bash
#	. "$ROOT/tests/e2e/lib.sh"
# and stops at the first expectation that is not met.
# shellcheck shell=bash
: "${ROOT:?run scenarios with ci/run-e2e or make e2e E2E=NAME}"
: "${BENCHCTL:?}" "${E2E_DIR:?}"

# What the last command of expect_exit printed, outside of any repository.
OUT=$E2E_DIR/out
ERR=$E2E_DIR/err
WORK=$PWD # where a scenario begins

fail() {
	printf '%s:%s: %s\n' "${BASH_SOURCE[-1]}" "${BASH_LINENO[-2]}" "$*"
	exit 1
}

skip() {
	printf '%s\n' "$*"
	exit 77
}

# new_repo [DIR]: an empty repository, and goes there.
new_repo() {
	git init -q "${1:-repo}"
	cd "${1:-repo}" || exit
}

# commit MESSAGE: everything in the worktree.
commit() {
	git add -A
	git commit -q --allow-empty -m "$1"
}

# expect_exit STATUS COMMAND...: runs it with its output in $OUT and $ERR.
expect_exit() {
	local want=$1 got=0
	shift
	"$@" >"$OUT" 2>"$ERR" || got=$?
	[ "$got" -eq "$want" ] && return
	printf '%s' "--- its standard output:"$'\n' "$(head -c 20000 "$OUT")" $'\n'
	printf '%s' "--- its standard error:"$'\n' "$(head -c 20000 "$ERR")" $'\n'
	fail "exit status $got instead of $want from: $*"
}

# expect_contains FILE TEXT: as it stands, not a pattern.
expect_contains() {
	grep -qF -e "$2" -- "$1" && return
	printf '%s\n' "--- $1:" "$(head -c 20000 "$1")"
	fail "$1 lacks: $2"
}

expect_lacks() {
	grep -qF -e "$2" -- "$1" || return 0
	printf '%s\n' "--- $1:" "$(head -c 20000 "$1")"
	fail "$1 should lack: $2"
}

# expect_lines FILE N: has exactly so many.
expect_lines() {
	[ "$(wc -l <"$1")" -eq "$2" ] && return
	printf '%s\n' "--- $1:" "$(head -c 20000 "$1")"
	fail "$1 has $(wc -l <"$1") lines instead of $2"
}

# wait_until COMMAND...: asks until it succeeds, for 20 s at most.
wait_until() {
	local tries=400
	until "$@"; do
		[ $((tries -= 1)) -gt 0 ] || fail "still not so after 20 s: $*"
		sleep 0.05
	done
}

no_process() {
	! pgrep -f -- "$1" >/dev/null
}

# expect_no_process PATTERN: none, or soon none, whose command line matches; make the pattern one that
# no other scenario has, such as `sleep 1234.5`.
expect_no_process() {
	local tries=100
	until no_process "$1"; do
		[ $((tries -= 1)) -gt 0 ] || fail "still there: $(pgrep -af -- "$1")"
		sleep 0.05
	done
}

# The machine class that baselines written by hand are of; a configuration says machine_class: pool.
CLASS=pool

# result ID SAMPLES...: a result for run_file; seconds of wall time.
result() {
	local id=$1
	shift
	printf '{"id":"%s","status":"ok","metrics":{"wall":{"unit":"s","better":"lower","samples":[%s]}}}\n' \
		"$id" "$(IFS=,; echo "$*")"
}

# steady ID SAMPLE: ten times the same, so that a comparison with it is certain.
steady() {
	result "$1" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2"
}

# run_file FILE [KIND] <RESULTS: a run, or a baseline of one run, of the suite demo.
run_file() {
	mkdir -p "$(dirname -- "$1")"
	printf '{"benchctl":"%s","schema":1,"suite":"demo","runs":[{"suite":"demo","status":"ok",
"started":"2026-01-01T00:00:00Z","finished":"2026-01-01T00:00:01Z","host":{"class":"%s"},
"results":[%s]}]}\n' "${2-run}" "$CLASS" "$(paste -sd,)" >"$1"
}

# baseline_file <RESULTS: the one that the gate finds when it is committed.
baseline_file() {
	run_file "baselines/demo/$CLASS.json" baseline
}
