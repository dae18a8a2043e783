#!/usr/bin/env bash
# `benchctl post` beside a server that acts as the APIs of forges do.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
. "$ROOT/tests/e2e/forge.bash"

{ steady parse 1; steady scan 1; } | run_file base.json
{ steady parse 1.5; steady scan 1; } | run_file slow.json
expect_exit 1 "$BENCHCTL" compare base.json slow.json --report json=red.json
expect_exit 0 "$BENCHCTL" compare base.json base.json --report json=green.json
start_forge

# From now on, a job of GitHub Actions for pull request 3.
export GITHUB_TOKEN=$token GITHUB_ACTIONS=true GITHUB_REPOSITORY=o/r GITHUB_API_URL=$url/gh
export GITHUB_SERVER_URL=$url GITHUB_RUN_ID=77 GITHUB_EVENT_PATH=$E2E_DIR/event.json
pull_event() { echo "{\"pull_request\": {\"number\": 3, \"head\": {\"sha\": \"$a\", \"ref\": \"x\"}}}"; }
pull_event >"$E2E_DIR/event.json"

# post STATUS ARGUMENTS...: its output is in $OUT and $ERR and never has the token.
post() {
	local want=$1
	shift
	expect_exit "$want" "$BENCHCTL" post "$@"
	! grep -qF "${token#ghs_}" "$OUT" "$ERR" || fail "the token is seen: $(cat "$OUT" "$ERR")"
}
requests() { state "[.requests[] | \"\\(.method) \\(.path | sub(\".*/\"; \"\"))\"] | join(\", \")"; }

# Red, then green, then green: one comment, and its story stays folded. The status is first.
post 0 red.json
expect_state "github-actions[bot]" '.comments[].login'
expect_state "$a benchctl failure $url/o/r/actions/runs/77" '.statuses[] | "\(.sha) \(.name) \(.state) \(.target_url)"'
[[ $(state '.requests[0].path') == */statuses/$a ]] || fail "first: $(requests)"
[[ $(state '.requests[0].headers | "\(.authorization) \(."user-agent")"') == "Bearer $token benchctl/"* ]] ||
	fail "headers: $(state '.requests[0].headers')"
state '.comments[0].body' >red.md
expect_contains red.md "❌ 1 of 2 benchmarks regressed: parse +50.0%"
expect_contains red.md "[The run](<$url/o/r/actions/runs/77>)"
for round in 1 2; do
	post 0 green.json
	expect_state 1 '.comments | length'
	expect_state success '.statuses[-1].state'
	state '.comments[0].body' >green.md
	[ "$(sed -n 2p green.md)" = "✅ 2 benchmarks, no regression" ] || fail "round $round: $(cat green.md)"
	[ "$(grep -cF "<details><summary>Before: ❌ 1 of 2 benchmarks regressed: parse +50.0%</summary>" green.md)" -eq 1 ] ||
		fail "round $round has no story: $(cat green.md)"
	expect_contains green.md "benchctl accept parse"
done
# The second changed nothing, so it wrote no comment.
[ "$(state '[.requests[] | select(.method == "PATCH")] | length')" -eq 1 ] || fail "$(requests)"
# A run is found by its name.
mkdir -p elsewhere/run-001
cp red.json elsewhere/run-001/comparison.json
post 0 run-001 --output-dir elsewhere
state '.comments[0].body' | cmp - red.md || fail "the story stays in a red comment"

# 35 comments before it, so it is on page two; a marker in somebody else's comment, in the middle of an own
# one, and of another context; ten duplicates. The oldest stays. The pages' links name another server, which
# must not get the token. The eleventh write waits for its second.
marker='<!-- benchctl post benchctl red 0 -->'
control "$(jq -n --arg m "$marker" '{next_base: "https://elsewhere.invalid", comments: (
	[range(35) | {id: (. + 1), login: "someone", body: "words"}] +
	[{id: 40, login: "mallory", body: ($m + "\nmine")}, {id: 41, login: "github-actions[bot]", body: ("> " + $m)},
	{id: 42, login: "github-actions[bot]", body: ($m | sub("post benchctl"; "post benchctl more"))},
	{id: 43, login: "github-actions[bot]", body: ($m + "\r\nold")},
	(range(10) | {id: (53 - .), login: "github-actions[bot]", body: $m})])}')"
post 0 red.json
expect_state 39 '.comments | length'
expect_state 43 '[.comments[] | select(.body | contains("parse +50.0%")) | .id] | join(" ")'
expect_state true '[.requests[] | select(.method != "GET") | .at] | length == 12 and .[-1] - .[-2] > 0.9'
expect_state "mine" '.comments[] | select(.id == 40).body | split("\n")[1]'
post 0 red.json --context "benchctl more"
expect_state "42 43" '[.comments[] | select(.body | contains("parse +50.0%")) | .id] | join(" ")'
post 0 red.json --author mallory
expect_state "40 42 43" '[.comments[] | select(.body | contains("parse +50.0%")) | .id] | join(" ")'
# Two posters that both find no comment: one stays, the older.
control '{"barrier": 2}'
"$BENCHCTL" post red.json >"$E2E_DIR/one" 2>&1 &
one=$!
post 0 red.json
wait $one || fail "$(cat "$E2E_DIR/one")"
expect_state "1001" '[.comments[].id] | join(" ")'
expect_state "2" '[.requests[] | select(.method == "POST" and (.path | endswith("/comments")))] | length'

# What servers do. Each row: exit status, a fault, and how many comments there are then.
c='{"match": "POST .*/comments"'
l='{"match": "GET .*/comments"'
limit='"headers": {"Retry-After": "0"}'
while IFS='|' read -r want fault comments said; do
	control "{\"faults\": [$fault]}"
	post "$want" red.json --max-wait 30s --timeout "$([[ $fault == *sleep* ]] && echo 1s || echo 1min)"
	[ -z "$said" ] || expect_contains "$ERR" "$said"
	# What gates is posted whatever the comment does.
	expect_state "$comments failure" '"\(.comments | length) \(.statuses[-1].state // "failure")"'
done <<END
0|$l, "status": 502}, $l, "cut": true}, $c, "status": 429, $limit}, {"match": "POST .*/statuses/.*", "status": 504}|1|
0|$l, "sleep": 2}, $c, "late": true}|1|
0|$c, "status": 502}, $c, "status": 403, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}}|1|
0|$c, "status": 403, $limit}, $c, "status": 429, "headers": {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}}|1|
3|$c, "status": 403, "body": {"message": "not by integration \u001b[31m"}}|0|answers 403 to POST $url/gh/repos/o/r/issues/3/comments: not by integration \\x1b[31m
3|$c, "status": 403}|0|post in a workflow that runs on workflow_run
3|$c, "status": 404}|0|answers 404
3|$c, "status": 422}|0|answers 422
3|$l, "status": 200, "body": {"a": [1]}}|0|GitHub
3|$c, "status": 403, "body": {"message": "You have exceeded a secondary rate limit"}}|0|asks to wait 1 min
3|$c, "status": 429, "headers": {"Retry-After": "3600"}}|0|asks to wait 1
3|$l, "status": 301, "headers": {"Location": "$url/gh/elsewhere"}}|0|give its new name with --project
3|{"match": "POST .*/statuses/.*", "status": 403}|1|answers 403
3|{"match": "GET /gh/user", "status": 500}|0|answers 500
END

control '{"faults": ['"$l"', "endless": true}]}'
post 3 red.json
expect_contains "$ERR" "the answer is longer than 32 MiB"

# The user of the token is asked where it is one; a comment that is deleted meanwhile is made again.
control '{"user_status": 200, "login": "robot", "comments": [{"id": 5, "login": "robot", "body": "'"$marker"'"}],
	"faults": [{"match": "PATCH .*", "status": 404}]}'
post 0 red.json
expect_state "robot 5" '.comments[] | "\(.login) \(.id)"'
# A newer commit is there: its comment stays, the older commit gets its status.
control '{"head": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}'
post 0 green.json
expect_contains "$OUT" "newer commit"
expect_state success '.statuses[].state'

# A dry run sends nothing, and shows it without the token; it needs none.
before=$(state '.requests | length')
post 0 red.json --dry-run
expect_state "$before" '.requests | length'
expect_contains "$OUT" "POST $url/gh/repos/o/r/statuses/$a"
expect_contains "$OUT" '{"state": "failure", "context": "benchctl", "description": "❌ 1 of 2'
expect_contains "$OUT" "Authorization: Bearer ***"

# A report that is none is posted as an error.
printf '%s\n' '{"benchctl": "comparison", "rows": [{"id": "@team\n/close"}]}' >bad.json
truncate -s 40M huge.json
control
for file in bad.json huge.json nowhere.json; do
	post 2 $file
	state '"\(.statuses[-1].state) \(.comments[0].body)"' >bad.md
	expect_contains bad.md "error <!--"
	expect_contains bad.md "### ❌"
	! grep -qE '@[a-z]|^/' bad.md || fail "a mention: $(cat bad.md)"
done
sed 's/"exit": 1/"exit": 0/; s/"failing": 1/"failing": 0/' red.json >liar.json
post 2 liar.json

# 900 rows that regress, with long names: the body fits.
jq '.rows = [range(900) as $i | .rows[0] | .id = "\($i + 1000)" + ("|@a #1 <b>" * 60)] | .failing = 900 |
	.count = {regression: 900}' red.json >many.json
control
post 0 many.json
expect_state true '.comments[0].body | length > 30000 and length <= 65536 and contains("more")'
! state '.comments[0].body' | grep -qE '@[a-z]|<b>|(^|[^&])#[0-9]' || fail "a name is not escaped"

# What is missing is named before anything is sent.
refused() { # TEXT ARGUMENTS...
	local text=$1
	shift
	post 2 red.json "$@"
	expect_contains "$ERR" "$text"
}
before=$(state '.requests | length')
refused "is not one of forgejo, gitea, gitlab, github" --forge other
refused "is not OWNER/NAME" --project 'o/r?x'
refused "is not a number" --pull 3/4
refused "is not the full id of a commit" --commit abc
refused "letters, digits" --context 'a>b'
refused "must not have --" --context 'a--b'
GITHUB_TOKEN='' refused "there is no token in GITHUB_TOKEN"
GITHUB_TOKEN=$'a\nb: c' refused "the token contains a character"
GITHUB_EVENT_PATH='' refused "give --pull NUMBER or --commit ID" </dev/null
post 3 red.json --api http://example.invalid
expect_state "$before" '.requests | length'
expect_contains "$ERR" "over HTTP without TLS"
post 0 red.json --api http://example.invalid --plain-http --dry-run
expect_contains "$OUT" "POST http://example.invalid/repos/o/r/statuses/$a"
