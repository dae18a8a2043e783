#!/usr/bin/env bash
# The policy decides the consequence of a verdict: fail, warn or nothing, by metric and benchmark.
. "$ROOT/tests/e2e/lib.sh"

policy() {
	cat >benchctl.yaml <<-YAML
		benchmark: { name: demo, machine_class: pool }
		gate: { $1 }
		suite: [{ name: a, command: "true" }]
	YAML
}
new_repo
{ result a 1 1 1; result b 1 1 1; } | run_file two.json
{ result a 1 1 1; result b 2 2 2; } | run_file worse.json
{ result a 1 1 1; result b 1.04 1.04 1.04; } | run_file near.json
result a 1 1 1 | run_file one.json
{ result a 1 1 1; result b 1 2; } | run_file unsure.json

# POLICY STATUS BASE HEAD
while read -r status base head policy; do
	policy "$policy"
	expect_exit "$status" "$BENCHCTL" compare "$base.json" "$head.json"
done <<'END_OF_TABLE'
4 two one    threshold: 5%
4 two one    missing: fail
0 two one    missing: warn
0 two one    missing: pass
0 two one    only: { b: { missing: warn } }
4 two one    only: { a: { missing: warn } }
0 one two    threshold: 5%
0 one two    new: warn
4 one two    new: fail
0 two unsure threshold: 5%
0 two unsure inconclusive: warn
4 two unsure inconclusive: fail
1 two worse  threshold: 5%
0 two worse  threshold: 150%
0 two worse  action: warn
0 two worse  action: off
0 two worse  metrics: { wall: { action: warn } }
0 two worse  only: { "b*": { threshold: 200% } }
1 two worse  only: { "a*": { threshold: 200% } }
0 two near   threshold: 5%
1 two near   threshold: 3%
1 two two    max: 0.5s
0 two two    max: 1.5s
1 two two    only: { b: { min: 2s } }
1 one two    only: { b: { max: 1ms } }
END_OF_TABLE

# What to do if the change is intended.
policy "missing: fail"
expect_exit 4 "$BENCHCTL" compare two.json one.json
expect_contains "$OUT" "missing: if this is intended, set renamed: { OLD: NEW }"
policy "missing: pass"
expect_exit 0 "$BENCHCTL" compare two.json one.json
expect_lacks "$OUT" "renamed:"

# A selection makes no benchmark missing.
policy "threshold: 5%"
expect_exit 0 "$BENCHCTL" compare two.json one.json --filter a

# A note names a rule that matches nothing, because its benchmarks are not judged.
new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: touch built
defaults: { runs: 2, warmup: 0 }
suite: [{ name: parse, command: "true" }]
gate: { threshold: 100000%, max: 3MB, metrics: { peak-rss: {}, "faults_*": {} }, only: { "pars/*": {}, parse: {} } }
END
printf '%s\n' results built >.gitignore
commit rules
expect_exit 0 "$BENCHCTL" gate --allow-missing-baseline --report json=idle.json
[ "$(jq -r '.notes[]' idle.json | grep matches)" = "gate.metrics: 'peak-rss' matches no metric of this run; did you mean 'peak_rss'?
gate.only: 'pars/*' matches no benchmark of this run; did you mean 'parse'?" ] || fail "idle rules: $(jq .notes idle.json)"
expect_contains idle.json "gate: 'max: 3MB' for '*' was not checked, because none of its metrics in this run has that unit"
expect_exit 0 "$BENCHCTL" gate --allow-missing-baseline --filter parse --report json=idle.json
[ "$(jq -r '.notes[]' idle.json | grep -c matches)" = 0 ] || fail "idle rules under a selection"

# A rule for what only the base has is not idle.
sed -i 's/^suite: .*/suite: [{ name: parse, command: "true" }, { name: old\/a, command: "true" }]/; s/gate: .*/gate: { threshold: 100000%, only: { "old\/*": { missing: warn } } }/' \
	benchctl.yaml
commit both
sed -i 's/, { name: old[^}]*}//' benchctl.yaml
expect_exit 0 "$BENCHCTL" gate --allow-missing-baseline --report json=idle.json
[ "$(jq -r '.rows[] | select(.verdict == "missing") | .id' idle.json)" = old/a ] || fail "$(jq -c .rows idle.json)"
[ "$(jq -r '.notes[]' idle.json | grep -c matches)" = 0 ] || fail "idle rules of what is missing"
