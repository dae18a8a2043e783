#!/usr/bin/env bash
# Old runs are removed by the policy of results:, but not what is in use or was made by others; clean also
# removes copies of the base.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
results: { keep: 3 }
defaults: { runs: 2, warmup: 0 }
build: "true"
gate: { threshold: 100000% }
suite:
  - { name: a, command: "true" }
END
echo results >.gitignore
commit "a suite"
runs() {
	local folders=(results/*)
	echo "${folders[*]#results/}"
}

mkdir -p results/run-000 results/notes-1
for _ in 1 2 3 4 5; do expect_exit 0 "$BENCHCTL" run -q; done
[ "$(runs)" = "notes-1 run-000 run-003 run-004 run-005" ] || fail "$(runs)"

# A note does not make a run newer, and a folder of somebody else stays whatever is in it.
expect_exit 0 "$BENCHCTL" annotate run-003 -m reviewed=yes
mkdir results/train-01
echo '{"epochs": 9}' >results/train-01/metadata.json
expect_exit 0 "$BENCHCTL" run -q
[ "$(runs)" = "notes-1 run-000 run-004 run-005 run-006 train-01" ] || fail "$(runs)"
rm -r results/train-01

# What the same command names stays.
expect_exit 0 "$BENCHCTL" gate -q --mode stored --against run-004
[ "$(runs)" = "notes-1 run-000 run-004 run-005 run-006 run-007" ] || fail "$(runs)"
[ -e results/run-004/run.json ] || fail "the base of a comparison was removed"

# Also where it names the oldest run by a path.
for file in "" /run.json; do
	expect_exit 0 "$BENCHCTL" run -q
	old=$(printf '%s\n' results/run-*/run.json | head -n1)
	expect_exit 0 "$BENCHCTL" gate -q --mode stored --against "${old%/run.json}$file"
	[ -e "$old" ] || fail "the base of a comparison, named $old, was removed"
done
for _ in 1 2; do expect_exit 0 "$BENCHCTL" run -q; done

# What another process uses stays.
used=$(printf '%s\n' results/run-*/run.json | tail -n1)
exec 8<"${used%/run.json}"
flock -s 8
expect_exit 0 "$BENCHCTL" run -q --runs 3
expect_exit 0 "$BENCHCTL" run -q --runs 3
expect_exit 0 "$BENCHCTL" run -q --runs 3
[ -e "$used" ] || fail "a run in use was removed: $(runs)"
exec 8<&-

# A folder that the user chose is not cleaned.
for _ in 1 2 3 4; do expect_exit 0 "$BENCHCTL" run -q --output-dir mine; done
mine=(mine/*)
[ ${#mine[@]} -eq 4 ] || fail "${mine[*]}"

# clean says what it removes; a dry run removes nothing.
expect_exit 0 "$BENCHCTL" gate -q --mode paired
before=$(runs)
sed -i 's/keep: 3/keep: 1/' benchctl.yaml
expect_exit 0 "$BENCHCTL" clean --dry-run
expect_contains "$OUT" "would remove"
expect_contains "$OUT" "bctl-"
[ "$(runs)" = "$before" ] || fail "a dry run removed something"
cp "$OUT" "$E2E_DIR/dry"
expect_exit 0 "$BENCHCTL" clean
[ "$(find results -name metadata.json | wc -l)" -eq 1 ] || fail "$(runs)"
diff <(grep results/ "$E2E_DIR/dry") <(grep results/ "$OUT") || fail "the dry run lists other runs"
expect_exit 0 "$BENCHCTL" clean
expect_contains "$OUT" "removed "
expect_lacks "$OUT" "results/"

# By size: the newest run stays whatever its size.
sed -i 's/keep: 1/keep: 0, max_size: 1KiB/' benchctl.yaml
expect_exit 0 "$BENCHCTL" run -q
expect_exit 0 "$BENCHCTL" run -q
[ "$(find results -name metadata.json | wc -l)" -eq 1 ] || fail "$(runs)"
