#!/usr/bin/env bash
# Pictures by gnuplot: of samples, of the history, of CSV files; foreign texts stay texts.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v gnuplot >/dev/null || skip "gnuplot is not installed (ci/deps test)"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
defaults: { warmup: 0, runs: 3 }
suite:
  - name: parse/small
    command: 'echo "latency $(cat speed) ms better=lower" >>$BENCHCTL_METRICS'
    metric: latency
plots:
  - name: over time
    title: "it's `touch pwned` $(touch pwned) ]]> {/Bold x} 100% <b>"
    source: load
    x: time
    y: [latency_ms, "rate"]
    aggregation: p95
    window: 5s
    format: svg
  - { name: shape, source: load.csv, type: histogram, y: latency_ms, format: png, export_path: pictures/shape.png }
END_OF_FILE
printf 'results\nplots\n' >.gitignore
echo 10 >speed
commit "a suite"
expect_exit 0 "$BENCHCTL" run -q
expect_exit 0 "$BENCHCTL" history record
echo 12 >speed
commit "slower"
expect_exit 0 "$BENCHCTL" run -q
expect_exit 0 "$BENCHCTL" history record
is_svg() { xmllint --noout "$1" || fail "$1 is no SVG"; }

# The configured plots read the outputs of a run, whatever their header looks like.
printf '\xef\xbb\xbftime (s), latency_ms ,rate,note\r\n' >load.csv
for i in $(seq 40); do printf '2026-11-28T15:00:%02dZ,%s,%s,"a, ""b"""\r\n' "$i" "$((10 + i % 7)).5" "$((100 * i))"; done >>load.csv
cp load.csv results/run-001
cp load.csv results/run-002
expect_exit 0 "$BENCHCTL" plot run-001 run-002
expect_lines "$OUT" 2
is_svg results/run-001/plots/over-time.svg
[ "$(head -c 4 results/run-001/pictures/shape.png)" = $'\x89PNG' ] || fail "no PNG"
[ ! -e pwned ] || fail "a title was executed"
expect_contains results/run-001/plots/over-time.svg.gp "95th percentile of latency_ms, rate, per 5 s"
expect_contains results/run-001/plots/over-time.svg.gp "time (s), since the first (s)"
expect_contains results/run-001/plots/over-time.svg.gp "run-002 $(git rev-parse HEAD | cut -c1-7) "
# The 95th percentile of the first window: 11.5, 12.5, 13.5, 14.5, 15.5.
expect_contains results/run-001/plots/over-time.svg.gp "2.5 15.3"
rm results/run-001/plots/over-time.svg
gnuplot -d results/run-001/plots/over-time.svg.gp || fail "the script does not draw"
is_svg results/run-001/plots/over-time.svg

# Each type in each format; every column by itself.
for type in time_series histogram boxplot cdf scatter violin; do
	for format in svg png pdf; do
		expect_exit 0 "$BENCHCTL" plot --source load.csv --x "time (s)" --y latency_ms --y rate \
			--aggregation p99 --type $type --format $format -o "$type"
		[ -s "$type/latency-ms.$format" ] || [ -s "$type/latency_ms.$format" ] || fail "no $type.$format: $(ls "$type")"
	done
	is_svg $type/latency*.svg
	head -c 5 $type/latency*.pdf | grep -q '%PDF' || fail "no PDF"
done
expect_exit 0 "$BENCHCTL" plot run-001 --auto
expect_lines "$OUT" 4
rm results/run-00?/load.csv

# Names that differ only in what a file name cannot have are different files.
printf 'a/b,a b,"日本"\n1,2,3\n4,5,6\n' >results/run-001/odd.csv
expect_exit 0 "$BENCHCTL" plot run-001 --auto
expect_lines "$OUT" 6
[ "$(sort -u "$OUT" | wc -l)" -eq 6 ] || fail "the same file twice: $(cat "$OUT")"
rm results/run-001/odd.csv

# A workflow draws its plots when it has ended; of a repeated one, the first output.
mkdir flow
cat >flow/flow.yaml <<'END_OF_FILE'
benchmark: { name: flow }
repeat: 2
plot_on_run: true
stages:
  - { name: a, command: 'printf "n\n1\n2\n" >n.csv', outputs: [ { name: numbers, remote_path: n.csv } ] }
plots: [ { name: line, source: numbers, y: n, format: svg } ]
END_OF_FILE
(cd flow && expect_exit 0 "$BENCHCTL" run flow.yaml)
is_svg flow/results/run-001/plots/line.svg
sed -i 's/y: n,/y: x,/' flow/flow.yaml
(cd flow && expect_exit 0 "$BENCHCTL" run flow.yaml)
expect_contains "$ERR" "plot_on_run: "
rm -r flow

# Samples, both sides, the history.
sed -i '/^plots:/,$d' benchctl.yaml
expect_exit 0 "$BENCHCTL" plot
is_svg results/run-002/plots/parse-small.svg
expect_contains results/run-002/plots/parse-small.svg.gp "latency (ms), lower is better"
expect_exit 0 "$BENCHCTL" plot --compare 1 2 -o both
is_svg both/compare-parse-small.svg
expect_contains both/compare-parse-small.svg.gp "'base run-001 "
expect_exit 0 "$BENCHCTL" plot --history parse/small
is_svg results/plots/history-parse-small.svg

# What cannot be drawn is a sentence.
refuse() { # STATUS TEXT ARGUMENT...
	local status=$1 text=$2
	shift 2
	expect_exit "$status" "$BENCHCTL" plot "$@"
	expect_contains "$ERR" "$text"
}
: >empty.csv
printf 'a,b\n' >head.csv
refuse 2 "empty.csv has no rows to plot" --source empty.csv --y a
refuse 2 "head.csv has no rows to plot" --source head.csv --y b
refuse 2 "has no column 'speed'; it has time (s), latency_ms, rate, note" --source load.csv --y speed
refuse 2 "the column 'note' does not contain numbers" --source load.csv --y note
refuse 2 "names no column for x" --source load.csv --y rate --type scatter
refuse 2 "nothing.csv" --source nothing.csv --y a
refuse 2 "plot --compare needs two runs" --compare run-001
refuse 4 "the history has no record of a benchmark 'nothing'" --history nothing
echo '  - { name: other, command: "true", tags: other }' >>benchctl.yaml
refuse 2 "has no samples to plot" --tag other
mkdir bin
ln -s "$(command -v git)" bin/git
expect_exit 3 env PATH="$PWD/bin" "$BENCHCTL" plot --history parse/small
expect_contains "$ERR" "gnuplot-nox"
