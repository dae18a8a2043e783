#!/usr/bin/env bash
# A benchmark whose command prints a report: benchctl reads it and judges its sub-benchmarks like other
# results, in both modes.
# long
. "$ROOT/tests/e2e/lib.sh"

# tool FOO: a Google Benchmark with two results, the first about FOO microseconds long.
tool() {
	cat >bench.sh <<END
#!/bin/sh
# The counter changes by itself, so samples differ without a clock.
n=\$(cat "\$COUNTER" 2>/dev/null || echo 0)
echo \$(((n * 7 + 3) % 89)) >"\$COUNTER"
printf '{"context":{"num_cpus":2,"library_build_type":"release"},"benchmarks":['
printf '{"name":"BM_Foo/8","run_name":"BM_Foo/8","run_type":"iteration","iterations":10,'
printf '"real_time":$1.%02d,"cpu_time":3,"time_unit":"us"},' \$((n + 10))
printf '{"name":"BM_Bar","run_name":"BM_Bar","run_type":"iteration","iterations":10,'
printf '"real_time":50.%02d,"cpu_time":9,"time_unit":"ns"}]}\n' \$((n + 10))
END
	chmod +x bench.sh
}

new_repo
tool 100
export COUNTER=$E2E_DIR/counter
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { warmup: 0, runs: 20, max_time: 1ms }
gate: { only: { plain: { action: "off" } } }
suite:
  - { name: gb, command: ./bench.sh --benchmark_format=json, import: google-benchmark }
  - { name: plain, command: "true", runs: 5 }
END
printf 'results/\n' >.gitignore
commit first

expect_exit 0 "$BENCHCTL" run
expect_contains "$OUT" "gb/BM_Foo/8"
expect_contains "$OUT" "gb/BM_Bar"
expect_contains "$OUT" "3 benchmarks"
run=results/run-001/run.json
python3 - "$run" <<'END' || fail "the parts are not what the tool has reported"
import json, sys
results = {r["id"]: r for r in json.load(open(sys.argv[1]))["runs"][0]["results"]}
assert sorted(results) == ["gb/BM_Bar", "gb/BM_Foo/8", "plain"], sorted(results)
foo = results["gb/BM_Foo/8"]["metrics"]
assert list(foo)[0] == "real_time" and "wall" not in foo, foo
assert len(foo["real_time"]["samples"]) == 20
assert all(100e-6 < v < 101e-6 for v in foo["real_time"]["samples"])
END

# Stored mode: the same tool passes; in a slower one the sub-benchmark fails.
expect_exit 0 "$BENCHCTL" baseline refresh --commit

# history shows one sub-benchmark, or all of them by the benchmark's name.
expect_exit 0 "$BENCHCTL" history
grep -qE '^  gb/BM_Foo/8 +1 ' "$OUT" || fail "no parts: $(cat "$OUT")"
grep -qE '^  plain +1 ' "$OUT" || fail "parts alone: $(cat "$OUT")"
expect_exit 0 "$BENCHCTL" history gb/BM_Bar
expect_contains "$OUT" "gb/BM_Bar real_time"
expect_lacks "$OUT" "BM_Foo"
expect_exit 0 "$BENCHCTL" history gb
[ "$(grep -c real_time "$OUT")" -eq 2 ] || fail "not both parts: $(cat "$OUT")"
expect_exit 4 "$BENCHCTL" history gb/BM_Other
expect_exit 0 "$BENCHCTL" gate
tool 140
expect_exit 1 "$BENCHCTL" gate
grep -qE '^  gb/BM_Foo/8 .* REGRESSION' "$OUT" || fail "no regression: $(cat "$OUT")" # plain may be slower by chance
expect_exit 1 "$BENCHCTL" gate --filter gb
expect_exit 1 "$BENCHCTL" gate --filter gb/BM_Foo/8
expect_exit 0 "$BENCHCTL" gate --filter plain

# The report's suggested command for a sub-benchmark works.
expect_exit 2 "$BENCHCTL" accept gbx/BM_Foo/8 --max +50% --reason "why not"
expect_exit 0 "$BENCHCTL" accept gb/BM_Foo/8 --max +50% --reason "why not"
expect_exit 0 "$BENCHCTL" gate --filter gb
expect_contains "$OUT" "this change itself accepts it"
rm baselines/accepted.json

# A result that the tool no longer reports is missing.
sed -i 's/BM_Bar/BM_New/g; s/140\./100./' bench.sh
expect_exit 4 "$BENCHCTL" gate
expect_contains "$OUT" "gb/BM_Bar"
expect_contains "$OUT" "gb/BM_New"

# Paired mode measures both trees with the head's suite and confirms suspects.
printf 'build: "true"\n' >>benchctl.yaml
tool 100
commit build
tool 140
commit slower
expect_exit 1 "$BENCHCTL" gate --against HEAD~1 --report "json=$E2E_DIR/paired.json"
expect_contains "$ERR" "confirming "
python3 - "$E2E_DIR/paired.json" <<'END' || fail "paired mode does not judge the parts"
import json, sys
rows = {(r["id"], r["metric"]): r["verdict"] for r in json.load(open(sys.argv[1]))["rows"]}
assert rows[("gb/BM_Foo/8", "real_time")] == "regression", rows
assert rows[("gb/BM_Bar", "real_time")] == "pass", rows
assert not any(id == "gb" for id, _ in rows), rows
END
commit same
expect_exit 0 "$BENCHCTL" gate --against HEAD~1 --filter 'gb'
expect_exit 0 "$BENCHCTL" selftest --inject 50% --filter gb

# A tool that fails on one side only.
printf '#!/bin/sh\necho sorry >&2\nexit 7\n' >bench.sh
commit broken
expect_exit 3 "$BENCHCTL" gate --against HEAD~1 --filter gb
expect_contains "$OUT" "sorry"
expect_lacks "$OUT" "pass"

# The error for an unreadable report has the tool's command.
cannot_read() { # SCRIPT TEXT
	printf '#!/bin/sh\n%s\n' "$1" >bench.sh
	expect_exit 3 "$BENCHCTL" run --filter gb
	expect_contains "$OUT" "gb  failed"
	expect_contains "$OUT" "$2"
}
cannot_read ':' "printed nothing"
cannot_read 'echo hello' "expected an object"
sed -i 's/import: google-benchmark/import: auto/' benchctl.yaml
cannot_read 'echo hello' "unknown format"
cannot_read 'echo "{\"context\":{\"num_cpus\":1},\"benchmarks\":["' "bench.sh"
cannot_read 'exit 9' "exited with status 9"

# A file that the tool writes; benchctl does not read a file from an earlier run.
sed -i 's|--benchmark_format=json, import: auto|, import: { file: out.json }|' benchctl.yaml
tool 100
printf '#!/bin/sh\nexec ./bench.sh >out.json\n' >wrap.sh
chmod +x wrap.sh
sed -i 's|./bench.sh ,|./wrap.sh,|' benchctl.yaml
expect_exit 0 "$BENCHCTL" run --filter gb
expect_contains "$OUT" "gb/BM_Foo/8"
printf '#!/bin/sh\n:\n' >wrap.sh
expect_exit 3 "$BENCHCTL" run --filter gb
expect_contains "$OUT" "did not write out.json"
rm out.json
expect_exit 3 "$BENCHCTL" run --filter gb
expect_contains "$OUT" "did not write out.json"
mkfifo out.json
expect_exit 3 "$BENCHCTL" run --filter gb
expect_contains "$OUT" "out.json is not a regular file"
rm out.json

# Repetitions inside one process are one sample.
cat >bench.sh <<'END'
#!/bin/sh
one='{"name":"BM","run_name":"BM","run_type":"iteration","iterations":1,"time_unit":"ns","real_time":'
echo "{\"context\":{\"num_cpus\":1},\"benchmarks\":[${one}10},${one}50},${one}20}]}"
END
sed -i 's|./wrap.sh, import: .*}$|./bench.sh, import: auto, runs: 4 }|' benchctl.yaml
expect_exit 0 "$BENCHCTL" run --filter gb
python3 - "$(printf "%s\n" results/run-* | tail -1)/run.json" <<'END' || fail "not the median of each process"
import json, sys
(r,) = json.load(open(sys.argv[1]))["runs"][0]["results"]
assert [round(v * 1e9) for v in r["metrics"]["real_time"]["samples"]] == [20] * 4, r
END
sed -i 's|import: auto|import: { format: auto }|' benchctl.yaml

# Two results with one name, and an unknown format.
cat >>benchctl.yaml <<'END'
  - { name: gb/BM, command: "true" }
END
sed -i '/^build:/d' benchctl.yaml
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "two benchmarks of the suite report a result with this name"
sed -i 's|format: auto|format: google-benchmrak|' benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "import: 'google-benchmrak' is not a format; did you mean 'google-benchmark'?"

# More output than a pipe holds, on both streams.
cat >bench.sh <<'END'
#!/bin/sh
head -c 1000000 /dev/zero | tr '\0' x >&2
printf '{"context":{"num_cpus":1},"benchmarks":['
head -c 3000000 /dev/zero | tr '\0' ' '
echo '{"name":"BM","run_type":"iteration","real_time":10,"time_unit":"ns"}]}'
END
sed -i 's|format: google-benchmrak|format: google-benchmark|; /gb\/BM/d' benchctl.yaml
expect_exit 0 "$BENCHCTL" run --filter gb
expect_contains "$OUT" "gb/BM"
