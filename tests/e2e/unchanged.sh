#!/usr/bin/env bash
# A benchmark with equal artifacts in base and head is neither run nor missing.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: "true"
gate: { threshold: 100000% }
suite:
  - { name: same, command: "cat same.txt >>ran-same", artifacts: same.txt }
  - { name: other, command: "cat other.txt", artifacts: other.txt }
END
printf 'results/\nran-same\n' >.gitignore
echo one >same.txt
echo one >other.txt
commit first
echo two >other.txt
commit second
expect_exit 0 "$BENCHCTL" gate --against HEAD~1
expect_contains "$OUT" "unchanged: same bytes"
expect_lacks "$OUT" "MISSING"
[ ! -e ran-same ] || fail "what is unchanged was run"
commit third
expect_exit 0 "$BENCHCTL" gate --against HEAD~1

# Rows are sorted by id, whatever made them.
echo three >other.txt
commit fourth
expect_exit 0 "$BENCHCTL" gate -q --export-json ../report.json --against HEAD~1
[ "$(jq -c '[.rows[].id]' ../report.json)" = '["other","same"]' ] || fail "$(jq -c .rows ../report.json)"

# Even if nothing needs measuring, a benchmark that only the base has is missing.
sed -i '/name: other/d' benchctl.yaml
commit fifth
expect_exit 4 "$BENCHCTL" gate -q --export-json ../report.json --against HEAD~1
[ "$(jq -c '[.rows[] | [.id, .verdict]]' ../report.json)" = '[["other","missing"],["same","pass"]]' ] ||
	fail "$(jq -c .rows ../report.json)"

# Only what the base's configuration says alike is believed: head cannot add or change artifacts, or the command.
reset() {
	git checkout -qf main
	git clean -qfdx
	cat >benchctl.yaml <<-'END'
		benchmark: { name: demo }
		build: cp source prog
		gate: { threshold: 100000% }
		suite: [{ name: job, command: ./prog, artifacts: [prog], warmup: 0 }]
	END
	printf '#!/bin/sh\ntrue\n' >source
	chmod +x source
	printf 'results/\nprog\n' >.gitignore
}
change() { # STATUS CONFIGURATION
	git checkout -qf -B pr main
	eval "$2"
	commit "$2"
	expect_exit "$1" "$BENCHCTL" gate --against main
}
git checkout -q -B main
reset
commit main
change 0 true
expect_contains "$OUT" "unchanged: same bytes"
change 0 'sed -i "s/command: /command: sh -c true /" benchctl.yaml'
expect_lacks "$OUT" "same bytes"
change 0 'touch one; sed -i "s/artifacts: .prog./artifacts: [prog, one]/" benchctl.yaml'
expect_lacks "$OUT" "same bytes"
reset
sed -i 's/, artifacts: .prog.//' benchctl.yaml
commit "without"
change 0 'sed -i "s/command: /artifacts: prog, command: /" benchctl.yaml'
expect_lacks "$OUT" "same bytes"

# A file that the command names and that differs refutes them.
reset
sed -i 's/command: ./command: sh .\/tool ./' benchctl.yaml
echo 'exec "$@"' >tool
commit tool
change 0 'echo "# slower" >>tool'
expect_contains "$OUT" "tool, which differs"

# An absolute path into the tree means the file of each side.
reset
sed -i "s#artifacts: .prog.#artifacts: ['$PWD/prog']#" benchctl.yaml
commit absolute
change 0 true
expect_contains "$OUT" "unchanged: same bytes"
change 0 'echo "# slower" >>source'
expect_lacks "$OUT" "same bytes"
reset
commit relative

# Paths that leave the tree, links out of it, and files that decide nothing are refused.
for path in /bin/true ../prog a/../../prog ''; do
	reset
	change 2 "sed -i \"s#artifacts: .prog.#artifacts: ['$path']#\" benchctl.yaml"
	expect_contains "$ERR" "artifacts: '$path' is not a file below the suite's folder"
done
change 2 'git checkout -q main benchctl.yaml; sed -i "s/artifacts: .prog./artifacts: .gitignore/" benchctl.yaml'
expect_contains "$ERR" "artifacts: .gitignore cannot affect the speed of job"
reset
sed -i 's/^build.*/build: ln -sf \/bin\/true prog/' benchctl.yaml
commit link
change 2 true
expect_contains "$ERR" "artifacts: prog of job is a symbolic link out of its tree"
