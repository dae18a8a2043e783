#!/usr/bin/env bash
# A run on a terminal: the table counts the metrics that it omits; show prints all.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
defaults: { runs: 6, warmup: 0 }
suite:
  - { name: quick, command: "true" }
  - { name: a/benchmark/with/a/name/that/is/too/long/for/narrow/terminals, command: "true" }
  - { name: broken, command: "false" }
END_OF_FILE

expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "more metrics; see: benchctl show run-001"
others=$(($(jq '.runs[0].results[] | select(.id == "quick").metrics | length' results/run-001/run.json) - 3))
[ $others -gt 2 ] || fail "there are just $others more"
grep -qE "^  quick .* 6  \+$others *\$" "$OUT" || fail "not +$others: $(cat "$OUT")"

# Each metric is a line below its benchmark, with its unit.
expect_exit 0 "$BENCHCTL" show
awk '/^  [^ ]/ { in_it = $1 == "quick" } /^    / && in_it { print $1 }' "$OUT" | sort >"$E2E_DIR/shown"
jq -r '.runs[0].results[] | select(.id == "quick").metrics | keys[]' results/run-001/run.json | sort |
	diff - "$E2E_DIR/shown" || fail "not all metrics of quick: $(cat "$OUT")"
grep -qE "^    peak_rss +[0-9.]+ [KM]iB .* 6\$" "$OUT" || fail "no unit: $(cat "$OUT")"
expect_contains "$OUT" "  broken  failed"

# What a terminal shows are the aggregates of the file's samples, and those of a comparison are in its JSON.
cat >"$E2E_DIR/same.py" <<'END_OF_FILE'
import json, re, statistics, sys

UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
         "%": .01, "/s": 1, "k/s": 1e3, "M/s": 1e6, "k": 1e3, "M": 1e6, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}
FIGURE = r"(-?\d+(?:\.\d+)?) *(%s)?" % "|".join(sorted(UNITS, key=len, reverse=True))


def same(shown, value):
    number, unit = re.fullmatch(FIGURE, shown).groups()
    scale = UNITS.get(unit, 1)
    last = 10.0 ** -len((number + ".").split(".")[1])  # the last digit that is shown
    return abs(float(number) * scale - value) <= (0.501 * last + 1e-9) * scale


mode, data = sys.argv[1], json.load(open(sys.argv[2]))
lines = [re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line).rstrip() for line in sys.stdin]
seen, result = 0, None
if mode == "show":
    results = {r["id"]: r.get("metrics", {}) for r in data["runs"][0]["results"]}
    for line in lines:
        if re.fullmatch(r"  \S+(  failed)?", line):
            result = results[line.split()[0]]
        row = result and re.fullmatch(r"    (\S+) +" + FIGURE + r"(?: +(?:±|\+-)\d+%)? +(\d+)", line)
        if not row:
            continue
        metric = result[row[1]]
        values = metric.get("samples") or [metric["figures"]["median"]]
        n = len(values) if "samples" in metric else metric["figures"]["n"]
        assert same((row[2] + " " + (row[3] or "")).strip(), statistics.median(values)) and int(row[4]) == n, (line, metric)
        seen += 1
    assert seen >= 20, lines
else:
    rows = {r["id"]: r for r in data["rows"] if r["metric"] == "wall"}
    for line in lines:
        row = re.match(r"  (\S+) +%s(?: +(?:±|\+-) +\d+%%)? +%s(?: +(?:±|\+-) +\d+%%)? +([-+][0-9.]+)%% " % (FIGURE, FIGURE), line)
        if not row or row[1] not in rows:
            continue
        r = rows[row[1]]
        assert same((row[2] + " " + (row[3] or "")).strip(), r["base"]["median"]), (line, r)
        assert same((row[4] + " " + (row[5] or "")).strip(), r["head"]["median"]), (line, r)
        assert same(row[6].lstrip("+") + "%", r["change"]), (line, r)
        seen += 1
    assert seen == 2, lines
END_OF_FILE
# on_terminal COMMAND...: its output there, which may be wide.
on_terminal() {
	TERM=xterm script -qefc "stty cols 200; $(printf ' %q' "$@")" "$E2E_DIR/typescript" >/dev/null </dev/null ||
		[[ $? == [14] ]] # how a comparison of measured times ends
	tr -d '\r' <"$E2E_DIR/typescript"
}
on_terminal "$BENCHCTL" show run-001 | python3 "$E2E_DIR/same.py" show results/run-001/run.json
"$BENCHCTL" run -q --filter quick --filter 'a/*'
on_terminal "$BENCHCTL" compare run-001 run-002 --report json=compared.json |
	python3 "$E2E_DIR/same.py" compare compared.json

# show --json prints the file.
expect_exit 0 "$BENCHCTL" show run-001 --json
cmp "$OUT" results/run-001/run.json || fail "show --json is not run.json"

# The suggested command finds a run in another folder.
expect_exit 3 "$BENCHCTL" run --output-dir "else where"
bash -c "$(sed -n 's/.*: benchctl show/"$BENCHCTL" show/p' "$OUT")" >"$E2E_DIR/elsewhere" || fail "a hint that fails"
expect_contains "$E2E_DIR/elsewhere" "peak_rss"

# Narrow terminals.
for columns in 60 80; do
	for command in "show last" "run --filter quick --filter 'a/*'"; do
		TERM=xterm script -qefc "stty cols $columns; \"\$BENCHCTL\" $command 2>/dev/null" typescript >/dev/null </dev/null ||
			fail "$command: exit status $?"
		expect_contains typescript "median"
		# Only the name may be longer.
		! tr -d '\r' <typescript | grep -vE '^(Script|warning:|note:) |^      [a-z]' | grep -v '^  a/benchmark[^ ]*$' | grep -qE ".{$((columns + 1))}" ||
			fail "$command is wider than $columns: $(cat typescript)"
	done
done
