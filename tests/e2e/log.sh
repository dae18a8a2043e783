#!/usr/bin/env bash
# --log-json: the events of each benchmark as JSON lines.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v jq >/dev/null || skip "there is no jq"

log=$E2E_DIR/log.jsonl
# events [FILTER]: the log's objects, one per line; checks the members that every event has.
events() {
	jq -c -e 'select(.ts | test("^2[0-9]{3}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}[.][0-9]{3}Z$") | not)' "$log" &&
		fail "a time is not RFC 3339 with milliseconds"
	[ "$(jq -c 'select(.level and .event and .run_id and .benchmark and .module)' "$log" | wc -l)" -eq \
		"$(wc -l <"$log")" ] || fail "a line lacks what all have: $(cat "$log")"
	jq -r "${1-.}" "$log"
}
# expect_events TEXT FILTER SEPARATOR [-u]: the filter's result over the lines is TEXT.
expect_events() {
	local got
	got=$(events "$2" | if [ $# -lt 4 ]; then cat; else sort "$4"; fi | paste -sd"$3")
	[ "$got" = "$1" ] || fail "expected '$1', got '$got' from: $(cat "$log")"
}
# run_logged STATUS OPTION...
run_logged() {
	local status=$1
	shift
	rm -f "$log"
	expect_exit "$status" "$BENCHCTL" run --log-json "$log" "$@"
}

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool, order: sequential }
gate: { threshold: 100000% } # no time decides
defaults: { runs: 3, warmup: 1 }
suite:
  - { name: good, command: [sh, -c, "exit 0"], setup: "true" }
  - { name: bad, command: "false" }
  - { name: absent, command: ./not-there }
  - { name: late, command: [sleep, "23.4567"], timeout: 100ms }
END
printf 'results/\n' >.gitignore
commit one

# A good run: every process that starts also ends, including warm-up and setup.
run_logged 0 --filter good
expect_events "setup init 1,benchmark warmup 1" \
	'select(.event == "spawn" and .phase != "run") | "\(.process) \(.phase) \(.runs)"' ,
[ "$(events .event | sed -n '1p;$p' | paste -sd,)" = start,done ] || fail "it ends before it begins"
expect_events "setup init 0,benchmark warmup 0,benchmark run 0,benchmark run 0,benchmark run 0" \
	'select(.event == "exit") | "\(.process) \(.phase) \(.code)"' ,
expect_events "ok 3 info" 'select(.event == "done") | "\(.status) \(.samples) \(.level)"' ,
expect_events "run-001" .run_id , -u
expect_events "sh -c 'exit 0',true" 'select(.event == "spawn") | .command' , -u
jq -e 'select(.event == "exit" and (.wall_s > 0 | not))' "$log" && fail "an exit without its time"
[ -n "${UNEVEN_CLOCK-}" ] || jq -s -e 'map(.ts) == (map(.ts) | sort)' "$log" >/dev/null || fail "the times are not in order"

# A failing command, a missing one, a timeout.
run_logged 3 --filter bad
expect_events "info start  ,info spawn  ,error exit exited 1,error done  " \
	'"\(.level) \(.event) \(.outcome // "") \(.code // "")"' ,
expect_events "false exited with status 1 in warm-up" 'select(.event == "done") | .reason' ,
run_logged 3 --filter absent
expect_events "start,done" .event ,
run_logged 3 --filter late
expect_events "start,spawn,timeout error timeout,done error" \
	'[.event, if .level == "error" then .level else empty end, .outcome // empty] | join(" ")' ,

# benchctl appends lines; each run has its own id.
run_logged 3
expect_events "start,done" 'select(.benchmark == "absent") | .event' ,
expect_events "absent,bad,good,late" 'select(.event == "done") | .benchmark' , -u
lines=$(wc -l <"$log")
expect_exit 0 "$BENCHCTL" run --filter good --log-json "$log"
[ "$(wc -l <"$log")" -gt "$lines" ] || fail "the log was begun anew"
expect_events "run-005,run-006" .run_id , -u

# The gate logs both sides.
printf 'build: "true"\n' >>benchctl.yaml
commit two
rm "$log"
expect_exit 0 "$BENCHCTL" gate --filter good --against HEAD~1 --log-json "$log" --max-time 1ms
expect_events "base,head" 'select(.event == "done") | .side' , -u

# Standard error has nothing else.
expect_exit 0 "$BENCHCTL" run --filter good --log-json -
expect_lacks "$OUT" '"event"'
mv "$ERR" "$log"
events >/dev/null

# The External Benchmark Protocol; no secret reaches the log, even in quoted output.
cat >agent.sh <<'END'
#!/bin/sh
[ -z "$FAIL" ] || { echo "the key is $KEY" >&2; exit 1; }
echo '{"framework":"a","cold_start_us":0,"first_llm_call_epoch_ns":9223372036854775808,"loop_overhead":
{"min_us":1,"max_us":9,"mean_us":3,"median_us":2,"p95_us":7,"p99_us":8,"count":5}}'
END
chmod +x agent.sh
echo '{}' >workload.json
cat >benchctl.yaml <<'END'
benchmark: { name: agents, machine_class: pool }
defaults: { runs: 2, warmup: 0 }
suite:
  - name: agent
    external: { command: ./agent.sh, workload: workload.json, env: { KEY: "a${EBP_SECRET}" } }
END
export EBP_SECRET=hush-hush
run_logged 0
expect_events "start,spawn,exit,spawn,exit,done" .event ,
expect_events "external" .module , -u
FAIL=1 run_logged 3
expect_events "subprocess exited with code 1: the key is a*********" 'select(.reason) | .reason' ,
sed -i '$s/$/\n    prepare: [sh, -c, "echo $KEY >\&2; exit 1"]/' benchctl.yaml
run_logged 3
jq -r 'select(.reason) | .reason' "$log" | grep -q 'a\*\*\*\*\*\*\*\*\*' || fail "the reason is: $(cat "$log")"
! grep -rq hush-hush "$log" "$OUT" "$ERR" results || fail "a secret was written down"

# If the log cannot be opened, benchctl says so before it runs anything; if writing fails, at the end.
expect_exit 2 "$BENCHCTL" run --log-json no/such/log -- true
expect_contains "$ERR" "--log-json: cannot write no/such/log: No such file or directory; nothing was run"
expect_exit 3 "$BENCHCTL" run --log-json /dev/full -- true
expect_contains "$ERR" "--log-json: /dev/full is incomplete: No space left on device"
expect_lines "$ERR" 1
# shellcheck disable=SC2016
expect_exit 3 bash -c 'ulimit -f 8; exec "$BENCHCTL" run --log-json big --runs 100 -- true'
expect_contains "$ERR" "--log-json: big is incomplete: File too large"
[ "$(tail -c 1 big | od -An -tx1)" = " 0a" ] || fail "half a line: $(tail -n 1 big)"
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	mkdir small
	expect_exit 0 unshare -m bash -euc 'mount -t tmpfs -o size=4k,nr_inodes=20 none small
		"$BENCHCTL" run --log-json small/log --runs 100 -- true || [ $? -eq 3 ]; cp small/log '"$log"
	expect_contains "$ERR" "small/log is incomplete: No space left on device"
	expect_lines "$ERR" 1
	events >/dev/null
fi
