#!/usr/bin/env bash
# Without pidfd_open (old kernel, sandbox) everything works: benchmarks, timeouts, interrupts, git.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool }
build: "true"
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: quick, command: "true" }
  - { name: fails, command: exit 3 }
  - { name: slow, command: "$PROGRAMS/tree", timeout: 100ms }
END
commit first

for fault in 38 1; do # ENOSYS, EPERM
	expect_exit 3 "$PROGRAMS/no_pidfd" $fault "$BENCHCTL" run
	jq -e '.runs[0] | .commit and ([.results[] | .status] == ["error", "ok", "error"]) and
		(.results[1].metrics.wall.samples | length == 3 and all(. > 0 and . < 20))' \
		results/run-001/run.json >"$OUT" || fail "not as elsewhere: $(cat results/run-001/run.json)"
	expect_contains results/run-001/run.json 'exited with status 3'
	expect_contains results/run-001/run.json 'longer than its timeout of 100 ms'
	expect_no_process "$PROGRAMS/tree"
	expect_exit 0 "$PROGRAMS/no_pidfd" $fault "$BENCHCTL" run -f quick
	expect_exit 0 "$PROGRAMS/no_pidfd" $fault "$BENCHCTL" baseline refresh last --commit
	expect_exit 0 git cat-file -e HEAD:baselines/demo/pool.json
	git reset -q --hard HEAD~

	env --default-signal=INT "$PROGRAMS/no_pidfd" $fault "$BENCHCTL" run -f slow --timeout 60s >"$OUT" 2>"$ERR" &
	wait_until eval 'pgrep -f "^$PROGRAMS/tree" >/dev/null'
	kill -INT $!
	status=0
	wait $! || status=$?
	[ $status -eq 130 ] || fail "exit status $status after SIGINT: $(cat "$ERR")"
	expect_no_process "$PROGRAMS/tree"
	rm -r results
done
