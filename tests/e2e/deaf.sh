#!/usr/bin/env bash
# A signal ends benchctl within 2 s wherever it is, and what is not a file is never waited for.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 3, warmup: 0 }
suite: [{ name: a, command: "true" }]
END
steady a 9 | baseline_file
commit "a baseline"
mkfifo fifo

# interrupt SIGNAL STATUS READY COMMAND...: sends it when the command READY succeeds.
interrupt() {
	local signal=$1 want=$2 ready=$3 status=0 began
	shift 3
	env --default-signal=INT "$@" >"$OUT" 2>"$ERR" &
	wait_until eval "$ready"
	began=$(date +%s%N)
	kill "-$signal" $!
	wait $! || status=$?
	[ "$status" -eq "$want" ] || fail "exit status $status instead of $want from: $*"
	[ $(($(date +%s%N) - began)) -lt 2500000000 ] || fail "it took more than 2 s: $*"
}

: "input that is being made"
sed 's/command: "true"/command: "true", generate: { big: { size: 30GiB, kind: zeros } }/' benchctl.yaml >big.yaml
interrupt TERM 143 '[ -n "$(find results/data -name ".*.????????" -size +1M 2>/dev/null)" ]' "$BENCHCTL" run big.yaml
expect_contains "$ERR" "was interrupted by SIGTERM"
[ -z "$(find results/data -type f)" ] || fail "left: $(find results/data -type f)"

: "a pipe that nobody reads, at the end of a gate"
exec 5<>fifo
seq 1 100000 | head -c 65536 >fifo # it is full
expect_full() { pgrep -f "report markdown=fifo" >/dev/null && [ -e results/run-002/comparison.json ]; }
interrupt INT 130 expect_full "$BENCHCTL" gate --report markdown=fifo
exec 5>&-

: "what is not a file"
for path in "$PWD/fifo" /dev/zero; do
	for command in "validate $path" "gate $path" "compare $path last" "gate --against $path" "report $path"; do
		# shellcheck disable=SC2086
		timeout 20 "$BENCHCTL" $command >"$OUT" 2>"$ERR" && fail "$command succeeds"
		grep -qE "is a (pipe|device), not a file" "$ERR" || fail "$command: $(cat "$ERR")"
	done
done
for key in "include: fifo" "include: /dev/zero"; do
	{ cat benchctl.yaml && echo "$key"; } >odd.yaml
	expect_exit 2 timeout 20 "$BENCHCTL" gate odd.yaml
	expect_contains "$ERR" "not a file"
done
for sink in "--report markdown=fifo" "--export-json fifo"; do
	# shellcheck disable=SC2086
	timeout 20 "$BENCHCTL" gate $sink >"$OUT" 2>"$ERR" && fail "$sink succeeds"
	expect_contains "$ERR" "nobody reads this pipe"
done
expect_exit 2 timeout 20 "$BENCHCTL" gate --log-json fifo
expect_contains "$ERR" "nobody reads this pipe"

: "what the user hands over is read, whatever it is"
steady a 9 >one
run_file base.json <one
expect_exit 0 "$BENCHCTL" compare <(cat base.json) base.json
expect_exit 0 bash -c 'cat base.json | "$BENCHCTL" compare /dev/stdin base.json'
expect_exit 0 "$BENCHCTL" validate <(cat benchctl.yaml)
expect_exit 0 "$BENCHCTL" gate --report markdown=>(cat >report.md)
wait_until grep -q '[a-z]' report.md

: "a limit on file sizes is a full disk"
expect_exit 3 bash -c '(ulimit -f 0; exec "$BENCHCTL" compare base.json base.json --report json=x.json 2>&1) |
	cat >&2; exit "${PIPESTATUS[0]}"'
expect_contains "$ERR" "cannot write x.json: File too large"
expect_exit 3 "$BENCHCTL" run --log-json /dev/full
expect_contains "$ERR" "/dev/full is incomplete: No space left on device"
expect_exit 3 bash -c '"$BENCHCTL" help >/dev/full'
expect_contains "$ERR" "cannot write to standard output: No space left on device"

: "temporary files of a process that was killed"
mkdir -p results/run-900
touch results/run-900/.run.json.0123abcd results/run-900/metadata.json .x.json.0123abcd
expect_exit 0 "$BENCHCTL" compare base.json base.json --report json=x.json
expect_exit 0 "$BENCHCTL" run
[ -z "$(find . -name '.*.0123abcd')" ] || fail "left: $(find . -name '.*.0123abcd')"

: "numbers beyond what a folder of ours has"
mkdir results/run-99999999999999999999999
expect_exit 0 "$BENCHCTL" run
[ -e results/run-902/run.json ] || fail "there are: $(ls results)"
