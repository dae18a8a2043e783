#!/usr/bin/env bash
# Metrics of a command besides its time, and user metrics.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo

# figure BENCHMARK METRIC [FILTER]: from the newest run, the middle sample, or FILTER applied to the metric.
figure() {
	jq -r --arg id "$1" --arg metric "$2" ".runs[0].results[] | select(.id == \$id).metrics[\$metric] |
		${3:-.samples | sort | .[length / 2 | floor]}" "$(printf '%s\n' results/run-*/run.json | tail -n1)"
}

# expect_between LOW HIGH WHAT NUMBER
expect_between() {
	awk -v low="$1" -v high="$2" -v v="$4" 'BEGIN { exit !(v >= low && v <= high) }' ||
		fail "$3 is $4, not between $1 and $2"
}

cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 3, warmup: 1 }
suite:
  - { name: blocks, command: dd if=/dev/zero of=blocks bs=1M count=64, work: 64 MiB }
  - { name: burn, command: $PROGRAMS/burn 200, work: "\${n} items", matrix: { n: [1000] } }
  - { name: allocate, command: $PROGRAMS/allocate 200 }
  - { name: threads, command: $PROGRAMS/threads 20 }
  - name: report
    command: 'echo "score 12.5 points better=higher" >>"\$BENCHCTL_METRICS"; echo "size 3 MiB" >>"\$BENCHCTL_METRICS"'
    metric: score
    clean_env: true
    prepare: echo nonsense >>"\$BENCHCTL_METRICS"
END
expect_exit 0 "$BENCHCTL" run

# One read and one write per block, plus those of program start.
expect_between 128 400 "dd's I/O operations" "$(figure blocks io_operations)"
expect_between 1e6 1e12 "dd's throughput" "$(figure blocks throughput)"
[ "$(figure blocks throughput .unit)" = B/s ] || fail "dd's throughput has the wrong unit"
[ "$(stat -f -c %T .)" = tmpfs ] || expect_between 67108864 90000000 "what dd writes" "$(figure blocks written)"

# Other programs may use the processor too, so only the upper bound is exact.
expect_between 0.05 1.05 "utilisation of a loop" "$(figure burn/n=1000 cpu_utilization)"
expect_between 0.18 0.60 "time of the processor" "$(figure burn/n=1000 cpu)"
# The wall time without waiting for a processor, where the kernel counts that by the same clock.
if [ -e /proc/self/schedstat ] && [ -z "${UNEVEN_CLOCK-}" ]; then
	jq -e '.runs[0].results[] | select(.id == "burn/n=1000").metrics | [.wall, .wall_net | .samples] | transpose |
		length == 3 and all(.[1] <= .[0] and .[1] > 0.18)' results/run-001/run.json >/dev/null ||
		fail "no wall time without waiting: $(jq -c '.runs[0].results[].metrics | keys' results/run-001/run.json)"
	# Nobody says how long other threads and other processes waited.
	jq -e '[.runs[0].results[] | select(.metrics.wall_net).id] | index("burn/n=1000") and (index("threads") | not)' \
		results/run-001/run.json >/dev/null || fail "wall_net of threads: $(jq -c . results/run-001/run.json)"
fi
[ "$(figure burn/n=1000 throughput '"\(.unit) \(.better)"')" = "items/s higher" ] ||
	fail "throughput is not in items/s"
expect_between 1 5000 "items per second" "$(figure burn/n=1000 throughput)"
expect_between 209715200 230000000 "peak RSS" "$(figure allocate peak_rss)"
expect_between 0 20000000 "peak RSS after that of another" "$(figure burn/n=1000 peak_rss)"

# User metrics; the first is the primary one. Lines that prepare writes do not count.
[ "$(figure report score '"\(.unit) \(.better) \(.samples)"')" = "points higher [12.5,12.5,12.5]" ] ||
	fail "score is not as reported"
[ "$(figure report size '"\(.unit) \(.samples[0])"')" = "B 3145728" ] || fail "size is not as reported"
[ "$(jq -r '.runs[0].results[] | select(.id == "report").metrics | keys_unsorted[0]' results/run-001/run.json)" \
	= score ] || fail "score is not the primary metric"
expect_contains "$OUT" "12.5 points"
[ ! -e results/run-001/metrics.txt ] || fail "the file of metrics is left behind"

# A user metric fails the gate.
# shellcheck disable=SC2016
printf '%s\n' '#!/bin/sh' 'echo "score $(cat score) points better=higher" >>"$BENCHCTL_METRICS"' >report
chmod +x report
echo 100 >score
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { runs: 10, warmup: 0 }
suite:
  - { name: report, command: ./report, metric: score }
END
echo results >.gitignore
commit "a score"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
echo 80 >score
commit "a lower score"
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "score"
expect_contains "$OUT" "-20"

# A bad line is an error of the benchmark and names the line; so is a missing primary metric.
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: bad, command: "printf 'fine 1 s\n\nscore twelve points\n' >>$BENCHCTL_METRICS" }
  - { name: own, command: "echo wall 1 s >>$BENCHCTL_METRICS" }
  - { name: long, command: "head -c 70000 /dev/zero | tr '\\0' x >>$BENCHCTL_METRICS" }
  - { name: none, command: "true", metric: nothing }
  - { name: neutral, command: "true", metric: cpu_utilization }
  - name: report
    command: 'echo "score 1 1" >>"$BENCHCTL_METRICS"; echo "BenchmarkA 10 5 ns/op"'
    import: go-test
END
expect_exit 3 "$BENCHCTL" run
reasons=$(jq -r '.runs[0].results[] | "\(.id): \(.reason)"' "$(printf '%s\n' results/run-*/run.json | tail -n1)")
for reason in "bad: BENCHCTL_METRICS, line 3: 'score twelve points': the value is not a decimal number" \
	"own: BENCHCTL_METRICS, line 1: 'wall 1 s': benchctl measures a metric of that name; choose another" \
	"long: BENCHCTL_METRICS: one run wrote more than 64 KiB" \
	"none: metric: the benchmark does not report 'nothing'; it reports: wall, " \
	"neutral: metric: cpu_utilization is neither lower-is-better nor" \
	"report/A: BENCHCTL_METRICS, line 1: 'score 1 1': a benchmark with import has only the metrics of the imported report"; do
	[[ $reasons == *"$reason"* ]] || fail "the reasons lack: $reason"$'\n'"$reasons"
done

cat >benchctl.yaml <<'END'
benchmark: { name: demo }
suite:
  - { name: a, command: "true", work: some }
END
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "work: 'some' is not an amount of work such as 1000 items or 64 MiB"

# The run and its reports record contention.
if [ -r /proc/pressure/cpu ]; then
	cpu=$(sed -n 's/^Cpus_allowed_list:[[:blank:]]*\([0-9]*\).*/\1/p' /proc/self/status)
	cat >benchctl.yaml <<-END
	benchmark: { name: crowd }
	defaults: { runs: 2, warmup: 0, cpus: "$cpu" }
	suite:
	  - { name: crowd, command: "for i in 1 2 3; do $PROGRAMS/burn 200 & done; wait" }
	END
	commit "a crowd"
	expect_exit 0 "$BENCHCTL" run
	expect_contains "$OUT" "note: the machine was busy: results are less certain (processes waited for a processor"
	[[ $(jq -r '.runs[0].warning' "$(printf '%s\n' results/run-*/run.json | tail -n1)") == \
		"processes waited for a processor "*"% of the time"* ]] || fail "the run does not say so"
	expect_exit 0 "$BENCHCTL" gate --allow-missing-baseline --report "markdown=report.md"
	expect_contains "$OUT" "note: the machine was busy: results are less certain (processes waited"
	expect_contains report.md "the machine was busy: results are less certain (processes waited for a processor"
fi

# Instructions: from the processor if possible, from valgrind if installed, or none.
cat >benchctl.yaml <<END
benchmark: { name: counted }
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: plain, command: "true" }
  - { name: any, command: "true", counters: auto }
END
expect_exit 0 "$BENCHCTL" run
[ "$(figure plain wall '. != null')" = true ] || fail "a plain command lost its time"
[ "$(jq '[.runs[0].results[] | select(.id == "plain").metrics | keys[] | select(startswith("counter."))] | length' \
	"$(printf '%s\n' results/run-*/run.json | tail -n1)")" = 0 ] || fail "counters nobody asked for"
got=0
"$BENCHCTL" run --counters perf -- true >"$OUT" 2>"$ERR" || got=$?
case $got in
0) expect_between 1000 1e9 "instructions of true" "$(figure true counter.instructions)" ;;
3) expect_contains "$OUT" "counters: perf: " ;;
*) fail "counters: perf ended with $got" ;;
esac
if command -v valgrind >/dev/null; then
	for n in 10 20; do
		expect_exit 0 "$BENCHCTL" run --runs 2 --warmup 0 --counters valgrind -- seq $n"000"
		counts+=("$(figure seq counter.valgrind.instructions)")
		[ "$(figure seq wall '.samples | length')" = 2 ] || fail "valgrind's run is no sample of time"
	done
	expect_exit 0 "$BENCHCTL" run --runs 2 --warmup 0 --counters valgrind -- seq 10000
	expect_between 0.99 1.01 "the same again" \
		"$(awk -v a="${counts[0]}" -v b="$(figure seq counter.valgrind.instructions)" 'BEGIN { print b / a }')"
	expect_between 1.2 2.2 "twice as much work" "$(awk -v a="${counts[0]}" -v b="${counts[1]}" 'BEGIN { print b / a }')"
	[ ! -e "$(printf '%s\n' results/run-* | tail -n1)/metrics.txt.valgrind" ] || fail "valgrind's logs are left"
else
	expect_exit 3 "$BENCHCTL" run --counters valgrind -- true
	expect_contains "$OUT" "valgrind is not in PATH"
fi

# An EBP harness may report more metrics; options for commands alone are errors.
cat >harness <<'END'
#!/bin/sh
echo "tokens 1200 1 better=exact" >>"$BENCHCTL_METRICS"
echo "{\"framework\":\"f\",\"cold_start_us\":1,\"first_llm_call_epoch_ns\":$(date +%s%N),\"loop_overhead\":{
	\"min_us\":1,\"max_us\":1,\"mean_us\":1,\"median_us\":1,\"p95_us\":1,\"p99_us\":1,\"count\":1}}"
END
chmod +x harness
echo '{}' >workload.json
cat >benchctl.yaml <<'END'
benchmark: { name: harness }
defaults: { runs: 2, warmup: 1 }
suite:
  - { name: harness, external: { command: ./harness, workload: workload.json } }
END
expect_exit 0 "$BENCHCTL" run
[ "$(figure harness tokens '"\(.exact) \(.samples)"')" = "true [1200,1200]" ] || fail "tokens are not as reported"
sed -i 's/workload.json }/&, leak: rss/' benchctl.yaml
expect_exit 2 "$BENCHCTL" run
expect_contains "$ERR" "benchctl.yaml:4:81: 'leak' has no effect on a benchmark with 'external'; remove it"

# A kernel that does not count turns has no such file, or zeros in it; then no sample has wall_net.
if unshare --mount --pid --fork true 2>/dev/null; then
	for turns in "" "0 0 0"; do
		expect_exit 0 unshare --mount --pid --fork sh -c 'mount -t tmpfs none /proc
			for pid in $(seq 400); do mkdir /proc/$pid; [ ! "$1" ] || echo "$1" >/proc/$pid/schedstat; done
			exec "$BENCHCTL" run -q -N -r 40 --output-dir "$2" -- "$PROGRAMS/burn 2"' sh "$turns" "$E2E_DIR/turns"
		jq -e '.runs[0].results[0].metrics | (.wall.samples | length) == 40 and (has("wall_net") | not)' \
			"$E2E_DIR/turns/run-001/run.json" >/dev/null || fail "wall_net where the kernel does not say it"
		rm -r "$E2E_DIR/turns"
	done
fi
