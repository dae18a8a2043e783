#!/usr/bin/env bash
# A full disk: one sentence, the right status, and no partial file.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 6, warmup: 0 }
suite: [{ name: a, command: "true" }]
END
steady a 9 | baseline_file
commit "a baseline"
steady a 9 | run_file slow.json
steady a 0 | run_file fast.json

# says SENTENCE: standard error has this sentence and nothing else.
says() {
	expect_contains "$ERR" "$1"
	[ "$(grep -vc "^confirming" "$ERR")" -eq 1 ] || fail "more than one line: $(cat "$ERR")"
}

# benchctl runs nothing if a report cannot be written.
expect_exit 2 "$BENCHCTL" gate --report junit=no/such/folder.xml
says "cannot write no/such/folder.xml: No such file or directory"
expect_exit 2 "$BENCHCTL" gate --emit-confirm no/such/suspects.json
says "cannot write no/such/suspects.json: No such file or directory"
expect_exit 2 "$BENCHCTL" gate --export-markdown baselines
says "cannot write baselines: Is a directory"
expect_exit 2 "$BENCHCTL" gate --log-json no/such/log
says "no/such/log"
expect_exit 2 "$BENCHCTL" compare fast.json slow.json --report json=no/such/folder.json
says "cannot write no/such/folder.json: No such file or directory"
mv baselines aside && touch baselines
expect_exit 2 "$BENCHCTL" baseline refresh
says "cannot write baselines/demo: Not a directory"
rm baselines && mv aside baselines
[ ! -e results ] || fail "something was run: $(ls results)"
expect_exit 0 "$BENCHCTL" gate --report json=report.json --filter a
rm report.json
! git status --porcelain | grep -v -e results -e 'fast[.]json' -e 'slow[.]json' ||
	fail "something was left: $(git status --porcelain)"

# A report that fails at the end is no verdict, but it does not hide one.
expect_exit 3 "$BENCHCTL" gate --report junit=/dev/full
expect_contains "$ERR" "cannot write /dev/full: No space left on device"
expect_contains "$OUT" "improvement"
expect_exit 1 "$BENCHCTL" compare fast.json slow.json --report json=/dev/full
says "cannot write /dev/full"
expect_exit 3 "$BENCHCTL" compare slow.json fast.json --report json=/dev/full
says "cannot write /dev/full: No space left on device"
for variable in GITHUB_OUTPUT GITHUB_STEP_SUMMARY; do
	expect_exit 3 env $variable=/dev/full "$BENCHCTL" compare slow.json fast.json --report github=-
	says "cannot write /dev/full: No space left on device"
	expect_contains "$OUT" " · exit 3"
done
expect_exit 2 "$BENCHCTL" compare slow.json fast.json --report json=results
says "cannot write results: Is a directory"
[ ! -e no ] || fail "a folder was made up"
for command in "compare slow.json fast.json" run gate list "show last" "baseline export last" "schema"; do
	expect_exit 3 bash -c '"$BENCHCTL" '"$command"' >/dev/full'
	says "cannot write to standard output: No space left on device"
done
expect_exit 3 bash -c '"$BENCHCTL" baseline export last >&-'
says "cannot write to standard output"
# A missing comparison.json, which `benchctl report` needs, is an error at once.
cat >in_the_way.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 1, warmup: 0 }
suite: [{ name: a, command: [sh, -c, "mkdir \"$BENCHCTL_RUN_DIR/comparison.json\""] }]
END
expect_exit 3 "$BENCHCTL" gate in_the_way.yaml --allow-missing-baseline
says "/comparison.json: Is a directory"
rm -r in_the_way.yaml
# A reader that closes the pipe early: no message, and no SIGPIPE.
"$BENCHCTL" schema 2>"$ERR" | head -n1 | grep -q "{"
[ ! -s "$ERR" ] || fail "a message: $(cat "$ERR")"

# A file in place of the results folder.
mv results aside && touch results
for command in run gate; do
	expect_exit 2 "$BENCHCTL" $command
	says "cannot create the folder results: File exists"
done
rm results && mv aside results

if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
	exit 0 # the rest needs mounts
fi

# in_mount OPTIONS COMMAND...: runs it with such a file system mounted on ./small.
in_mount() {
	unshare -m bash -euc 'mount -t tmpfs -o "$0" none small && "$@" || status=$?
		find small -type f -printf "%P %s\n" | sort >listing; exit "${status-0}"' "$@"
}
mkdir small
sed 's/name: demo,/name: demo, output_dir: small,/' benchctl.yaml >small.yaml
: "a read-only one"
for command in run "gate --against slow.json"; do
	# shellcheck disable=SC2086
	expect_exit 2 in_mount ro "$BENCHCTL" $command small.yaml
	says "cannot create the folder small/run-001: Read-only file system"
done
expect_exit 2 in_mount ro "$BENCHCTL" compare slow.json fast.json --report json=small/x.json
says "cannot write small/x.json: Read-only file system"
: "and one that has room for the beginning alone"
expect_exit 3 in_mount size=4k,nr_inodes=20 "$BENCHCTL" run small.yaml
says "cannot write small/run-001/run.json: No space left on device"
expect_lacks listing run.json
expect_exit 3 in_mount size=4k,nr_inodes=20 bash -c \
	'echo >small/other; exec "$BENCHCTL" compare slow.json fast.json --report json=small/x.json'
says "cannot write small/x.json: No space left on device"
[ "$(cat listing)" = "other 1" ] || fail "something was left: $(cat listing)"
expect_exit 3 in_mount size=4k,nr_inodes=20 "$BENCHCTL" gate small.yaml
expect_contains "$OUT" "improvement"
expect_contains "$ERR" "No space left on device"
expect_lacks listing .json.
: "a refresh that cannot store its run does not commit"
git add small.yaml && commit "a second configuration"
head=$(git rev-parse HEAD)
expect_exit 3 in_mount size=4k,nr_inodes=20 "$BENCHCTL" baseline refresh --commit --config small.yaml
expect_contains "$ERR" "the baseline is unchanged, because its run could not be stored"
[ "$(git rev-parse HEAD)" = "$head" ] || fail "a commit was made: $(git log --oneline -n2)"

# A disk that is full from the beginning: no empty folder, which would be the last run, and the status of what
# cannot be stored.
expect_exit 3 in_mount size=1m bash -euc '
	git clone -q . small/clone && cp fast.json small/clone && cd small/clone && rm -rf results
	dd if=/dev/zero of=../fill bs=1k 2>/dev/null && exit 1
	for command in run gate; do
		"$BENCHCTL" $command >/dev/null 2>../../told && exit 1
		[ ! -e results ] || [ -z "$(ls results)" ] || { ls results; exit 2; }
	done
	"$BENCHCTL" baseline refresh fast.json --commit'
expect_contains "$ERR" "cannot store baselines/demo/pool.json: failed to write out file: No space left on device"

# The commit is made, and the worktree cannot follow; the command in the message brings it up to date.
head=$(git rev-parse HEAD)
expect_exit 3 unshare -m sh -c 'mount --bind baselines baselines && mount -o remount,ro,bind baselines && exec "$@"' \
	sh "$BENCHCTL" baseline refresh slow.json --commit
[ "$(git rev-parse HEAD^)" = "$head" ] || fail "no commit: $(git log --oneline -n2)"
expect_contains "$ERR" "committed $(git rev-parse --short=12 HEAD) to refs/heads/main, but cannot update the index and the worktree"
expect_contains "$ERR" "baselines/demo/pool.json: Read-only file system"
git diff --quiet HEAD -- baselines && fail "the worktree is up to date"
bash -ec "$(sed -n 's/^  bring them up to date: *//p' "$ERR")"
git diff --quiet HEAD -- baselines || fail "the worktree is not up to date: $(git status --porcelain)"
