#!/usr/bin/env bash
# `benchctl post` to GitLab, Gitea and chats, its check runs, and the sample workflows: a fork's pull request is
# found by its head, and a comment becomes an entry of the ledger.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
. "$ROOT/tests/e2e/forge.bash"

{ steady parse 1; steady scan 1; } | run_file base.json
{ steady parse 1.5; steady scan 1; } | run_file slow.json
expect_exit 1 "$BENCHCTL" compare base.json slow.json --report json=red.json \
	--report codequality=quality.json --report metrics=metrics.txt
expect_exit 0 "$BENCHCTL" compare base.json base.json --report json=green.json
start_forge

# GitLab: the job's own token is not enough, and which one is, is said.
gitlab=(GITLAB_CI=true CI_API_V4_URL="$url/gl" CI_PROJECT_ID=7 CI_MERGE_REQUEST_IID=3 CI_COMMIT_SHA="$b"
	CI_MERGE_REQUEST_SOURCE_BRANCH_SHA="$a" CI_JOB_URL=https://gitlab.example/job/1 CI_JOB_TOKEN="$token")
with() { # STATUS VARIABLES... -- ARGUMENTS...
	local want=$1 variables=()
	shift
	while [ "$1" != -- ]; do
		variables+=("$1")
		shift
	done
	shift
	expect_exit "$want" env "${variables[@]}" "$BENCHCTL" post "$@"
	! grep -qF "${token#ghs_}" "$OUT" "$ERR" || fail "the token is seen: $(cat "$OUT" "$ERR")"
}
with 2 "${gitlab[@]}" -- red.json
expect_contains "$ERR" "CI_JOB_TOKEN is not enough"
expect_contains "$ERR" "scope \`api\`"
control '{"login": "project_7_bot", "page": 20, "comments": [
	{"id": 3, "login": "mallory", "body": "<!-- benchctl post benchctl red 0 -->"}]}'
for report in red green green; do
	with 0 "${gitlab[@]}" GITLAB_TOKEN="$token" -- $report.json
done
expect_state "$token null" '.requests[0].headers | "\(."private-token") \(.authorization)"'
expect_state "$a failed success success" '"\(.statuses[0].sha) \([.statuses[].state] | join(" "))"'
expect_state "mallory project_7_bot" '[.comments[].login] | join(" ")'
expect_state true '.comments[1].body | contains("\n✅ 2 benchmarks, no regression") and contains("Before: ❌ 1 of 2")'
expect_state "https://gitlab.example/job/1" '.statuses[0].target_url'
with 3 "${gitlab[@]}" GITLAB_TOKEN="$token" -- red.json --no-comment --check
expect_contains "$ERR" "GitLab has no check runs"

# The files that GitLab reads.
jq -e 'length == 1 and (.[0] | .severity == "major" and (.description | startswith("parse: regression +50.0%")) and
	(.fingerprint | length == 64) and .location.lines.begin == 1)' quality.json >"$OUT" || fail "$(cat quality.json)"
printf 'benchctl_wall{benchmark="parse",unit="s"} 1.5\nbenchctl_wall{benchmark="scan",unit="s"} 1\n# EOF\n' |
	cmp - metrics.txt || fail "$(cat metrics.txt)"

# Gitea and Forgejo, which also say that they are GitHub.
for forge in gitea forgejo; do
	control "{\"login\": \"$forge-actions\"}"
	for report in green red; do
		with 0 GITHUB_ACTIONS=true "${forge^^}_ACTIONS=true" GITHUB_API_URL="$url/gt" GITHUB_REPOSITORY=o/r \
			"${forge^^}_TOKEN=$token" -- $report.json --pull 3
	done
	expect_state "token $token; one $forge-actions; $a success failure" \
		'"\(.requests[0].headers.authorization); \(.comments | length | if . == 1 then "one" else . end
		) \(.comments[0].login); \(.statuses[0].sha) \([.statuses[].state] | join(" "))"'
done

# A check run: requests of 50 annotations.
jq '.rows = [range(120) as $i | .rows[0] | .id = "\($i + 1000)"] | .failing = 120 | .count = {regression: 120}' \
	red.json >many.json
control
github=(GITHUB_ACTIONS=true GITHUB_API_URL="$url/gh" GITHUB_REPOSITORY=o/r GITHUB_TOKEN="$token")
with 0 "${github[@]}" -- many.json --no-comment --no-status --check --commit $a
expect_state "POST PATCH PATCH 120 failure" \
	'"\([.requests[].method] | join(" ")) \(.checks[] | "\(.annotations | length) \(.conclusion)")"'
expect_state "failure benchctl.yaml 1000: regression +50.0%" \
	'.checks[].annotations[0] | "\(.annotation_level) \(.path) \(.title)"'

# A workflow_run of a fork: the event names no pull request, so it is found by its head.
jq -n --arg a $a '{workflow_run: {head_sha: $a, head_branch: "a&b", event: "pull_request", html_url: "https://h/run",
	head_repository: {owner: {login: "fork"}}, pull_requests: []}}' >run.json
pulls='{"pulls": [{"number": 8, "label": "fork:a&b", "head": {"sha": "'$b'"}},
	{"number": 9, "label": "fork:a&b", "head": {"sha": "'$a'"}}]}'
control "$pulls"
with 0 "${github[@]}" GITHUB_SHA=$b GITHUB_EVENT_PATH="$PWD/run.json" -- red.json
expect_contains "$OUT" "comment of #9: created"
expect_state "$a https://h/run" '.statuses[0] | "\(.sha) \(.target_url)"'
control
with 0 "${github[@]}" -- red.json --event run.json
expect_contains "$OUT" "no open pull request has this commit"

# Chats. The address is a secret.
for row in 'slack {"text":"❌ 1 of 2 benchmarks regressed: parse +50.\u200b0%\nhttps://h/1"}' \
	'matrix {"msgtype":"m.text","body":"❌ 1 of 2 benchmarks regressed: parse +50.\u200b0%\nhttps://h/1","m.mentions":{}}'; do
	control
	with 0 BENCHCTL_WEBHOOK="$url/hook/$token" -- red.json --no-comment --no-status --webhook "${row%% *}" \
		--link https://h/1
	expect_state "$(jq -c . <<<"${row#* }")" '.hooks[0] | tojson'
done
control '{"faults": [{"match": "POST /hook/.*", "status": 500}]}'
echo '{"all": "{suite} {verdict} {other}"}' >template.json
with 3 BENCHCTL_WEBHOOK="$url/hook/$token" -- red.json --no-comment --no-status --webhook slack \
	--webhook-template template.json
expect_contains "$ERR" "the webhook answers 500"
with 0 BENCHCTL_WEBHOOK="$url/hook/$token" -- red.json --no-comment --no-status --webhook slack \
	--webhook-template template.json
expect_state 'demo regression {other}' '.hooks[0].all'
with 2 X=1 -- red.json --no-comment --no-status --webhook slack
expect_contains "$ERR" "BENCHCTL_WEBHOOK must contain the address"

# A comment that accepts, with the shell of the sample workflow, in a clone whose branch has a hostile name.
python3 - "$ROOT/docs/samples/github" "$E2E_DIR" <<'PYTHON'
import sys, yaml
for name in 'pull-request', 'benchctl-post', 'benchctl-accept':
    flow = yaml.safe_load(open(f'{sys.argv[1]}/{name}.yml'))
    for job in flow['jobs'].values():
        for step in job['steps']:
            assert '${{' not in step.get('run', ''), f"{name}: an expression in a script: {step['run']}"
            if step.get('name') in ('Accept', 'Post'):
                open(f"{sys.argv[2]}/{step['name']}.sh", 'w').write(step['run'])
PYTHON
branch='x"$(touch${IFS}owned)"'
new_repo origin
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo }
suite:
  - { name: parse, command: "true" }
YAML
commit "a suite"
git checkout -q -b "$branch"
commit "slower"
git checkout -q main
cd ..
mkdir -p runner/benchctl/build/release
ln -s "$BENCHCTL" runner/benchctl/build/release/benchctl
git clone -q origin runner/change
cd runner/change
git checkout -q "origin/$branch" --
jq -n --arg ref "$branch" '{head: {ref: $ref}}' >../pull.json

comment() { # BODY [FILTER]: the event of a comment by alice
	jq -n --arg body "$1" '{action: "created", issue: {number: 3, pull_request: {url: "x"}},
		comment: {body: $body, user: {login: "alice", type: "User"}}, sender: {login: "alice"}}' |
		jq "${2-.}" >"$E2E_DIR/event.json"
}
step() { # STATUS NAME
	expect_exit "$1" env "${github[@]}" GITHUB_EVENT_PATH="$E2E_DIR/event.json" GITHUB_EVENT_NAME=issue_comment \
		LINK=https://h/comment bash --noprofile --norc -eo pipefail "$E2E_DIR/$2.sh"
}
command='/benchctl accept parse --max +12% it "checks"; $(touch owned) `touch owned`'
control '{"permissions": {"alice": "write", "bob": "read"}}'
while IFS='|' read -r filter said; do
	comment "$command" "$filter"
	step 2 Accept
	expect_contains "$ERR" "$said"
	[ -z "$(git status --porcelain)" ] || fail "$filter: accepted nevertheless"
done <<'END'
(.comment.user.login, .sender.login) = "bob"|bob may not write
(.comment.user.login, .sender.login) = "eve"|eve may not write
(.comment.user.login, .sender.login) = "alice/permission?"|alice/permission? may not write
.sender.login = "bob"|edited
.action = "edited"|edited
.comment.user.type = "Bot"|a bot
del(.issue.pull_request)|no pull request
.comment.body = "/benchctl accept pars --max 1% why"|did you mean 'parse'
.comment.body = "/benchctl accept parse --max 1 why"|percentage
.comment.body = "/benchctl accept parse --max 9999999% why"|--max
.comment.body = "thanks"|does not begin with
END
comment "$command"
step 0 Accept
[ -z "$(find "$E2E_DIR" -name owned)" ] || fail "the comment was run"
cd ../../origin
[ "$(git log -1 --format=%s%n%b "$branch" --)" = $'benchmarks: accept a slowdown\nhttps://h/comment' ] ||
	fail "$(git log "$branch" --)"
git show "$branch:baselines/demo/accepted.json" 2>/dev/null >"$OUT" ||
	git show "$branch:baselines/accepted.json" >"$OUT"
[ "$(jq -r '.accepted[0] | "\(.benchmark) \(.max) \(.reason)"' "$OUT")" = \
	"parse +12% it \"checks\"; \$(touch owned) \`touch owned\` (alice)" ] || fail "$(cat "$OUT")"

# The sample that posts, with its file where the download leaves it.
cd ../runner
mkdir report
cp ../red.json report/benchctl-report.json
cp ../run.json "$E2E_DIR/event.json"
control "$pulls"
step 0 Post
expect_state 1 '.comments | length'
