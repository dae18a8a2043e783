#!/usr/bin/env bash
# A signal during measuring: its own exit status, a partial run, and no process or temporary file remains.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
# The second sample of `slow` announces itself and then waits.
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool, order: sequential }
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: fast, command: "true" }
  - { name: slow, command: "if [ -e first ]; then touch here; $PROGRAMS/tree; fi; touch first", cleanup: "touch cleaned" }
END
{ result fast 9 9 9; result slow 9 9 9; } | baseline_file
# What the benchmark would have shown is unknown: the metric, and the part that its output may have.
cat >baselines/accepted.json <<'END'
{ "benchctl": "accepted", "schema": 1, "accepted":
	[{ "benchmark": "slow", "metric": "peak_rss", "max": "5%", "reason": "why" },
	 { "benchmark": "slow/part", "max": "5%", "reason": "why" }] }
END
commit "a baseline"

# interrupt SIGNAL COMMAND...: its exit status is in $status.
interrupt() {
	local signal=$1
	shift
	rm -f here first cleaned
	status=0
	# A shell without job control has its background commands ignore SIGINT.
	env --default-signal=INT "$@" >"$OUT" 2>"$ERR" &
	wait_until [ -e here ]
	kill "-$signal" $!
	wait $! || status=$?
	expect_nothing_runs
}
others() {
	grep -lszE "^E2E_DIR=$E2E_DIR\$" /proc/[0-9]*/environ | cut -d/ -f3 | while read -r pid; do
		case $(tr '\0' ' ' <"/proc/$pid/cmdline") in *"$PROGRAMS"/* | "$BENCHCTL "*) echo "$pid" ;; esac
	done
}
expect_nothing_runs() {
	wait_until eval '[ -z "$(others)" ]'
}
expect_no_litter() {
	local found
	found=$(find . "$TMPDIR" -path ./.git -prune -o -name '.*.????????*' -print)
	[ -z "$found" ] || fail "temporary files: $found"
	[ -z "$(git status --porcelain --untracked-files=no)" ] || fail "the worktree has changed"
}

for signal in INT:130 TERM:143 HUP:129; do
	for command in run gate; do
		interrupt "${signal%:*}" "$BENCHCTL" $command
		[ "$status" -eq "${signal#*:}" ] || fail "$command: exit status $status after SIG${signal%:*}"
		[ -e cleaned ] || fail "$command: no cleanup after SIG${signal%:*}"
		expect_contains results/run-001/metadata.json '"interrupted"'
		expect_contains results/run-001/run.json '"unfinished"'
		if [ $command = gate ]; then
			expect_contains results/run-001/comparison.json '"partial": true'
			expect_contains results/run-001/comparison.json "\"exit\": ${signal#*:}"
			expect_lacks results/run-001/comparison.json "the acceptance of"
		fi
		expect_exit 0 "$BENCHCTL" compare last last --filter fast
		expect_no_litter
		rm -r results
	done
done

# benchctl writes the reports, which say that they are partial.
interrupt TERM "$BENCHCTL" gate --report markdown=report.md --report junit=report.xml
[ "$status" -eq 143 ] || fail "exit status $status"
expect_contains report.md "nterrupted"
xmllint --noout --schema "$ROOT/tests/golden/junit.xsd" report.xml
rm -r results

# During the build.
sed -i "1a build: touch here; exec $PROGRAMS/silent" benchctl.yaml
interrupt INT "$BENCHCTL" run
[ "$status" -eq 130 ] || fail "exit status $status"
expect_contains results/run-001/metadata.json '"interrupted"'
expect_lines "$OUT" 0
git checkout -q benchctl.yaml
rm -r results

# After SIGKILL no process remains, and the next run works.
interrupt KILL "$BENCHCTL" run
[ "$status" -eq 137 ] || fail "exit status $status"
expect_exit 0 "$BENCHCTL" run --filter fast
expect_contains "$OUT" "run-002"
expect_exit 0 "$BENCHCTL" list
expect_no_litter
