#!/usr/bin/env bash
# selftest slows the head down and fails unless the gate detects it.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, time_budget: 10s }
defaults: { warmup: 0 }
gate: { threshold: 20%, psi: { action: off } }
suite:
  - { name: a, command: [$PROGRAMS/burn, "2"] }
  - { name: b, command: [$PROGRAMS/burn, "2"] }
END
commit "a suite"
expect_exit 0 "$BENCHCTL" selftest --inject 1000% --report json=report.json
expect_contains "$OUT" "was detected in 2 of 2 benchmarks"
[ "$(jq -c '[.rows[] | select(.metric == "wall") | .verdict, .confirmed]' report.json)" = '["regression",true,"regression",true]' ] ||
	fail "$(jq -c .rows report.json)"

# A write error is an error even if the gate detected every slowdown.
expect_exit 3 "$BENCHCTL" selftest -q --inject 1000% --filter a --report json=/dev/full
expect_contains "$OUT" "was detected in 1 of 1 benchmark"

expect_exit 0 "$BENCHCTL" list
expect_contains "$OUT" "run-001  ok"

# A benchmark that cannot be measured counts as undetected; one that the policy never fails is not judged.
printf '  - { name: broken, command: "false" }\n' >>benchctl.yaml
expect_exit 3 "$BENCHCTL" selftest --inject 1000% --filter broken
expect_contains "$ERR" "broken: a slowdown of 1000% was not detected"
sed -i 's/psi:/only: { a: { action: off } }, psi:/' benchctl.yaml
expect_exit 0 "$BENCHCTL" selftest --inject 1000% --filter a --filter b
expect_contains "$OUT" "was detected in 1 of 1 benchmark"
sed -i 's/only: { a: { action: off } }/action: off/' benchctl.yaml
expect_exit 4 "$BENCHCTL" selftest --inject 1000% --filter a
expect_contains "$OUT" "the gate judges no metric"
expect_exit 2 "$BENCHCTL" selftest --inject 10
expect_contains "$ERR" "inject"

# It demands every metric that the gate judges, its own ones and constants too.
cat >own.sh <<'END'
echo "items 100 1 better=lower" >"$BENCHCTL_METRICS"
exec "$@"
END
cat >benchctl.yaml <<END
benchmark: { name: demo, time_budget: 10s }
defaults: { warmup: 0 }
gate: { threshold: 20%, metrics: { items: { threshold: 30% }, peak_rss: { threshold: 60% } } }
suite: [{ name: own, command: "sh own.sh $PROGRAMS/burn 2" }]
END
expect_exit 0 "$BENCHCTL" selftest --inject 1000%
expect_contains "$OUT" "was detected in 1 of 1 benchmark, 3 of 3 metrics"
expect_contains "$OUT" "exit 0"
expect_exit 4 "$BENCHCTL" selftest --inject 40%
expect_contains "$ERR" "own peak_rss: a slowdown of 40% was not detected"
expect_contains "$OUT" "exit 4"

# It demands none that the gate does not judge, and none that is 0.
sed -i 's/items 100/items 0/; s/exec/echo "score 10 1\/s" >>"$BENCHCTL_METRICS"; exec/' own.sh
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { warmup: 0 }
gate: { threshold: 20%, metrics: { wall: { action: off }, items: {}, score: {} } }
suite: [{ name: own, command: "sh own.sh true" }]
END
expect_exit 0 "$BENCHCTL" selftest
expect_contains "$OUT" "was detected in 1 of 1 benchmark, 1 of 1 metric"
expect_contains "$ERR" "did not test own items, because no slowdown changes 0"
sed -i 's/score: {}/score: { action: off }/' benchctl.yaml
expect_exit 4 "$BENCHCTL" selftest
expect_contains "$OUT" "0 of 0 metrics"
git checkout -q benchctl.yaml
printf '  - { name: broken, command: "false" }\n' >>benchctl.yaml

# calibrate measures the same program twice and prints the smallest visible change.
expect_exit 0 "$BENCHCTL" calibrate --filter a
expect_contains "$OUT" "can detect"
expect_exit 3 "$BENCHCTL" calibrate --filter broken
expect_contains "$ERR" "broken: false exited with status 1"
# shellcheck disable=SC2016
printf '  - { name: constant, command: "echo size 1 B >$BENCHCTL_METRICS", metric: size }\n' >>benchctl.yaml
expect_exit 0 "$BENCHCTL" calibrate --filter constant
grep -q '^ *constant .* 0%  *-  *0%$' "$OUT" || fail "$(cat "$OUT")"
# shellcheck disable=SC2016
sed -i 's/"echo size 1 B >/"echo size 0 B >/; s/constant/nothing/' benchctl.yaml
expect_exit 0 "$BENCHCTL" calibrate --filter nothing
grep -q '^ *nothing  *0[^ ]* B  *-  *-  *0%$' "$OUT" || fail "$(cat "$OUT")"
# shellcheck disable=SC2016
sed -i 's/"echo size 0 B >/"echo size -$((1000 + $$ % 100)) points >/; s/nothing/negative/' benchctl.yaml
expect_exit 0 "$BENCHCTL" calibrate --filter negative
grep -q '^ *negative  *-1[^ ]* points  *[0-9.]*%  *' "$OUT" || fail "$(cat "$OUT")"
