#!/usr/bin/env bash
# Accepted slowdowns: by the base, by the change itself (the report shows it), too large, expired, without a
# benchmark; and renamed benchmarks.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json
gate() { # STATUS ARGS...
	local status=$1
	shift
	expect_exit "$status" "$BENCHCTL" gate -q --report "json=$JSON" "$@"
}
# row FIELD VALUE: of the benchmark's only gated metric.
row() {
	[ "$(jq -r --arg f "$1" '.rows[0][$f]' "$JSON")" = "$2" ] || fail "$1 is not $2: $(jq -c '.rows' "$JSON")"
}
note() { jq -r '.notes[]' "$JSON" | grep -qF -e "$1" || fail "no note: $1: $(jq -c .notes "$JSON")"; }

new_repo app
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
gate: { threshold: 100% }
suite:
  - { name: prog, command: ./prog, metric: size, shell: none, warmup: 0, runs: 5 }
END_OF_FILE
echo results >.gitignore
size() { printf '#!/bin/sh\necho size %s B >$BENCHCTL_METRICS\n' "$1" >prog; } # no time decides
size 100
chmod +x prog
commit "base"
expect_exit 0 "$BENCHCTL" baseline refresh --commit -q
git tag base
size 1000
commit "slow"
git tag slow
gate 1 --against base
row verdict regression

# An entry that the change adds counts, and a warning says that the change added it.
expect_exit 0 "$BENCHCTL" accept prog --max +9000% --reason 'it is "worth" it'
gate 0 --against base
row verdict accepted
row consequence warn
row warning "this change itself accepts it"
[[ $(jq -r '.rows[0].reason' "$JSON") == *'it is "worth" it' ]] || fail "no reason"

# An entry of the base counts without a warning.
git stash -qu
git checkout -q base
git stash pop -q
commit "agreed"
git tag agreed
git checkout -q slow -- prog
gate 0 --against agreed
row verdict accepted
row consequence none
row warning null

# A limit that is too small, an expired date, an unknown benchmark.
git checkout -q slow
expect_exit 0 "$BENCHCTL" accept prog --max +50% --reason "a little"
gate 1 --against base
row verdict regression
row warning "accepted only up to +50%: a little"
expect_exit 0 "$BENCHCTL" accept prog --max +9000% --reason "once" --expires 9999-12-31
gate 0 --against base
sed -i 's/9999-12-31/2020-01-01/' baselines/accepted.json
[ "$(jq '.accepted | length' baselines/accepted.json)" -eq 1 ] || fail "two entries for one benchmark"
gate 1 --against base
note "of prog expired on 2020-01-01"
expect_exit 0 "$BENCHCTL" accept 'pro*' --max +9000% --reason "by pattern"
gate 0 --against base
row verdict accepted
sed -i 's/"pro\*"/"gone"/' baselines/accepted.json
gate 1 --against base
note "of gone matches no benchmark"

# benchctl refuses wrong entries and changes nothing.
before=$(cat baselines/accepted.json)
refused() { # TEXT ARGS...
	local text=$1
	shift
	expect_exit 2 "$BENCHCTL" accept "$@"
	expect_contains "$ERR" "$text"
	[ "$(cat baselines/accepted.json)" = "$before" ] || fail "accept $* has written"
}
refused "matches no benchmark" nothing --max 5% --reason x
refused "needs --max" prog --reason x
refused "percentage" prog --max 5 --reason x
refused "needs --reason" prog --max 5%
refused "is not a date" prog --max 5% --reason x --expires 2026-13-01
refused "2020-01-01 is in the past" prog --max 5% --reason x --expires 2020-01-01
refused "needs the id" --max 5% --reason x
for broken in '{' '[]' '{"accepted": [{"benchmark": "prog", "max": "5%"}]}' '{"schema": 99}'; do
	echo "$broken" >baselines/accepted.json
	gate 2 --against base
	expect_contains "$ERR" "baselines/accepted.json:"
done
commit "broken"
git tag broken
git rm -qf baselines/accepted.json
gate 4 --against broken
expect_contains "$ERR" "baselines/accepted.json:"

# A new name alone is one missing and one new benchmark. With renamed: it is the same benchmark, and its
# accepted entry still counts.
git checkout -qf base
sed -i 's/name: prog/name: program/' benchctl.yaml
gate 4 --against base
[ "$(jq -r '[.rows[].verdict] | sort | join(" ")' "$JSON")" = "missing new" ] || fail "$(jq -c .rows "$JSON")"
sed -i '1arenamed: { prog: program }' benchctl.yaml
gate 0 --against base
row id program
[ "$(jq '.rows | length' "$JSON")" -eq 1 ] || fail "more than one row"
git checkout -q slow -- prog
gate 1 --against base
gate 0 --against agreed
row verdict accepted

# benchctl refuses an entry that can never match.
new_repo typed
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo }
suite:
  - { name: parse, command: "true", runs: 2, warmup: 0 }
YAML
commit typed
expect_exit 0 "$BENCHCTL" accept parse --metric not_measured_yet --max 5% --reason later
rm -r baselines
expect_exit 0 "$BENCHCTL" run
expect_exit 2 "$BENCHCTL" accept prase --max 5% --reason typed
expect_contains "$ERR" "'prase' matches no benchmark of the suite 'demo'; did you mean 'parse'?"
expect_exit 2 "$BENCHCTL" accept parse --metric peak-rss --max 5% --reason typed
expect_contains "$ERR" "'parse' has no metric 'peak-rss'; did you mean 'peak_rss'?"
expect_exit 2 "$BENCHCTL" accept parse --metric peak_rss --max 5ms --reason typed
expect_contains "$ERR" "--max: '5ms' does not fit: the metric peak_rss needs a size such as 64KiB"
[ ! -e baselines ] || fail "accepted nevertheless"
expect_exit 0 "$BENCHCTL" accept parse --metric peak_rss --max 5MiB --reason typed
expect_exit 0 "$BENCHCTL" accept "par*" --metric peak_rss --max 5% --reason meant

# Fresh data decide what an acceptance covers: the first samples exceed its limit, the fresh ones do not.
new_repo fresh
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo, machine_class: pool }
gate: { threshold: 10% }
suite:
  - { name: prog, command: ./prog, metric: size, shell: none, warmup: 0, runs: 5 }
YAML
# prog: the first figure in its first five runs, then the second.
cat >prog <<END
#!/bin/sh
read -r first later <figures
echo >>$E2E_DIR/runs
n=\$(wc -l <$E2E_DIR/runs)
[ "\$n" -gt 5 ] && first=\$later
echo "size \$((first + n % 7)) B" >\$BENCHCTL_METRICS
END
chmod +x prog
echo results >.gitignore
echo 100 100 >figures
commit "base"
expect_exit 0 "$BENCHCTL" baseline refresh --commit -q
git tag base
echo 300 130 >figures
commit "slow"
expect_exit 0 "$BENCHCTL" accept prog --max +60% --reason "known"
kind() { jq -r '.rows[0] | "\(.verdict) \(.evidence.reason.kind) \(.change < 0.6)"' "$JSON"; }
rm "$E2E_DIR/runs"
gate 0 --against base
[ "$(kind)" = "inconclusive accepted true" ] || fail "$(jq -c .rows "$JSON")"
rm "$E2E_DIR/runs"
sed -i 's/+60%/+20%/' baselines/accepted.json
gate '0|4' --against base
[ "$(kind)" = "inconclusive sessions true" ] || fail "$(jq -c .rows "$JSON")"

# So do those of confirm, before which somebody may have accepted the loss.
rm baselines/accepted.json
sed -i 's/^suite:/build: "true"\n&/' benchctl.yaml
echo 300 300 >figures
commit "with a build"
gate 4 --against base --emit-confirm suspects.json
row verdict unconfirmed
expect_exit 1 "$BENCHCTL" confirm suspects.json --report "json=$JSON"
row verdict regression
expect_exit 0 "$BENCHCTL" accept prog --max +300% --reason "known"
expect_exit 0 "$BENCHCTL" confirm suspects.json --report "json=$JSON"
row verdict accepted
