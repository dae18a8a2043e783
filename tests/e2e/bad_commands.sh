#!/usr/bin/env bash
# Commands that misbehave: each is an error with its own sentence; benchctl measures the others.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
suite() { # what is benchmarked beside a command that is fine
	printf 'benchmark: { name: demo }\ndefaults: { runs: 2, warmup: 0, timeout: 5s }\nsuite:\n' >benchctl.yaml
	printf '  - { name: fine, command: "true" }\n' >>benchctl.yaml
	printf '  - { name: bad, %s }\n' "$@" >>benchctl.yaml
}

# fails SENTENCE BENCHMARK: bad is an error with that sentence, and fine has its samples.
fails() {
	suite "$2"
	expect_exit 3 "$BENCHCTL" run
	expect_contains "$OUT" "$1"
	expect_exit 3 "$BENCHCTL" run -q
	expect_exit 0 "$BENCHCTL" compare last last --filter fine
}
works() { # BENCHMARK
	suite "$1"
	expect_exit 0 "$BENCHCTL" run
}

fails "./nothing does not exist" 'command: ./nothing'
fails "nothing-at-all" 'command: nothing-at-all'
fails "chmod +x" 'command: ./benchctl.yaml'
printf 'echo\n' >no-interpreter && chmod +x no-interpreter
fails "not a program" 'command: ./no-interpreter'
fails "exited with status 3 in sample 1. Last lines of its stderr:" 'command: "echo begun; echo the reason >&2; exit 3"'
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "the reason"
echo 0 >runs
fails "exited with status 4 in sample 9. Last lines of its stderr:" "runs: 50, command: 'read n <runs; echo \$((n + 1)) >runs; echo run \$n >&2; [ \$n -lt 8 ] || exit 4'"
echo 0 >runs
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "run 8"
expect_lacks "$OUT" "run 7"
fails "was killed by SIGSEGV" "command: '$PROGRAMS/die 11'"
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "about to die"
fails "ran longer than its timeout of 200 ms and was killed" "command: '$PROGRAMS/tree', timeout: 200ms"
expect_no_process "$PROGRAMS/tree"
fails "ran longer than its timeout" "command: '$PROGRAMS/silent', timeout: 100ms"
expect_no_process "$PROGRAMS/silent"
fails "in prepare" 'command: "true", prepare: "false"'
fails "does not exist in nowhere" 'command: ./bad, cwd: nowhere'
fails "in sample 1: cannot change to the folder nowhere: No such" 'command: "true", cwd: nowhere'
fails "open its input nowhere: No such file or directory" 'command: cat, input: nowhere'
fails "open its input .: it is neither a regular file nor" 'command: cat, input: .'
mkfifo pipe
fails "open its input pipe: it is neither a regular file nor" 'command: cat, input: pipe'

# Not errors: benchctl kills leftover processes and reports them.
works "command: ['$PROGRAMS/daemonise']"
expect_contains "$OUT" "left 1 process running, which was killed"
expect_no_process "$PROGRAMS/daemonise"
works "command: ['$PROGRAMS/litter', '3']"
expect_contains "$OUT" "left 3 processes running, which were killed"
expect_no_process "$PROGRAMS/litter"
works "command: [cat]"
works "command: 'exit 3', ignore_failure: true"
works "command: ['$PROGRAMS/nonblock']"
fails "was killed by SIGSEGV" "command: '$PROGRAMS/die 11', ignore_failure: true"

# Both helpers of benchctl are killed.
suite "command: 'sleep 3921 & exec kill -9 \$(ps -o ppid= -p \$PPID) \$PPID'"
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "benchctl's helper process was killed, perhaps by the command that it ran"
expect_no_process "sleep 3921"

# benchctl stores no gigabyte of output, in memory or on disk: it measures itself here.
suite "command: ['$PROGRAMS/flood', '1024'], runs: 1, timeout: 60s"
mkdir inner && mv benchctl.yaml inner
expect_exit 0 "$BENCHCTL" run --runs 1 --warmup 0 --name self -- "$BENCHCTL" -C inner run
printf 'benchmark: { name: x }\ngate: { no_verdict: warn, metrics: { peak_rss: { max: 200MiB } } }\nsuite: [{ name: self, command: x }]\n' >limit.yaml
expect_exit 0 "$BENCHCTL" compare last last --config limit.yaml
expect_contains "$OUT" "self peak_rss"
[ "$(du -sk inner | cut -f1)" -lt 1024 ] || fail "the output was kept"
