# Functions of all scenarios; ci/run-e2e describes their environment. A scenario begins with
#	#!/usr/bin/env bash
#	. "$ROOT/tests/e2e/lib.sh"
# and stops at the first failed expectation.
# shellcheck shell=bash
: "${ROOT:?run scenarios with ci/run-e2e or make e2e E2E=NAME}"
: "${BENCHCTL:?}" "${E2E_DIR:?}"

# The output of expect_exit's last command, outside any repository.
OUT=$E2E_DIR/out
ERR=$E2E_DIR/err
# shellcheck disable=SC2034 # scenarios use it
WORK=$PWD # where a scenario begins

fail() {
	printf '%s:%s: %s\n' "${BASH_SOURCE[-1]}" "${BASH_LINENO[-2]}" "$*"
	exit 1
}

skip() {
	printf '%s\n' "$*"
	exit 77
}

# new_repo [DIR]: makes an empty repository and goes there.
new_repo() {
	git init -q "${1:-repo}"
	cd "${1:-repo}" || exit
}

# commit MESSAGE: commits everything in the worktree.
commit() {
	git add -A
	git commit -q --allow-empty -m "$1"
}

# expect_exit STATUS COMMAND...: runs it; $OUT and $ERR have its output. STATUS may be a choice, such as '0|4': how a
# judgement of measured times ends depends on the machine.
expect_exit() {
	local want=$1 got=0
	shift
	"$@" >"$OUT" 2>"$ERR" || got=$?
	[[ "|$want|" != *"|$got|"* ]] || return 0
	printf '%s' "--- its standard output:"$'\n' "$(head -c 20000 "$OUT")" $'\n'
	printf '%s' "--- its standard error:"$'\n' "$(head -c 20000 "$ERR")" $'\n'
	fail "exit status $got instead of $want from: $*"
}

# expect_contains FILE TEXT: a literal text, not a pattern.
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

# expect_lines FILE N: the file has exactly N lines.
expect_lines() {
	[ "$(wc -l <"$1")" -eq "$2" ] && return
	printf '%s\n' "--- $1:" "$(head -c 20000 "$1")"
	fail "$1 has $(wc -l <"$1") lines instead of $2"
}

# wait_until COMMAND...: repeats it until it succeeds, for at most 20 s.
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

# expect_no_process PATTERN: soon no process has a command line that matches. Choose a pattern that no other
# scenario uses, such as `sleep 1234.5`.
expect_no_process() {
	local tries=100
	until no_process "$1"; do
		[ $((tries -= 1)) -gt 0 ] || fail "still there: $(pgrep -af -- "$1")"
		sleep 0.05
	done
}

# The machine class of baselines written by hand; the configuration has machine_class: pool.
CLASS=pool

# result ID SAMPLES...: a result for run_file; seconds of wall time.
result() {
	local id=$1
	shift
	printf '{"id":"%s","status":"ok","metrics":{"wall":{"unit":"s","better":"lower","samples":[%s]}}}\n' \
		"$id" "$(IFS=,; echo "$*")"
}

# steady ID SAMPLE: ten equal samples, so a comparison with them has no noise.
steady() {
	result "$1" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2" "$2"
}

# run_file FILE [KIND] <RESULTS: writes a run, or a baseline with one run, of the suite demo.
run_file() {
	mkdir -p "$(dirname -- "$1")"
	printf '{"benchctl":"%s","schema":1,"suite":"demo","runs":[{"suite":"demo","status":"ok",
"started":"2026-01-01T00:00:00Z","finished":"2026-01-01T00:00:01Z","host":{"class":"%s"},
"results":[%s]}]}\n' "${2-run}" "$CLASS" "$(paste -sd,)" >"$1"
}

# baseline_file <RESULTS: writes the baseline that the gate reads after a commit.
baseline_file() {
	run_file "baselines/demo/$CLASS.json" baseline
}
