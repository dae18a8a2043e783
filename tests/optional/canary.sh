#!/usr/bin/env bash
# A real disturbance: programs occupy the processors for the middle third of a paired gate. The gate marks exactly the
# blocks in which the canary's own series shifted, in its report too. Skipped where the canary sees no shift, as on a
# machine whose processors have nothing in common.
. "$ROOT/tests/e2e/lib.sh"
command -v cc >/dev/null || skip "there is no C compiler"

cat >burn.c <<'END_OF_FILE'
#include <stdlib.h>
int main(void)
{
	enum { SIZE = 64 << 20 };
	volatile char *v = malloc(SIZE);
	unsigned long at = 1;
	for (;;) v[(at = at * 6364136223846793005 + 1) >> 20 & (SIZE - 1)]++;
}
END_OF_FILE
cc -O2 -o burn burn.c
new_repo
count=$WORK/count
cat >work.sh <<END_OF_FILE
printf . >>$count
i=0
while [ \$i -lt 20000 ]; do i=\$((i + 1)); done
echo "size 1000 B" >"\$BENCHCTL_METRICS"
END_OF_FILE
# Each takes two blocks, because it repeats exactly.
sed "s/VALUES/$(seq -s , 36)/" >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
build: "true"
defaults: { warmup: 0 }
suite: [{ name: work, matrix: { n: [VALUES] }, command: [sh, work.sh], metric: size }]
END_OF_FILE
commit base
git checkout -qb topic
echo : >>work.sh
commit head

"$BENCHCTL" gate --report json=report.json >"$OUT" 2>"$ERR" &
gate=$! burners=()
trap 'kill $gate "${burners[@]}" 2>/dev/null || true' EXIT
samples() { [ ! -d "/proc/$gate" ] || [ "$(stat -c %s "$count" 2>/dev/null || echo 0)" -ge "$1" ]; }
until samples 192; do sleep 0.05; done
for cpu in $(seq 0 $(($(nproc) - 1))); do
	for _ in 1 2 3 4; do
		taskset -c "$cpu" "$WORK/burn" &
		burners+=($!)
	done
done
until samples 384; do sleep 0.05; done
kill "${burners[@]}"
status=0
wait "$gate" || status=$?
[ "$status" -eq 0 ] || fail "exit status $status: $(cat "$OUT" "$ERR")"

# By docs/host.md: 10% from most visits and four of their robust standard deviations.
run=$(printf '%s\n' results/run-*/run.json | tail -n 1)
jq '.runs[0] | [.canary[] | .median as $m | .samples | map(. / $m | log)] | transpose | map(add / length) as $shift |
	($shift | sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2) as $centre |
	($shift | map(. - $centre)) as $far | ($far | map(fabs) | sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2) as $mad |
	([$mad * 1.4826 * 4, (1.1 | log)] | max) as $limit |
	{ visits: ($far | length), limit: $limit, expected: [$far[] | select(fabs >= $limit) | (. | exp) - 1] }' "$run" >seen.json
jq -e --slurpfile seen seen.json '.runs[0].shifted // [] | . as $marks | $seen[0].expected as $e |
	($marks | length) == ($e | length) and all(range($e | length); ($marks[.].change - $e[.]) | fabs < 1e-6)' "$run" >/dev/null ||
	fail "the marks are not the shifts: $(cat seen.json) $(jq -c '.runs[0].shifted' "$run")"
marks=$(jq '.expected | length' seen.json)
tr -s '\n ' ' ' <"$OUT" >flat
if [ "$marks" -eq 0 ]; then
	expect_lacks flat "another machine speed"
	skip "the canary saw no shift in $(jq .visits seen.json) visits; the limit was $(jq '.limit * 100 | round' seen.json)%"
fi
expect_contains flat "$marks block$([ "$marks" -eq 1 ] || echo s) ran at another machine speed (canary): work/n="
echo "$marks of $(jq .visits seen.json) visits: $(jq -c '[.runs[0].shifted[].benchmark]' "$run")"
