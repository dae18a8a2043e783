#!/usr/bin/env bash
# The pages about a suite: one document with history, comparisons and runs, in which foreign text stays text.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
build: "true"
defaults: { warmup: 0, runs: 3 }
suite:
  - name: parse/small
    command: 'echo "latency $(cat speed) ms better=lower" >>$BENCHCTL_METRICS'
    metric: latency
END_OF_FILE
printf 'results\n*.html\n' >.gitignore
echo 10 >speed
git config user.name 'Eve <img src=x onerror=alert(2)>'
commit "a suite"

# Without any run there is a page that says so.
expect_exit 0 "$BENCHCTL" report html
expect_contains benchctl.html "No run has a verdict yet."
expect_contains benchctl.html "There is no history yet"

for i in 1 2 3 4 5 6 7 8 9 10; do
	[ $i != 6 ] || echo 12 >speed
	commit "change $i <script>alert(1)</script> &amp; \"quotes\""
	expect_exit 0 "$BENCHCTL" run -q
	expect_exit 0 "$BENCHCTL" history record
	[ $i != 3 ] || git tag 'v1<b>'
	[ $i != 2 ] || expect_exit 0 "$BENCHCTL" report html -o few.html
done
# Two records have no band. Records of one day are told apart by the time.
expect_lacks few.html "grey band"
[ "$(sort -u <<<"$(jq -r .started results/run-00[12]/metadata.json | cut -c1-10)" | wc -l)" != 1 ] ||
	grep -qE '>[0-2][0-9]:[0-5][0-9]</text>' few.html || fail "no times"
echo 14 >speed
commit "slower"
expect_exit 1 "$BENCHCTL" gate --against HEAD~1
printf 'a log of </pre><script>alert(3)</script>\n' >results/run-011/odd.log

mkdir sub
(cd sub && expect_exit 0 "$BENCHCTL" report html -o page.html --runs 2)
page=sub/page.html
expect_contains "$OUT" "page.html: 1 benchmark, 2 of 11 runs"
sed '/^<script>$/,/^<\/script>$/d' "$page" >plain.html
xmllint --html --noout plain.html 2>errors || true
page=plain.html
! grep 'error :' errors | grep -v ' invalid$' || fail "not well-formed"
for text in "alert(1)" "alert(2)" "alert(3)"; do
	! grep -F "$text" "$page" | grep -F "<script>$text" || fail "$text is a script"
	! grep -F "$text" "$page" | grep -F "<img" || fail "$text is an element"
done
for text in "&lt;script>" "<b>" "</pre><script>"; do expect_lacks "$page" "$text"; done
expect_contains "$page" "change 6 &#60;script&#62;alert(1)&#60;/script&#62; &#38;amp; &#34;quotes&#34;"
expect_contains "$page" "v1&#60;b&#62;"
expect_contains "$page" "shift +20.0%, from 10.0 ms to 12.0 ms"
expect_contains "$page" "latency, lower is better"
expect_contains "$page" "benchctl bisect parse/small --good "
expect_contains "$page" "benchctl accept parse/small --max"
expect_contains "$page" "1 of 1 benchmark regressed: parse/small"
expect_contains "$page" 'id="comparison/run-011"'
expect_contains "$page" 'id="run/run-010"'
expect_lacks "$page" 'id="run/run-009"'
expect_contains "$page" "the newest 2 of 11 runs"
expect_contains "$page" "the grey band is where 95% of"
# Nothing is loaded from elsewhere, and every link leads to a place in the document.
! grep -oE '(src|href|action)="[^#"][^"]*"' "$page" | grep -v 'href="data:,"' || fail "a link leads away"
grep -oE 'href="#[^"]*"' "$page" | sed 's/href="#//;s/"$//' | sort -u | while read -r id; do
	grep -qF "id=\"$id\"" "$page" || fail "no place for #$id"
done

# The same pages by HTTP, to this machine alone.
"$BENCHCTL" serve --port 0 >url 2>serve.err &
server=$!
until [ -s url ]; do kill -0 $server || fail "no server: $(cat serve.err)"; done
url=$(cat url)
get() { # STATUS PATH [CURL OPTION...]: $OUT has the body
	local want=$1 path=$2 got
	shift 2
	got=$(curl -s -m 30 --path-as-is -D head -o "$OUT" -w '%{http_code}' "$@" "$url$path")
	[ "$got" = "$want" ] || fail "$got instead of $want from /$path"
}
get 200 ""
expect_contains "$OUT" "What changed lately"
expect_contains "$OUT" 'href="/history/parse/small"'
for header in "default-src 'none'" "nosniff" "frame-ancestors 'none'"; do expect_contains head "$header"; done
! grep -E '<(script|style)>' "$OUT" || fail "inline script or style"
get 200 history/parse/small
expect_contains "$OUT" "&#60;script&#62;alert(1)"
expect_lacks "$OUT" "<script>alert"
get 200 run/run-011
expect_contains "$OUT" "a log of &#60;/pre&#62;&#60;script&#62;alert(3)"
get 200 comparison/run-011
expect_contains "$OUT" "<svg"
expect_contains "$OUT" "Samples of parse/small latency: base"
# The picture is of the metric that the figures are of.
jq '.rows[0].witness = "wall"' results/run-011/comparison.json >comparison && mv comparison results/run-011/comparison.json
until get 200 comparison/run-011 && grep -q "Samples of parse/small wall: base" "$OUT"; do :; done
get 200 comparison/run-001..run-010
expect_contains "$OUT" "+20.0%"
get 303 "compare?base=run-001&head=run-010"
expect_contains head "Location: /comparison/run-001..run-010"
# Any number of runs side by side; the form has the newest one first.
get 200 runs/run-001/run-010/run-005
for text in "3 runs side by side" "+20.0%" "Samples of parse/small latency: run-001 " "verdicts against run-001"; do
	expect_contains "$OUT" "$text"
done
get 303 "compare?run=run-010&run=run-001"
expect_contains head "Location: /runs/run-001/run-010"
get 200 runs
expect_contains "$OUT" 'name="run" value="run-010"'
get 200 style.css
get 200 page.js
ln -s /etc/passwd results/run-011/link
# Metadata is as foreign as a log: what a workflow has left is shown, and nothing outside of the run's folder.
mkdir results/run-011/logs
ln -s /etc results/run-011/etc
echo 'said <script>alert(5)' >results/run-011/logs/far.log
printf 'time,latency (ms),<i>name\n1,10,<script>alert(6)\n2,30,b\n' >results/run-011/load.csv
jq '.stages = [{name: "<script>alert(7)", host: "db", benchmark: "b", sample: 1, status: "failed", how: "it broke", duration: 2, log: "logs/far.log"}] |
	.outputs = [["load.csv", 2], ["etc/passwd", 1], ["/etc/passwd", 1], ["../../benchctl.yaml", 1], ["gone.csv", 1]] |
	.outputs |= map({name: "o", stage: "s", host: "db", benchmark: "b", sample: 1, file: .[0], size: 9, sha256: "0", rows: .[1], schema: "time timestamp"})' \
	results/run-011/metadata.json >metadata && mv metadata results/run-011/metadata.json
until get 200 run/run-011 && grep -q "<h2>Stages" "$OUT"; do :; done
for text in "it broke" "said &#60;script&#62;alert(5)" "&#60;script&#62;alert(6)" '<polyline class="line l0"' "<title>latency (ms), from 10.0 to 30.0"; do
	expect_contains "$OUT" "$text"
done
expect_lacks "$OUT" "<title>time,"
! grep -qF -e "<script>alert" -e root: -e "machine_class" "$OUT" || fail "a run's page leaks"
get 200 file/run-011/logs/far.log
# Outputs of two runs in one picture, over the time since the first row of each. The unit is in the header or the schema.
cp results/run-011/load.csv results/run-010/load.csv
sed -i 's/^1,10/1769860800,10/; s/^2,30/1769860802,30/' results/run-01[01]/load.csv
sed -i 's/latency (ms)/latency/' results/run-010/load.csv
jq '.outputs = [{name: "o", stage: "s", host: "db", benchmark: "b", sample: 1, file: "load.csv", size: 9, sha256: "0", rows: 2, schema: "time timestamp, latency float ms"}]' \
	results/run-010/metadata.json >metadata && mv metadata results/run-010/metadata.json
until get 200 runs/run-010/run-011 && grep -q "class=\"line l1\"" "$OUT"; do :; done
for text in '<polyline class="line l1"' "since the first row (s)"; do expect_contains "$OUT" "$text"; done
get 200 api/runs
jq -e 'length == 11 and .[10].id == "run-011" and .[10].suite == "demo"' "$OUT" >/dev/null || fail "wrong list of runs"
get 200 file/run-011/odd.log
expect_contains head "Content-Disposition: attachment"
expect_contains head "text/plain"
for path in runs/run-001 runs/run-001/run-999 runs/run-001/../.. runs/run-001//run-002 "compare?run=run-001" "compare?run=run-001&run=x" \
	nothing history/nothing run/run-999 comparison/run-001 file/run-011/link file/run-011/etc/passwd file/run-011 file/run-011/ \
	file/run-011/../../benchctl.yaml file/run-011/..%2f..%2fbenchctl.yaml file/../benchctl.yaml \
	..%2f..%2fetc/passwd %ff history/%3Cscript%3E comparison/benchctl.yaml..run-001 "compare?base=/etc/passwd&head=run-001"; do
	get 404 "$path"
	! grep -qF -e "<script>" -e root: -e "suite:" "$OUT" || fail "/$path leaks: $(cat "$OUT")"
done
for host in evil "127.0.0.1" "localhost:1" "${url#http://}" "127.0.0.1:80"; do get 421 "" -H "Host: $host"; done
get 200 "" -H "Host: localhost:$(sed 's/.*:\([0-9]*\).*/\1/' url)"
get 405 "" -X POST -d 'a=1'
# Clients that leave in the middle of a request leave room for others. A second Host is refused.
port=$(sed 's/.*:\([0-9]*\).*/\1/' url)
for ((i = 0; i < 300; i++)); do
	exec 9<>"/dev/tcp/127.0.0.1/$port"
	printf 'GET / HT' >&9
	exec 9>&-
done
get 200 ""
exec 9<>"/dev/tcp/127.0.0.1/$port"
printf 'GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nHost: evil\r\n\r\n' "$port" >&9
read -r line <&9
exec 9>&-
[[ $line == *" 421 "* ]] || fail "a second Host: $line"
get 405 "" -X PUT -T benchctl.yaml
# What is new is shown.
expect_exit 0 "$BENCHCTL" run -q
until get 200 "" && grep -q run-012 "$OUT"; do :; done
expect_exit 3 "$BENCHCTL" serve --port "$(sed 's/.*:\([0-9]*\).*/\1/' url)"
expect_contains "$ERR" "another port: --port N"
kill -TERM $server
wait $server || fail "the server ended with $?"

# Chosen runs in one document, with a page that has them side by side; variants and machine classes in one picture each.
sed -i 's/machine_class: pool/machine_class: other/; s,parse/small,parse/${size},; s/echo/: ${size}; &/; $a\    matrix: { size: [small, large] }' benchctl.yaml
for i in 13 14; do
	commit "on another machine $i"
	expect_exit 0 "$BENCHCTL" run -q
	expect_exit 0 "$BENCHCTL" history record
done
expect_exit 0 "$BENCHCTL" report html run-001 last -o two.html
expect_contains "$OUT" "2 of 14 runs"
for text in 'id="runs/run-001/run-014"' 'href="#runs/run-001/run-014"' "several machine classes" "<h2>Variants" "<h2>Machine classes" 'pool ' \
	'</svg>parse/large '; do
	expect_contains two.html "$text"
done
expect_lacks two.html 'id="run/run-002"'
expect_contains two.html 'Samples of parse/large latency: run-001 none; run-014 '
expect_lacks two.html 'median nan'
expect_exit 2 "$BENCHCTL" report html run-099 -o -
expect_contains "$ERR" "there is no run 'run-099'"

# The report of a run keeps its name; a broken comparison does not end the page.
expect_exit 0 "$BENCHCTL" report run-011
expect_contains "$OUT" "REGRESSION"
echo '{' >results/run-011/comparison.json
expect_exit 0 "$BENCHCTL" report html --runs 5 -o -
expect_contains "$ERR" "comparison.json"
expect_exit 2 "$BENCHCTL" report html -o /nowhere/page.html
