#!/usr/bin/env bash
# compare on two files of another tool: the same figures as benchstat, other metrics on request, and
# selection by the tool's names.
. "$ROOT/tests/e2e/lib.sh"

# Output of Go 1.19.8, and benchstat's result: golang.org/x/perf of May 2024, -format csv. benchctl does not
# judge metrics without a direction; p99-ns keeps its name.
data=$ROOT/tests/data/compare
new_repo
cp "$data"/go-old.txt old.txt
cp "$data"/go-new.txt new.txt
expect_exit 1 "$BENCHCTL" compare old.txt new.txt --metric '*' --report json=rows.json
awk -F, '/^,.*,vs base/ { unit = $2 }
	/^[A-Z]/ && unit !~ /^(GCs.op|hit-ratio|widgets)$/ {
		sub(/ n=.*/, "", $7)
		# Without variation there is no test.
		if ($3 == "0%" && $5 == "0%")
			$7 = "exact"
		printf "%s %s %.7g %s %.7g %s %s %s\n", $1, unit, $2, $3, $4, $5, $6, $7
	}' "$data/benchstat.csv" | sort >theirs
jq -r '.rows[] | [.id, .metric, (.base, .head | .median, .lo, .hi), .change, .p // "exact"] | @tsv' \
	rows.json | awk -F'\t' '
	function around(m, lo, hi,  far) {
		far = hi - m > m - lo ? hi - m : m - lo
		return sprintf("%.0f%%", 100 * far / m)
	}
	{
		sub(/^example.org.words.words./, "", $1)
		sub(/p99-ns/, "p99-sec", $2)
		sure = $10 == "exact" ? $9 != 0 : $10 < 0.05
		printf "%s %s %.7g %s %.7g %s %s %s\n", $1, $2, $3, around($3, $4, $5), $6,
			around($6, $7, $8), sure ? sprintf("%+.2f%%", 100 * $9) : "~",
			$10 == "exact" ? $10 : sprintf("p=%.3f", $10)
	}' | sort >ours
[ "$(wc -l <ours)" -ge 12 ] || fail "too few rows: $(cat ours)"
diff theirs ours >"$OUT" || fail "benchstat says otherwise: $(cat "$OUT")"

# Without --metric, only the first metric is judged; a note counts the others.
expect_exit 1 "$BENCHCTL" compare new.txt old.txt
expect_contains "$OUT" "these metrics are not judged: B/s, B/op, allocs/op, p99-ns, req/s"
expect_lacks "$OUT" "Count/n=1-2 allocs/op"
expect_exit 2 "$BENCHCTL" compare old.txt new.txt --metric alocs/op
expect_contains "$ERR" "--metric 'alocs/op' matches no metric of old.txt or new.txt"
expect_exit 1 "$BENCHCTL" compare old.txt new.txt --metric allocs/op --filter '*Count/n=1-2'
expect_contains "$OUT" "Count/n=1-2 allocs/op"
expect_contains "$OUT" "+66.7%"
expect_contains "$OUT" "compare old.txt new.txt --metric allocs/op --filter"
expect_lacks "$OUT" "Nop"

# One file on both sides, or one run, shows no change.
expect_exit '0|4' "$BENCHCTL" compare old.txt old.txt
expect_contains "$OUT" "head is a run of the base, so it is compared with itself"
expect_exit '0|1|4' "$BENCHCTL" compare old.txt new.txt
expect_lacks "$OUT" "compared with itself"

# --filter selects results, inside a repository with its own suite and outside any repository.
for config in '' 'benchmark: { name: demo }
gate: { metrics: { B/op: { action: "off" } } }
suite: [{ name: own, command: "true" }]'; do
	[ -z "$config" ] || echo "$config" >benchctl.yaml
	expect_exit 1 "$BENCHCTL" compare old.txt new.txt --metric 'a*' --filter '*Count*' --skip '*n=10-2'
	expect_contains "$OUT" "n=1-2 allocs/op"
	expect_lacks "$OUT" "n=10-2"
	expect_exit 2 "$BENCHCTL" compare old.txt new.txt --filter 'Cuont*'
	expect_contains "$ERR" "--filter 'Cuont*' matches no benchmark of old.txt or new.txt"
	expect_exit 2 "$BENCHCTL" compare old.txt new.txt --tag slow
	expect_contains "$ERR" "--tag"
done
# A rule that switches a metric off overrides a pattern.
expect_exit 1 "$BENCHCTL" compare old.txt new.txt --metric '*op' --filter '*Count/n=1-2'
expect_contains "$OUT" "allocs/op"
expect_lacks "$OUT" "B/op"
