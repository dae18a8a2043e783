#!/usr/bin/env bash
# Hooks around a benchmark: order, number, and which are skipped after a failure.
. "$ROOT/tests/e2e/lib.sh"

new_repo
# hooked EXTRA...: each hook writes its letter; EXTRA adds YAML.
hooked() {
	cat >benchctl.yaml <<-END
		benchmark: { name: demo, order: sequential }
		suite:
		  - name: a
		    warmup: 1
		    runs: 2
		    setup: printf S >>log
		    prepare: printf p >>log
		    command: printf R >>log
		    conclude: printf c >>log
		    cleanup: printf C >>log
		$(printf '    %s\n' "$@")
	END
	: >log
}
expect_log() {
	[ "$(cat log)" = "$1" ] || fail "the order is $(cat log), not $1"
}
fails_in() { # SENTENCE LOG
	expect_exit 3 "$BENCHCTL" run
	expect_contains "$OUT" "$1"
	expect_log "$2"
}

hooked
expect_exit 0 "$BENCHCTL" run
expect_log SpRcpRcpRcC
: >log
expect_exit 0 "$BENCHCTL" run --warmup 0 --runs 3
expect_log SpRcpRcpRcC
: >log
expect_exit 0 "$BENCHCTL" run -w 2 -r 1 --prepare 'printf q >>log'
expect_log SqRcqRcqRcC

hooked
sed -i "s/setup: .*/setup: printf S >>log; false/" benchctl.yaml
fails_in "in setup" SC
hooked
sed -i "s/prepare: .*/prepare: printf p >>log; false/" benchctl.yaml
fails_in "in prepare" SpC
hooked
sed -i "s/conclude: .*/conclude: printf c >>log; false/" benchctl.yaml
fails_in "in conclude" SpRcC
hooked
sed -i "s/command: .*/command: printf R >>log; false/" benchctl.yaml
fails_in "in warm-up" SpRC
hooked 'ignore_failure: true'
sed -i "s/command: .*/command: printf R >>log; false/" benchctl.yaml
expect_exit 0 "$BENCHCTL" run
expect_log SpRcpRcpRcC

# Samples stay valid if cleanup fails; a warning reports it.
hooked
sed -i "s/cleanup: .*/cleanup: printf C >>log; echo rubbish >\&2; false/" benchctl.yaml
expect_exit 0 "$BENCHCTL" run
expect_log SpRcpRcpRcC
expect_contains "$OUT" "exited with status 1 in cleanup"
expect_contains "$OUT" "rubbish"

# Setup may create the measured program.
hooked
sed -i "s|setup: .*|setup: printf '#!/bin/sh\\\\nprintf M >>log' >made; chmod +x made|; s|command: .*|command: ./made|" benchctl.yaml
expect_exit 0 "$BENCHCTL" run
expect_log pMcpMcpMcC

# The number of runs, from each option that sets it.
count() { # RUNS EXPECTED
	cat >benchctl.yaml <<-END
		benchmark: { name: demo }
		suite: [{ name: a, command: "printf R >>log", warmup: 0, $1 }]
	END
	: >log
	expect_exit 0 "$BENCHCTL" run
	[ "$(wc -c <log)" -eq "$2" ] || fail "$1: $(wc -c <log) runs"
}
count "runs: 1" 1
count "runs: 7" 7
count "runs: 3..5, max_time: 1h" 5
count "runs: 3..1000, max_time: 0s" 3
