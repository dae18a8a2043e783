#!/usr/bin/env bash
# The history: recorded by many processes at once, shared through a remote, merged, readable despite invalid
# records; and the past of committed baselines.
# long
. "$ROOT/tests/e2e/lib.sh"

REF=refs/benchctl/history
records() { # REPO: how many files its history has
	git -C "$1" ls-tree -r --name-only $REF | wc -l
}
expect_records() { # REPO N
	[ "$(records "$1")" -eq "$2" ] || fail "$1 has $(records "$1") records instead of $2"
}
measure() { expect_exit 0 "$BENCHCTL" run -q; }

new_repo one
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
suite:
  - { name: a/fast, command: "true", warmup: 0, runs: 3 }
  - { name: b, command: "true", warmup: 0, runs: 3 }
END_OF_FILE
printf 'results\n*.json\n!baselines/**\n' >.gitignore
commit "a suite"
expect_exit 4 "$BENCHCTL" history
expect_contains "$ERR" "benchctl history record"
expect_exit 3 "$BENCHCTL" history push
expect_contains "$ERR" "benchctl history record"
expect_exit 2 "$BENCHCTL" history record 17

# history shows the past of the committed baseline; import records it once.
for i in 1 2 3; do
	commit "change $i"
	expect_exit 0 "$BENCHCTL" baseline refresh --commit -q
	[ "$i" -gt 1 ] || git clone -q . ../first
done
(cd ../first && expect_exit 0 "$BENCHCTL" history import)
expect_contains "$OUT" "1 version of "
expect_exit 0 "$BENCHCTL" history
expect_contains "$OUT" "a/fast"
grep -qE '^ +b +3 ' "$OUT" || fail "not three points: $(cat "$OUT")"
git rev-parse -q --verify $REF && fail "looking has recorded"
for round in 1 2; do
	expect_exit 0 "$BENCHCTL" history import
	expect_records . 3
	[ "$(git rev-list --count $REF)" -eq 3 ] || fail "import $round has made commits"
done

# The records of GitHub's benchmark action, of the commits that this repository has.
(
	cd "$(mktemp -d)"
	git init -q . && echo 'benchmark: { name: theirs }
suite: [{ name: rust, command: cargo bench, import: libtest }, { name: a, command: "true" }]' >benchctl.yaml
	git add . && git commit -q -m one && git commit -q --allow-empty -m two
	entry() { # COMMIT VALUE
		echo "{\"commit\":{\"id\":\"$1\"},\"date\":1,\"tool\":\"cargo\",\"benches\":[{\"name\":\"fib\",\"value\":$2,\"range\":\"± 3\",\"unit\":\"ns/iter\"}]}"
	}
	echo "window.BENCHMARK_DATA = {\"lastUpdate\":1,\"entries\":{\"Rust\":[$(entry "$(git rev-parse HEAD~1)" 254),$(
		entry "$(git rev-parse HEAD)" 260),$(entry 0123456789012345678901234567890123456789 1),$(entry HEAD 1)]}};" >data.js
	expect_exit 0 "$BENCHCTL" history import data.js
	expect_contains "$OUT" "4 entries of data.js: 2 recorded, 2 left out (no clean commit of this repository)"
	expect_exit 0 "$BENCHCTL" history show rust/fib
	expect_contains "$OUT" "254"
	expect_contains "$OUT" "260"
	git grep -E '"(digest|memory)": ["1-9]' $REF >machine.txt # of both records
	expect_lines machine.txt 4
	expect_exit 2 "$BENCHCTL" history import data.js --benchmark nothing
	expect_contains "$ERR" "name the benchmark that these results belong to: --benchmark ID"
	echo '[{"name":"a","unit":"ns","value":1}]' >list.json
	expect_exit 2 "$BENCHCTL" history import list.json
	expect_contains "$ERR" "the format custom holds no results of earlier commits"
	mkdir -p criterion/fib/new
	echo '{"mean":{"point_estimate":5}}' >criterion/fib/new/estimates.json
	expect_exit 2 "$BENCHCTL" history import criterion
	expect_contains "$ERR" "the format criterion holds no results of earlier commits"
)

# One run is one record; a run with uncommitted changes is not recorded.
measure
expect_exit 0 "$BENCHCTL" history record
expect_exit 0 "$BENCHCTL" history record
expect_contains "$OUT" "already recorded"
expect_records . 4
echo "# dirty" >>benchctl.yaml
measure
expect_exit 4 "$BENCHCTL" history record
expect_contains "$ERR" "uncommitted changes"
git checkout -q .
expect_exit 0 "$BENCHCTL" history a/fast --anchor HEAD~1
[ "$(grep -cE '^  [0-9a-f]{10}  ' "$OUT")" -eq 4 ] || fail "not four points: $(cat "$OUT")"
expect_exit 4 "$BENCHCTL" history nothing
# What is no verb is the id of a benchmark; show takes any.
expect_exit 4 "$BENCHCTL" history show push
expect_contains "$ERR" "the history has no record of a benchmark 'push' of this suite"
expect_exit 0 "$BENCHCTL" history show a/fast
expect_exit 2 "$BENCHCTL" history record --anchor HEAD
expect_contains "$ERR" "unknown option '--anchor' for history record; these commands take it: history show"
expect_exit 0 "$BENCHCTL" history --help
expect_contains "$OUT" "benchctl history push [REMOTE]"
expect_exit 2 "$BENCHCTL" history --anchor nowhere

# Eight at once: nothing is lost, and every commit has a parent.
for i in 1 2 3 4 5 6 7 8; do measure; done
pids=()
for i in 7 8 9 10 11 12 13 6; do
	"$BENCHCTL" history record "$i" >/dev/null &
	pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "a recorder has failed"; done
expect_records . "$(git rev-list --count $REF)"
[ "$(git rev-list --count --max-parents=0 $REF)" -eq 1 ] || fail "not one line"
expect_records . 12
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status)"

# Through a remote: two clones that have not seen each other's records.
git init -q --bare ../hub.git
git remote add origin "$WORK/hub.git"
git push -q origin main
expect_exit 3 "$BENCHCTL" history push nowhere
expect_exit 0 "$BENCHCTL" history fetch
expect_exit 0 "$BENCHCTL" history push
git clone -q ../hub.git ../two
cd ../two
measure
expect_exit 0 "$BENCHCTL" history record
expect_records . 1
expect_exit 0 "$BENCHCTL" history push
expect_records . 13
cd ../one
commit "later"
measure
expect_exit 0 "$BENCHCTL" history record
before=$(git -C ../hub.git rev-parse $REF)
expect_exit 0 "$BENCHCTL" history push
git -C ../hub.git merge-base --is-ancestor "$before" $REF || fail "pushed by force"
for repo in . ../hub.git; do expect_records $repo 14; done
expect_exit 0 "$BENCHCTL" -C ../two history fetch
expect_records ../two 14
# A remote may be a path, of which no name of a ref can be made, and may have refs whose names only end like ours.
git -C ../hub.git update-ref refs/archive/$REF main
for remote in ../hub.git ../hub.git/ "file://$WORK/hub.git"; do
	git init -q ../fresh
	cp benchctl.yaml ../fresh
	expect_exit 0 "$BENCHCTL" -C ../fresh history fetch "$remote"
	expect_records ../fresh 14
	rm -rf ../fresh
done

# A partial clone has neither the blobs nor the trees of others. One has fetched the history without them.
cp -r ../hub.git ../far.git
git -C ../far.git config uploadpack.allowFilter true
for what in blob:none tree:0 "blob:none $REF:$REF"; do
	git clone -q --filter="${what% *}" "file://$WORK/far.git" ../partial
	[ "${what#* }" = "$what" ] || git -C ../partial fetch -q origin "${what#* }"
	cd ../partial
	measure
	expect_exit 0 "$BENCHCTL" history record
	expect_exit 0 "$BENCHCTL" history push
	cd ../one
	rm -rf ../partial
done
expect_records ../far.git 17

# Four clones push at the same time.
pids=()
for i in 1 2 3 4; do
	git clone -q ../hub.git "../clone$i"
	expect_exit 0 "$BENCHCTL" -C "../clone$i" run -q
	expect_exit 0 "$BENCHCTL" -C "../clone$i" history record
done
for i in 1 2 3 4; do
	"$BENCHCTL" -C "../clone$i" history push &
	pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "a push has failed"; done
expect_records ../hub.git 18

# A refused push is an error.
printf '#!/bin/sh\nexit 1\n' >../hub.git/hooks/pre-receive
chmod +x ../hub.git/hooks/pre-receive
measure
expect_exit 0 "$BENCHCTL" history record
expect_exit 3 "$BENCHCTL" history push
expect_contains "$ERR" "pre-receive hook declined"
rm ../hub.git/hooks/pre-receive

# Invalid records: history shows the rest and counts the skipped ones.
index=$E2E_DIR/index
GIT_INDEX_FILE=$index git read-tree $REF
for path in README demo/README demo/pool/README demo/pool/zzz.json other/x; do
	GIT_INDEX_FILE=$index git update-index --add \
		--cacheinfo "100644,$(echo '{"rubbish":' | git hash-object -w --stdin),$path"
done
git update-ref $REF "$(git commit-tree -p $REF -m rubbish "$(GIT_INDEX_FILE=$index git write-tree)")"
expect_exit 0 "$BENCHCTL" history b
[ "$(grep -cE '^  [0-9a-f]{10}  ' "$OUT")" -eq 19 ] || fail "not nineteen points: $(cat "$OUT")"
[ "$(grep -c "left out of the history" "$ERR")" -eq 2 ] || fail "not said: $(cat "$ERR")"
expect_exit 0 "$BENCHCTL" history push
git update-ref $REF "$(git hash-object -w .gitignore)"
expect_exit 4 "$BENCHCTL" history
expect_contains "$ERR" "names a blob, not a commit"
expect_exit 4 "$BENCHCTL" history record
