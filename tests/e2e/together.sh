#!/usr/bin/env bash
# schedule: parallel: who is measured together, what the run says, and what stays when it is ended.
. "$ROOT/tests/e2e/lib.sh"

new_repo
# Two benchmarks that wait for each other, and two that use the same and must not meet.
cat >benchctl.yaml <<'END'
benchmark: { name: together, machine_class: pool, schedule: parallel, max_parallel: 4 }
defaults: { runs: 2, warmup: 0, timeout: 20s, max_time: 0 }
suite:
  - { name: one, command: "sh -c 'echo >there; read answer <back'", resources: [disk], generate: { D: { size: 1KiB } } }
  - { name: two, command: "sh -c 'read question <there; echo >back; echo x.y 7 1 >>$BENCHCTL_METRICS'", resources: [network] }
  - { name: cpu/a, command: "sh -c 'mkdir alone && sleep 0.05 && rmdir alone'", resources: [cpu] }
  - { name: cpu/b, command: "sh -c 'mkdir alone && sleep 0.05 && rmdir alone'", resources: [cpu] }
  - { name: broken, command: "false", resources: [memory] }
END
mkfifo there back
expect_exit 0 "$BENCHCTL" validate
expect_exit 3 "$BENCHCTL" run --output-dir out --log-json log
expect_contains "$OUT" "benchmarks ran at the same time (schedule: parallel)"
expect_contains "$OUT" "false exited with status 1 in sample 1"
jq -e '.runs[0] | .schedule == "parallel" and (.results | length) == 5
	and ([.results[] | select(.status == "ok" and (.metrics.wall.samples | length) == 2).id] == ["cpu/a", "cpu/b", "one", "two"])
	and (.results[] | select(.id == "two").metrics["x.y"].samples) == [7, 7]' out/run-001/run.json >/dev/null ||
	fail "$(cat out/run-001/run.json)"
[ "$(jq -r 'select(.event == "done").benchmark' log | sort | tr '\n' ' ')" = "broken cpu/a cpu/b one two " ] || fail "$(cat log)"
[ -z "$(find out -name 'metrics.txt*')" ] || fail "files of metrics stay: $(find out)"

# Runs of both kinds are not compared.
expect_exit 3 "$BENCHCTL" run --output-dir out --max-parallel 1 --filter 'cpu/*' --filter broken
jq -e '.runs[0].schedule == null' out/run-002/run.json >/dev/null || fail "--max-parallel 1 is parallel"
expect_exit 4 "$BENCHCTL" compare out/run-001/run.json out/run-002/run.json --filter 'cpu/*'
expect_contains "$OUT" "cannot be compared: base was measured with schedule: parallel, head"

# Where nothing may run beside anything, the schedule is a mistake.
sed -i '/name: one\|name: two\|broken/d' benchctl.yaml
for command in validate run "run --dry-run"; do
	# shellcheck disable=SC2086
	expect_exit 2 "$BENCHCTL" $command
	expect_contains "$ERR" "schedule: parallel has no effect, because the 2 benchmarks use the same resources"
done
sed -i 's/mkdir alone && sleep 0.05 && rmdir alone/true/' benchctl.yaml
expect_exit 0 "$BENCHCTL" run --allow-conflict

# What is judged is measured in turns.
commit "a suite"
expect_exit 0 "$BENCHCTL" run --allow-conflict
expect_exit 3 "$BENCHCTL" baseline refresh last
expect_contains "$ERR" "has schedule: parallel; a baseline is measured one benchmark at a time"
expect_exit 4 "$BENCHCTL" baseline export
expect_exit 4 "$BENCHCTL" history record
expect_contains "$ERR" "the run has schedule: parallel; the history records only runs that measured one benchmark at a time"
expect_exit 0 "$BENCHCTL" baseline refresh
expect_contains "$ERR" "schedule: parallel applies only to \`benchctl run\`; a gate and a baseline measure one benchmark at a time"
! grep -q '"schedule"' baselines/together/pool.json || fail "a parallel baseline: $(cat baselines/together/pool.json)"

expect_exit 2 "$BENCHCTL" --tests cpu,memory --max-parallel 2
expect_contains "$ERR" "--allow-conflict"
expect_exit 0 "$BENCHCTL" --tests cpu,disk --max-parallel 2 --runs 1 --set time=1ms --set kernels=int --set size=64KiB \
	--set block=4KiB --output-dir built-in
jq -e '.runs[0] | .schedule == "parallel" and ([.results[] | select(.status == "ok").id] | contains(["cpu/int/single",
	"disk/seq_read"]))' built-in/run-001/run.json >/dev/null || fail "$(cat built-in/run-001/run.json)"

# However benchctl ends, so do all of them.
cat >benchctl.yaml <<'END'
benchmark: { name: together, schedule: parallel, max_parallel: 2 }
defaults: { runs: 1, warmup: 0 }
suite:
  - { name: a, command: "sleep 3917", resources: [disk] }
  - { name: b, command: "sleep 3918", resources: [cpu] }
  - { name: c, command: "true", resources: [network] }
END
both_run() { pgrep -fx "sleep 3917" >/dev/null && pgrep -fx "sleep 3918" >/dev/null; }
for signal in INT TERM KILL; do
	"$BENCHCTL" run --output-dir "$signal" >"$OUT" 2>"$ERR" &
	pid=$!
	wait_until both_run
	kill "-$signal" "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -gt 128 ] || fail "exit status $status after SIG$signal: $(cat "$ERR")"
	expect_no_process "sleep 3917"
	expect_no_process "sleep 3918"
done
jq -e '.runs[0] | .status == "interrupted" and ([.results[].status] | unique) == ["unfinished"]' TERM/run-001/run.json \
	>/dev/null || fail "$(cat TERM/run-001/run.json)"
