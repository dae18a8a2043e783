#!/usr/bin/env bash
# Many records: old ones move to pages, where the past of one benchmark is a few small files, and nothing is lost.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: a, command: "true" }
  - { name: b, command: "true" }
END
printf '/results/\n/history*\n' >.gitignore
commit "one"
head=$(git rev-parse HEAD)
expect_exit 0 "$BENCHCTL" run

# What it says about the old records, whatever the width of the columns.
values() { grep 2026-01-01 | sed 's/ shift.*//' | tr -s ' ' | sed 's/ *$//'; }

# Records as the first version wrote them; b is not in every one, and its first ones have another unit.
awk -v head="$head" '
function samples(id, unit, value) {
	return sprintf("{\"id\":\"%s\",\"status\":\"ok\",\"metrics\":{\"wall\":{\"unit\":\"%s\",\"better\":\"lower\"," \
		"\"samples\":[%s]}}}", id, unit, value)
}
BEGIN {
	for (i = 1; i <= 600; i++) {
		results = samples("a", "s", i) (i % 3 ? "," samples("b", i < 100 ? "B" : "s", i ".5") : "")
		text = sprintf("{\"benchctl\":\"history\",\"schema\":1,\"suite\":\"demo\",\"runs\":[{\"suite\":\"demo\"," \
			"\"status\":\"ok\",\"commit\":\"%s\",\"started\":\"2026-01-01T00:00:00Z\",\"seed\":%d," \
			"\"host\":{\"class\":\"pool\"},\"results\":[%s]}]}", head, i, results)
		printf "blob\nmark :%d\ndata %d\n%s\n", i, length(text), text
	}
	print "commit refs/benchctl/history\ncommitter a <a> 1700000000 +0000\ndata 1\nx"
	for (i = 1; i <= 600; i++)
		printf "M 100644 :%d demo/pool/%012d-%s-%012d.json\n", i, 1700000000 + i, substr(head, 1, 12), i
	print "\ndone"
}' >history.import
git fast-import --quiet --done <history.import
git clone -q . ../other

"$BENCHCTL" history a >history.a
"$BENCHCTL" history b >history.b
expect_exit 0 "$BENCHCTL" history record last
files=$(git ls-tree -r --name-only refs/benchctl/history | grep -c 'pool/[0-9]')
[ "$files" -eq $((601 - 256)) ] || fail "$files records are files"
[ "$(git ls-tree refs/benchctl/history:demo/pool/pages | wc -l)" -eq 1 ] || fail "no page"
for id in a b; do
	expect_exit 0 "$BENCHCTL" history $id
	diff <(values <"history.$id") <(values <"$OUT") >/dev/null || fail "the history of $id has changed"
done

: "two clones that have put the same records on pages merge to the same history"
cd ../other
cp -r ../repo/results .
expect_exit 0 "$BENCHCTL" history fetch origin
git update-ref refs/benchctl/history "$(git -C ../repo rev-parse refs/benchctl/history~2)"
echo more >>benchctl.yaml.txt
commit "two"
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" history record last
[ "$(git ls-tree refs/benchctl/history:demo/pool/pages | wc -l)" -eq 1 ] || fail "no page"
expect_exit 0 "$BENCHCTL" history fetch origin
expect_exit 0 "$BENCHCTL" history a
[ "$(grep -c 2026-01-01 "$OUT")" -eq 600 ] || fail "$(grep -c 2026-01-01 "$OUT") of 600 records"

: "a page that cannot be read is left out with a warning"
tree=$(printf '100644 blob %s\tindex.json\n' "$(echo '{' | git hash-object -w --stdin)" | git mktree)
git read-tree --index-output="$E2E_DIR/index" refs/benchctl/history
GIT_INDEX_FILE=$E2E_DIR/index git read-tree --prefix=demo/pool/pages/zzz "$tree"
git update-ref refs/benchctl/history "$(git commit-tree -m x -p refs/benchctl/history \
	"$(GIT_INDEX_FILE=$E2E_DIR/index git write-tree)")"
expect_exit 0 "$BENCHCTL" history a
expect_contains "$ERR" "left out of the history: a page of the history:"
[ "$(grep -c 2026-01-01 "$OUT")" -eq 600 ] || fail "$(grep -c 2026-01-01 "$OUT") of 600 records"
