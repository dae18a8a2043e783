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
for class in other pool; do # two records on another class of machines
	sed -i "s/machine_class: [a-z]*/machine_class: $class/" benchctl.yaml
	commit "on $class"
	[ $class = pool ] && break
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
# With PICTURES=DIR, in the light and in the dark scheme.
scheme() { # light or dark
	send /goog/cdp/execute "$(jq -n --arg scheme "$1" '{cmd: "Emulation.setEmulatedMedia",
		params: {features: [{name: "prefers-color-scheme", value: $scheme}]}}')" >/dev/null
}
picture() { # NAME
	local scheme
	[ -n "${PICTURES-}" ] || return 0
	for scheme in dark light; do
		scheme $scheme
		curl -s "$wire/screenshot" | jq -r .value | base64 -d >"$PICTURES/$1-$scheme.png"
	done
}
# key TEXT: a key that a person presses where the focus is.
key() {
	send /actions "$(jq -n --arg key "$1" '{actions: [{type: "key", id: "keys", actions: [
		{type: "keyDown", value: $key}, {type: "keyUp", value: $key}]}]}')" >/dev/null
}

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
	js "location.href = '$([ "$start" = "$url" ] && echo "${url}comparison/run-012")#comparison/run-012/parse/small%20latency'" >/dev/null
	until_js "const r = document.getElementById('comparison/run-012/parse/small%20latency'); return !!r && r.open && !!r.querySelector('svg').getBoundingClientRect().width"
	picture "comparison-${start%%:*}"
done
# A person without a mouse opens a row: the focus is seen, Enter opens.
go "${url}comparison/run-012"
js "document.querySelector('details.row summary').focus()" >/dev/null
until_js "return document.activeElement.tagName === 'SUMMARY'"
before=$(js "return document.activeElement.parentElement.open")
key $'\uE007'
until_js "return document.activeElement.parentElement.open !== $before"
# Chosen runs side by side, by clicks; in the file by its link.
go "${url}runs"
js "for (const id of ['run-010', 'run-001', 'run-006']) document.querySelector('input[value=' + id + ']').click();
	document.querySelector('form button').click()" >/dev/null
until_js "return location.pathname === '/runs/run-001/run-006/run-010' && !!document.querySelector('#side-by-side')"
picture side-by-side
go "file://$PWD/page.html#runs"
until_js "return !!document.querySelector('#runs').offsetParent"
js "[...document.querySelectorAll('a')].find(a => a.offsetParent && a.textContent.endsWith('side by side')).click()" >/dev/null
until_js "return !!document.querySelector('#side-by-side').offsetParent"
# Hover says what a record is; one line for each machine class.
go "${url}history/parse/small"
until_js "return document.querySelectorAll('.plot canvas').length >= 4"
js "const c = [...document.querySelectorAll('.plot canvas')][1], r = c.getBoundingClientRect();
	c.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX: r.left + r.width / 2, clientY: r.top + r.height / 2}))" >/dev/null
until_js "return document.querySelector('.plot + output').textContent.includes('ms')"
until_js "return [...document.querySelectorAll('h2')].some(h => h.textContent === 'Machine classes')"
picture history-classes
# The view of a chart is a part of its address.
go "${url}history/parse/small#zoom=2-5"
until_js "return !!document.querySelector('.plot canvas') && location.hash === '#zoom=2-5'"
# Ten thousand records: all of them are in the chart, which zooms and says what is below the mouse.
cat >many.py <<'END_OF_FILE'
import json, subprocess

ref = 'refs/benchctl/history'
git = lambda *words: subprocess.check_output(('git',) + words, text=True).strip()
name = next(n for n in git('ls-tree', '-r', '--name-only', ref).split('\n') if '/pool/' in n)
record = json.loads(git('cat-file', '-p', ref + ':' + name))
folder, file = name.rsplit('/', 1)
print('commit %s\ncommitter a <a@b> 1 +0000\ndata 0\nfrom %s' % (ref, git('rev-parse', ref)))
for i in range(10000):
    for result in record['runs'][0]['results']:
        result['metrics']['latency']['samples'] = [.01 + i % 2 * 1e-5]
    text = json.dumps(record)
    print('M 100644 inline %s/%s-%012x.json\ndata %d\n%s' % (folder, file.rsplit('-', 1)[0], i, len(text), text))
END_OF_FILE
python3 many.py | git fast-import --quiet
go "${url}history/parse/small"
until_js "return document.querySelectorAll('.plot canvas').length >= 2"
[ "$(js "return document.querySelector('figure.chart .data').textContent.split('\\n').length")" -gt 10000 ] || fail "points are missing"
js "[...document.querySelectorAll('.tools button')].find(b => b.textContent === 'Zoom in').click()" >/dev/null
until_js "return /^#zoom=[0-9]+-[0-9]+\$/.test(location.hash)"
picture history-many
# The page does not scroll sideways on a telephone; texts stay texts.
send /window/rect '{"width": 500, "height": 800}' >/dev/null
for path in "" history/parse/small comparison/run-012 run/run-012; do
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
