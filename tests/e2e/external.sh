#!/usr/bin/env bash
# Frameworks with the External Benchmark Protocol: from a file or as benchmarks of the suite, judged like any
# other benchmark, and every way in which a harness can fail.
# long
. "$ROOT/tests/e2e/lib.sh"

loop='"loop_overhead":{"min_us":1,"max_us":9,"mean_us":3,"median_us":2,"p95_us":7,"p99_us":8,"count":5}'

# harness NAME: writes a program that reports what the shell code on standard input computes.
harness() {
	{ printf '#!/bin/sh\nloop=%s\n' "'$loop'"; cat; } >"$1"
	chmod +x "$1"
}

# frameworks COMMAND [ARG...]: a file with one framework, x, and the current $env.
env='[]'
frameworks() {
	jq -n --argjson env "$env" '{ frameworks: [{ name: "x", command: $ARGS.positional[0],
		args: $ARGS.positional[1:], env: $env, workingDir: null }] }' --args -- "$@" >fw.json
}

run_frameworks() { # STATUS OPTION...
	local status=$1
	shift
	expect_exit "$status" "$BENCHCTL" run --external-config fw.json --workload workload.json \
		--warmup 0 --runs 2 "$@"
}

# value METRIC: the samples of x in the last run, one per line.
values() {
	jq -r --arg metric "$1" '.runs[0].results[0].metrics[$metric].samples[]?' \
		"$(printf "%s\n" results/run-* | tail -1)/run.json"
}

mkdir work && cd work || exit
echo '{"name":"w"}' >workload.json

# The workload's path is the last argument, and the environment has the start time. benchctl computes the cold
# start from it exactly and ignores the harness's value.
harness stub <<'END'
printf '%s\n' "$@" >args
first=$(expr "$BENCH_START_EPOCH_NS" + 5000000)
echo "$EXTRA" >extra
echo
printf '  {"framework":"stub","cold_start_us":77,"first_llm_call_epoch_ns":%s,%s,"peak_rss_bytes":null,' \
	"$first" "$loop"
echo '"throughput_agents_per_sec":12.5,"token_overhead":{"total_tokens":9,"user_content_tokens":5,"overhead_tokens":4}}  '
END
env='[["EXTRA", "a ${EBP_SECRET} b"]]' EBP_SECRET=unused
frameworks ./stub --flag 'two words'
export EBP_SECRET=hush-hush
run_frameworks 0
printf '%s\n' --flag 'two words' "$PWD/workload.json" | cmp - args || fail "the arguments are wrong"
[ "$(cat extra)" = "a hush-hush b" ] || fail "the variable is not expanded"
! grep -rq hush-hush "$OUT" "$ERR" results || fail "a secret was written down"
[ "$(values cold_start)" = $'0.005\n0.005' ] || fail "cold_start is $(values cold_start)"
[ "$(values loop_overhead)" = $'2e-06\n2e-06' ] || fail "loop_overhead is $(values loop_overhead)"
[ "$(values loop_overhead_p99)" = $'8e-06\n8e-06' ] || fail "the quantiles are lost"
[ "$(values throughput)" = $'12.5\n12.5' ] || fail "throughput is $(values throughput)"
[ "$(values tokens_overhead)" = $'4\n4' ] || fail "tokens are lost"
[ -z "$(values peak_rss)" ] || fail "null is a value"

# env may be a map or pairs, and an inherited start time does not count.
env='{"EXTRA": "plain"}'
frameworks ./stub
BENCH_START_EPOCH_NS=1 run_frameworks 0
[ "$(values cold_start)" = $'0.005\n0.005' ] || fail "the inherited start was used"

unset EBP_SECRET
env='{"EXTRA": "${EBP_SECRET}"}'
frameworks ./stub
run_frameworks 3
expect_contains "$OUT" 'EXTRA: ${EBP_SECRET} is not set'
export EBP_SECRET=hush-hush
frameworks sh -c 'echo "key is $EXTRA" >&2; exit 1'
run_frameworks 3
expect_contains "$OUT" "subprocess exited with code 1: key is *********"
frameworks sh -c 'echo "key $EXTRA"'
run_frameworks 3
expect_contains "$OUT" "which begins: key *********"
! grep -rq hush-hush "$OUT" "$ERR" results || fail "a secret was written down"
env='[]'

# The working folder, and a call before the start.
harness early <<'END'
echo "{\"framework\":\"e\",\"cold_start_us\":77,\"first_llm_call_epoch_ns\":1000,$loop}"
END
mkdir elsewhere && cp early elsewhere/there
cat >fw.json <<'END'
{"frameworks": [{"name": "x", "command": "./there", "workingDir": "elsewhere"}]}
END
run_frameworks 0
expect_contains "$OUT" "first_llm_call_epoch_ns lies before BENCH_START_EPOCH_NS"
[ "$(values cold_start)" = $'0\n0' ] || fail "cold_start is $(values cold_start)"

# More output than a pipe holds on either stream, before and around the report.
harness loud <<'END'
head -c 1048576 /dev/zero | tr '\0' e >&2
head -c 200000 /dev/zero | tr '\0' ' '
echo "{\"framework\":\"l\",\"cold_start_us\":0,\"first_llm_call_epoch_ns\":$BENCH_START_EPOCH_NS,$loop}"
head -c 200000 /dev/zero | tr '\0' '\n'
head -c 1048576 /dev/zero | tr '\0' e >&2
END
frameworks ./loud
run_frameworks 0

# wrong TEXT COMMAND [ARG...]: the command fails with that sentence.
wrong() {
	local text=$1
	shift
	frameworks "$@"
	run_frameworks 3 --timeout 20s
	expect_contains "$OUT" "$text"
}
good='{"framework":"g","cold_start_us":0,"first_llm_call_epoch_ns":9223372036854775808,'$loop'}'
frameworks sh -c "echo '$good'; #"
run_frameworks 0
wrong "failed to parse EBP JSON output" echo "not valid json"
wrong "failed to parse EBP JSON output: the harness printed nothing" sh -c ':'
wrong "text after the end of the document" sh -c "echo '$good$good'; #"
wrong "at byte 0 of the output, which begins: log" sh -c "echo log; echo '$good'; #"
wrong "failed to parse EBP JSON output" sh -c "echo '[$good]'; #"
wrong "framework is missing" sh -c "echo '{}'; #"
wrong "first_llm_call_epoch_ns: " sh -c "echo '${good/9223372036854775808/1.5}'; #"
wrong "first_llm_call_epoch_ns: " sh -c "echo '${good/9223372036854775808/-1}'; #"
wrong "p99_us is missing" sh -c "echo '${good/'"p99_us":8,'/}'; #"
wrong "more than 16 MiB" sh -c "head -c 17000000 /dev/zero | tr '\\0' ' '; echo '$good'; #"
wrong "failed to spawn subprocess: /this/command/does/not/exist" /this/command/does/not/exist
expect_contains "$OUT" "No such file or directory"
wrong "failed to spawn subprocess: " this-command-does-not-exist-anywhere
# benchctl looks for the harness in the folder where it runs.
mkdir there && touch there/harness
cat >there.yaml <<'END'
benchmark: { name: there }
suite: [{ name: x, external: { command: ./harness, workload: w.json, working_dir: there } }]
END
expect_exit 3 "$BENCHCTL" run there.yaml
expect_contains "$OUT" "./harness is not an executable file; try: chmod +x: Permission denied"
rm there/harness
expect_exit 3 "$BENCHCTL" run there.yaml
expect_contains "$OUT" "./harness does not exist in there: No such file or directory"
rm -r there there.yaml
wrong "subprocess exited with code 1: " sh -c 'exit 1'
wrong "subprocess exited with code 7: both lines" sh -c 'printf "\n  both lines\n\n" >&2; exit 7; #'
wrong "subprocess exited with code -1 (SIGKILL): " sh -c 'kill -9 $$'

# A timeout kills the whole process tree.
frameworks sh -c 'sleep 10.77135; #'
run_frameworks 3 --timeout 1s
expect_contains "$OUT" "external framework 'x' timed out after 1s"
expect_no_process 'sleep 10.7713[5]'

# The comparison of frameworks reports only significant differences.
contender() { # NAME COLD_START_MS THROUGHPUT
	harness "$1.sh" <<END
n=\$(cat "\$PWD/../count.$1" 2>/dev/null || echo 0)
echo \$(((n * 7 + 3) % 89)) >"\$PWD/../count.$1"
printf '{"framework":"$1","cold_start_us":0,"throughput_agents_per_sec":$3.%02d,' \$((n + 10))
first=\$(expr \$BENCH_START_EPOCH_NS + $2\$((n + 10))0000)
echo "\"first_llm_call_epoch_ns\":\$first,\$loop}"
END
}
contender slow 300 5
contender fast 200 9
cat >fw.json <<'END'
{"frameworks": [{"name": "slow", "command": "./slow.sh"}, {"name": "fast", "command": "./fast.sh"},
 {"name": "broken", "command": "false"}]}
END
run_frameworks 3 --runs 12
expect_exit 0 "$BENCHCTL" compare --frameworks
expect_contains "$OUT" "cold_start (less is better)"
expect_contains "$OUT" "fast wins: chance does not explain its lead"
expect_contains "$OUT" "1.5x (1.5 to 1.5)"
expect_contains "$OUT" "throughput (more is better)"
expect_contains "$OUT" "no winner: fast and slow may differ by chance"
expect_contains "$OUT" "not compared because they failed: broken"
expect_exit 0 "$BENCHCTL" compare --frameworks last --export-markdown "$E2E_DIR/frameworks.md" --quiet
expect_lines "$OUT" 0
expect_contains "$E2E_DIR/frameworks.md" '| `fast` | '
expect_contains "$E2E_DIR/frameworks.md" '`fast` wins'
# Two samples per side can show nothing.
run_frameworks 3
expect_exit 0 "$BENCHCTL" compare --frameworks
expect_lacks "$OUT" "wins"
expect_contains "$OUT" "no winner"
expect_exit 2 "$BENCHCTL" compare --frameworks --filter fast
expect_contains "$ERR" "no two of the selected results"
expect_exit 2 "$BENCHCTL" compare --frameworks a b
expect_exit 2 "$BENCHCTL" compare --frameworks --report junit=x

# Invalid files, and options that exclude each other.
expect_exit 2 "$BENCHCTL" run --external-config nowhere.json --workload workload.json
expect_contains "$ERR" "nowhere.json: No such file or directory"
echo '{' >broken.json
expect_exit 2 "$BENCHCTL" run --external-config broken.json --workload workload.json
expect_contains "$ERR" "failed to parse external config file 'broken.json'"
echo '{"frameworks":[]}' >broken.json
expect_exit 2 "$BENCHCTL" run --external-config broken.json --workload workload.json
expect_exit 2 "$BENCHCTL" run --external-config fw.json
expect_contains "$ERR" "needs --workload"
expect_exit 2 "$BENCHCTL" run --external-config fw.json --workload workload.json -- true

# The harness alone reads the workload, unless an option asks for a check.
expect_exit 2 "$BENCHCTL" validate --workload workload.json
expect_contains "$ERR" 'workload.json:1:13: description is missing'
cat >workload.json <<'END'
{"name": "w", "description": "d", "model": "m", "expectedTurns": 2,
 "agent": {"instructions": "i", "tools": {}, "userMessage": "u"}}
END
expect_exit 0 "$BENCHCTL" validate --workload workload.json
expect_contains "$OUT" "workload 'w' for m, 2 turns expected, schema 1"

# A framework as a benchmark of the suite, in both modes.
cd .. && new_repo repo
cp ../work/workload.json .
slow=2
write_harness() {
	harness agent.sh <<END
n=\$(cat "\$COUNTER" 2>/dev/null || echo 0)
echo \$(((n * 7 + 3) % 89)) >"\$COUNTER"
echo "{\"framework\":\"a\",\"cold_start_us\":0,\"first_llm_call_epoch_ns\":\$(expr \$BENCH_START_EPOCH_NS + ${slow}00\$((n + 10))0000),\$loop}"
END
}
export COUNTER=$PWD/../counter
write_harness
cat >benchctl.yaml <<'END'
benchmark: { name: agents }
defaults: { warmup: 0, runs: 20, max_time: 1ms }
suite:
  - name: agent
    external: { command: ./agent.sh, args: [-x], workload: workload.json, env: { A: "${HOME}" } }
END
printf 'results/\n' >.gitignore
expect_exit 0 "$BENCHCTL" validate
commit first
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
slow=3
write_harness
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "agent"
printf 'build: "true"\n' >>benchctl.yaml
commit slower
expect_exit 1 "$BENCHCTL" gate --against HEAD~1
expect_contains "$OUT" "cold_start"
expect_exit 0 "$BENCHCTL" selftest --inject 50%

sed -i 's/workload: workload.json, //' benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "external: workload is missing"
