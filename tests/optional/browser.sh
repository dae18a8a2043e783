#!/usr/bin/env bash
# The pages in Debian's Chromium: charts that zoom, filters, rows that open, permalinks, no console error, no request to
# anywhere else. Needs chromium, chromium-driver and libjs-dygraphs (ci/deps browser).
. "$ROOT/tests/e2e/lib.sh"
for program in chromium chromedriver; do command -v $program >/dev/null || skip "$program is not installed (ci/deps browser)"; done
[ -e /usr/share/javascript/dygraphs/dygraph.min.js ] || skip "dygraphs is not installed (ci/deps browser)"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
build: "true"
defaults: { warmup: 0, runs: 3 }
suite:
  - name: parse/small
    command: 'echo "latency $(cat speed) ms better=lower" >>$BENCHCTL_METRICS'
    metric: latency
  - name: api/list
    command: 'echo "latency 3 ms better=lower" >>$BENCHCTL_METRICS'
    metric: latency
END_OF_FILE
printf 'results\n*.html\n' >.gitignore
echo 10 >speed
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ $i != 6 ] || echo 12 >speed
	commit "change $i <img src=x onerror=alert(1)>"
	expect_exit 0 "$BENCHCTL" run -q
	expect_exit 0 "$BENCHCTL" history record
done
echo 14 >speed
commit slower
expect_exit 1 "$BENCHCTL" gate --against HEAD~1
expect_exit 0 "$BENCHCTL" report html -o page.html

"$BENCHCTL" serve --port 0 >url &
server=$!
chromedriver --port=0 >driver.log 2>&1 &
driver=$!
trap 'curl -s -m 20 -X DELETE "$wire" >/dev/null; kill $server $driver' EXIT
wire=
until [ -s url ] && grep -q "started successfully on port" driver.log; do
	kill -0 $server $driver || fail "no server or no driver: $(cat driver.log)"
done
url=$(cat url)
wire=http://127.0.0.1:$(sed -n 's/.*successfully on port \([0-9]*\).*/\1/p' driver.log)/session

send() { # PATH JSON: the value of the answer
	curl -s -m 120 "$wire$1" -H 'Content-Type: application/json' -d "$2"
}
session=$(send "" '{"capabilities": {"alwaysMatch": {"goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
	"goog:chromeOptions": {"args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
	"--window-size=1200,1000"]}}}}' | jq -r .value.sessionId)
[ "$session" != null ] || fail "no session: $(tail -5 driver.log)"
wire=$wire/$session
go() { send /url "$(jq -n --arg url "$1" '{url: $url}')" >/dev/null; }
js() { # SCRIPT: its result
	send /execute/sync "$(jq -n --arg script "$1" '{script: $script, args: []}')" | jq -r .value
}
until_js() { # SCRIPT: until it is true
	local tries=0
	until [ "$(js "$1")" = true ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || fail "never true: $1"
	done
}
picture() { [ -z "${PICTURES-}" ] || curl -s "$wire/screenshot" | jq -r .value | base64 -d >"$PICTURES/$1.png"; }

for start in "$url" "file://$PWD/page.html"; do
	go "$start"
	until_js "return document.querySelector('h1').textContent === 'demo'"
	# The filter hides what lacks the text.
	js "const i = document.querySelector('input[data-table=benchmarks]'); i.value = 'api';
		i.dispatchEvent(new Event('input'))" >/dev/null
	[ "$(js "return [...document.querySelectorAll('#benchmarks tbody tr')].filter(r => !r.hidden).length")" = 1 ] || fail "no filter"
	picture "overview-${start%%:*}"
	# A click leads to the history; its chart zooms, by buttons too.
	js "document.querySelector('#benchmarks a[href*=\"parse/small\"]').click()" >/dev/null
	until_js "const p = [...document.querySelectorAll('.plot canvas')].find(c => c.offsetParent); return !!p"
	js "[...document.querySelectorAll('.tools button')].find(b => b.offsetParent && b.textContent === 'Zoom in').click()" >/dev/null
	picture "history-${start%%:*}"
	# A permalink opens its row.
	js "location.href = '$([ "$start" = "$url" ] && echo "${url}comparison/run-011")#comparison/run-011/parse/small%20latency'" >/dev/null
	until_js "const r = document.getElementById('comparison/run-011/parse/small%20latency'); return !!r && r.open && !!r.querySelector('svg').getBoundingClientRect().width"
	picture "comparison-${start%%:*}"
done
# The view of a chart is a part of its address.
go "${url}history/parse/small#zoom=2-5"
until_js "return !!document.querySelector('.plot canvas') && location.hash === '#zoom=2-5'"
# The page does not scroll sideways on a telephone; texts stay texts.
send /window/rect '{"width": 500, "height": 800}' >/dev/null
for path in "" history/parse/small comparison/run-011 run/run-011; do
	go "$url$path"
	until_js "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
	[ "$(js "return document.querySelectorAll('img').length")" = 0 ] || fail "a message is an element"
	picture "narrow-${path//\//-}"
done

log=$(send /se/log '{"type": "browser"}')
[ "$(jq '.value | length' <<<"$log")" -eq 0 ] || fail "the console says: $log"
send /se/log '{"type": "performance"}' | jq -r '.value[].message | fromjson | .message |
	select(.method == "Network.requestWillBeSent") | .params.request.url' | grep -vE "^(${url}|file://$PWD/page.html|data:)" >away || true
[ ! -s away ] || fail "requests to elsewhere: $(cat away)"
