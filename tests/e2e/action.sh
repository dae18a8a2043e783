#!/usr/bin/env bash
# action.yml, step by step like a runner: inputs through env:, each step's script in bash, outputs from the
# files. Text from an event or a workflow stays data.
# long
. "$ROOT/tests/e2e/lib.sh"

to_json() {
	python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)' "$1"
}
to_json "$ROOT/action.yml" >"$E2E_DIR/action.json"
to_json "$ROOT/docs/github-workflow.yml" >"$E2E_DIR/workflow.json"
action() { jq -r "$@" "$E2E_DIR/action.json"; }
[ -z "$(action '.runs.steps[].run // empty | select(contains("${{"))')" ] || fail "an expression in a script"
[ -z "$(jq -r '.. | .run? // empty | select(contains("${{"))' "$E2E_DIR/workflow.json")" ] ||
	fail "an expression in the workflow's script"

# An input's value comes from the workflow (with), or is the default.
declare -A github=([token]=secret [action_repository]=owner/benchctl [server_url]=http://127.0.0.1:9)
declare -A with standard script variables outputs step_of
while IFS=$'\t' read -r name value; do
	standard[$name]=$value
done < <(action '.inputs | to_entries[] | "\(.key)\t\(.value.default // "")"')
for name in Program "Get benchctl" "Report paths" Gate Post History Refresh; do
	script[$name]=$(action --arg s "$name" '.runs.steps[] | select(.name == $s).run')
	variables[$name]=$(action --arg s "$name" '.runs.steps[] | select(.name == $s).env // {} |
		to_entries[] | "\(.key) \(.value)"')
	id=$(action --arg s "$name" '.runs.steps[] | select(.name == $s) | .id // ""')
	[ -z "$id" ] || step_of[$id]=$name
done
while read -r name value; do
	[[ $value =~ ^\$\{\{\ steps\.([a-z]+)\.outputs\.([a-z_]+)\ \}\}$ ]] || fail "output $name is '$value'"
	outputs[$name]=$(action --arg id "${BASH_REMATCH[1]}" '.runs.steps[] | select(.id == $id).name'
	)/${BASH_REMATCH[2]}
done < <(action '.outputs | to_entries[] | "\(.key) \(.value.value)"')

# step NAME: runs its script; leaves its output in $OUT and its GITHUB_OUTPUT as $E2E_DIR/NAME/KEY.
step() {
	local name value id env=() got=0
	while read -r name value; do
		[ -n "$name" ] || continue
		[[ $value =~ ^\$\{\{\ ((inputs|github|steps\.[a-z]+\.outputs)\.([a-z0-9_-]+))\ \}\}$ ]] ||
			fail "$name of $1 is '$value'"
		value=${BASH_REMATCH[3]}
		case ${BASH_REMATCH[2]} in
		inputs)
			[ "${standard[$value]+set}" ] || fail "there is no input $value"
			env+=("$name=${with[$value]-${standard[$value]}}")
			;;
		github) env+=("$name=${github[$value]-}") ;;
		*)
			id=${BASH_REMATCH[2]#steps.}
			env+=("$name=$(cat "$E2E_DIR/${step_of[${id%.outputs}]}/$value" 2>/dev/null)")
			;;
		esac
	done <<<"${variables[$1]}"
	printf '%s\n' "${script[$1]}" >"$E2E_DIR/step"
	: >"$E2E_DIR/output"
	env GITHUB_OUTPUT="$E2E_DIR/output" GITHUB_STEP_SUMMARY="$E2E_DIR/summary" GITHUB_ACTIONS=true \
		GITHUB_WORKSPACE="$PWD" RUNNER_TEMP="$TMPDIR" GITHUB_EVENT_PATH="$E2E_DIR/event.json" \
		"${env[@]}" "${runner[@]}" bash --noprofile --norc -eo pipefail "$E2E_DIR/step" \
		>"$OUT" 2>"$ERR" || got=$?
	rm -rf "${E2E_DIR:?}/$1"
	mkdir -p "$E2E_DIR/$1"
	local line key end part separator
	while IFS= read -r line; do
		key=${line%%=*} value=${line#*=}
		if [[ $key == *"<<"* ]]; then
			key=${line%%<<*} end=${line#*<<} value='' separator=''
			while IFS= read -r part && [ "$part" != "$end" ]; do
				value+=$separator$part separator=$'\n'
			done
		fi
		printf %s "$value" >"$E2E_DIR/$1/$key"
	done <"$E2E_DIR/output"
	return $got
}

# gate STATUS: the steps after building, with the tested binary.
gate() {
	: >"$E2E_DIR/summary"
	step "Report paths" || fail "cannot say where reports are: $(cat "$ERR")"
	local got=0
	step Gate || got=$?
	[ $got -eq "$1" ] || fail "exit status $got instead of $1: $(cat "$OUT" "$ERR")"
}

# output NAME: an output of the action, from its step.
output() { cat "$E2E_DIR/${outputs[$1]}" 2>/dev/null || true; }
expect_outputs() { # NAME=VALUE...
	local pair
	for pair; do
		[ "$(output "${pair%%=*}")" = "${pair#*=}" ] ||
			fail "output ${pair%%=*} is '$(output "${pair%%=*}")' instead of '${pair#*=}'"
	done
}

# main has a baseline with small benchmarks; the branch slow makes all eleven larger.
new_repo origin
{
	echo 'benchmark: { name: demo, machine_class: pool }'
	echo 'suite:'
	for i in 01 02 03 04 05 06 07 08 09 10 11; do
		echo "  - { name: 'b$i', command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }"
	done
} >benchctl.yaml
printf '#!/bin/sh\necho "size 1000 B" >$BENCHCTL_METRICS\n' >b
chmod +x b
printf 'results\n*.xml\nbenchctl-report.*\n' >.gitignore
commit "a suite"
"$BENCHCTL" baseline refresh --commit -q >"$OUT"
base=$(git rev-parse HEAD)
git switch -qc slow
sed -i s/1000/9000/ b
commit "slower"
slow=$(git rev-parse HEAD)
git checkout -q main
git merge -q --no-ff -m "merge" slow
merge=$(git rev-parse HEAD)
git update-ref refs/pull/1/merge HEAD
git reset -q --hard "$base"
cd ..
git clone -q origin clone
cd clone
git fetch -q origin '+refs/pull/*:refs/remotes/pull/*'
with[binary]=$BENCHCTL
echo '{}' >"$E2E_DIR/event.json"

# A failing pull request: all outputs, the reports, ten annotations, the summary.
git checkout -q "$merge"
runner=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main GITHUB_SHA="$merge")
gate 1
expect_outputs verdict=regression exit=1 regressions=11 improvements=0 failing=11 warnings=0 \
	junit=./benchctl-junit.xml markdown=./benchctl-report.md json=./benchctl-report.json
[[ $(output headline) == *b* ]] || fail "no headline: $(output headline)"
[ "$(grep -c '^::error title=' "$OUT")" -eq 10 ] || fail "not ten annotations: $(cat "$OUT")"
expect_contains "$OUT" "… and 2 more"
expect_contains "$E2E_DIR/summary" "b11"
xmllint --noout benchctl-junit.xml
[ "$(jq -r '.base.commit' benchctl-report.json)" = "$base" ] || fail "judged against another base"
cmp benchctl-report.md "$E2E_DIR/summary" || fail "summary and report differ"
for name in "${!outputs[@]}"; do
	[ -n "$(output "$name")" ] || fail "output $name is empty"
done

# A passing pull request, a push, the merge queue, and a fork's clone without the base.
git checkout -q "$base"
runner=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main GITHUB_SHA="$merge")
gate 0
expect_outputs verdict=pass exit=0 regressions=0 failing=0
expect_lacks "$OUT" "::error"
git checkout -q slow
with[args]='--filter b01'
echo "{\"before\": \"$base\"}" >"$E2E_DIR/event.json"
runner=(GITHUB_EVENT_NAME=push GITHUB_REF_TYPE=branch GITHUB_SHA="$slow")
gate 1
echo "{\"merge_group\": {\"base_sha\": \"$base\"}}" >"$E2E_DIR/event.json"
runner=(GITHUB_EVENT_NAME=merge_group GITHUB_BASE_REF=)
gate 1
git clone -q --depth 1 -b slow "file://$WORK/origin" ../fork
cd ../fork
runner=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main GITHUB_SHA="$merge" GITHUB_TOKEN=)
gate 4
expect_contains "$ERR" "fetch-depth: 0"
expect_outputs verdict=no-verdict exit=4 regressions=0
[[ $(output headline) == *"the target branch 'main' is not in this clone"* ]] || fail "no headline of a gate that could not judge: $(output headline)"
expect_contains "$OUT" "::error title=benchctl::the target branch"
cd ../clone
with[args]='--no-such-option'
gate 2
expect_outputs verdict=error exit= regressions=
[[ $(output headline) == *"see its log"* ]] || fail "no headline of a gate that did not begin"
unset "with[args]"

# Values that try to inject commands.
git checkout -q "$base"
runner=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main GITHUB_SHA="$merge")
evil=$'x"; touch owned; $(touch owned) `touch owned` \'\n::error::owned\nEOF\nverdict=pass'
for name in config against junit markdown json allow-missing-baseline args working-directory binary; do
	with[$name]=$evil
	status=0
	step "Report paths" || fail "$name: $(cat "$ERR")"
	step Gate || status=$?
	case $name in
	junit | markdown | json) [ "$(output $name)" = "./$evil" ] || fail "$name became $(output $name)" ;;
	allow-missing-baseline) [ $status -eq 0 ] || fail "$name: $status" ;;
	*) [ $status -ne 0 ] || fail "the gate passed with a hostile $name" ;;
	esac
	[ $status -eq 0 ] || [ "$(output verdict)" != pass ] || fail "$name has set the verdict"
	[ -z "$(find "$E2E_DIR" -name owned)" ] || fail "$name was run"
	cat "$OUT" "$ERR" >"$E2E_DIR/log"
	! grep -qE '^[[:blank:]]*::error::owned' "$E2E_DIR/log" || fail "$name has issued a command"
	unset "with[$name]"
	rm -f -- *owned* ./*"verdict=pass"*
done
with[binary]=$BENCHCTL

# Arguments over several lines, no reports, a subfolder, a named configuration; a relative program path.
with[args]=$'--filter b01\n  --skip  *2  --quiet\n' with[junit]='' with[markdown]='' with[json]=''
rm -f benchctl-*
gate 0
expect_outputs verdict=pass junit= markdown= json=
[ -z "$(find . -name 'benchctl-*')" ] || fail "reports that nobody wanted"
mkdir -p below tools
cp benchctl.yaml below/-odd.yaml
cp b below
cp "$BENCHCTL" tools/prog
with=([binary]=tools/prog [working-directory]=below [config]=-odd.yaml [allow-missing-baseline]=true)
gate 0
expect_outputs verdict=pass junit=below/benchctl-junit.xml
[ -s below/benchctl-junit.xml ] || fail "no report where the output says"

# A wrong folder is the configuration's fault: said, annotated, and no regression.
with+=([working-directory]=nowhere)
gate 2
expect_contains "$OUT" "::error title=benchctl::the input working-directory is not a folder of the workspace: nowhere"
expect_outputs verdict=error

# Each input and expression that a step uses reached it above; comment, status, history, refresh.
with=([binary]=$BENCHCTL [json]=benchctl-report.json [comment]=true [status]=true)
git checkout -q "$slow"
runner=(GITHUB_EVENT_NAME=push GITHUB_REF_TYPE=branch GITHUB_SHA="$slow" GITHUB_REPOSITORY=owner/name
	GITHUB_API_URL=http://127.0.0.1:9)
echo "{\"before\": \"$base\"}" >"$E2E_DIR/event.json"
gate 1
step Post || fail "a result that cannot be posted fails the step: $(cat "$ERR")"
expect_contains "$OUT" '::warning title=benchctl::the result could not be posted'
expect_lacks "$OUT" secret
expect_lacks "$ERR" secret
git checkout -qB main "$base"
with=([binary]=$BENCHCTL [refresh]=benchctl/baseline)
runner=(GITHUB_EVENT_NAME=push GITHUB_REF_TYPE=branch GITHUB_SHA="$base" GITHUB_REF=refs/heads/main)
gate 0
step History
git -C ../origin show-ref -q refs/benchctl/history || fail "no history was pushed: $(cat "$OUT" "$ERR")"
step Refresh || fail "no refresh: $(cat "$OUT" "$ERR")"
[ "$(git -C ../origin log --format=%H -1 benchctl/baseline~1)" = "$base" ] || fail "no branch with a baseline"
[ "$(git -C ../origin diff --name-only main benchctl/baseline)" = baselines/demo/pool.json ] || fail "not a baseline"
with=([binary]=$BENCHCTL [comment]=$evil [status]=$evil [history]=$evil [context]=$evil [token]=$evil [refresh]=$evil)
for name in Post History Refresh; do
	step $name || [ $name = Refresh ] || fail "$name: $(cat "$OUT" "$ERR")"
	[ -z "$(find "$E2E_DIR" -name owned)" ] || fail "$name ran a value"
done
for name in Post History Refresh; do
	[[ $(action --arg s $name '.runs.steps[] | select(.name == $s).if') == *inputs.* ]] || fail "$name always runs"
done

# The program comes from the release: by its digest, or not at all; without a release, from the source.
mkdir -p source/ci source/src source/include hub/owner/benchctl/releases/download/v1.2.3 tools
cp "$ROOT/ci/program" source/ci
printf '#!/bin/sh\necho deps "$@"\n' >source/ci/deps
chmod +x source/ci/deps
printf 'VERSION := 1.2.3\nall:\n\t@echo made\n' >source/Makefile
printf 'ID=ubuntu\nVERSION_ID="24.04"\n' >os-release
name=benchctl-v1.2.3-$(uname -m)-linux-gnu-ubuntu24.04
mkdir -p "$name/bin"
printf '#!/bin/sh\necho benchctl 1.2.3\n' >"$name/bin/benchctl"
chmod +x "$name/bin/benchctl"
release=hub/owner/benchctl/releases/download/v1.2.3
tar -czf "$release/$name.tar.gz" "$name"
(cd "$release" && sha256sum "$name.tar.gz" >SHA256SUMS)
digest=$(cut -d' ' -f1 "$release/SHA256SUMS")
# curl takes a server's files from the folder hub; gh says what the file verdict says.
cat >tools/curl <<-'END_OF_FILE'
	#!/bin/sh
	while [ $# -gt 1 ]; do [ "$1" != -o ] || out=$2; shift; done
	file=$HUB/${1#https://hub/}
	[ -f "$file" ] || { echo "404: $1" >&2; exit 22; }
	if [ "$out" = - ]; then cat "$file"; else cp "$file" "$out"; fi
END_OF_FILE
printf '#!/bin/sh\n[ "$2" = --help ] || [ ! -e "%s" ] || exit 1\n' "$PWD/forged" >tools/gh
chmod +x tools/curl tools/gh
github[server_url]=https://hub
runner=(GITHUB_ACTION_PATH="$PWD/source" HUB="$PWD/hub" OS_RELEASE="$PWD/os-release" PATH="$PWD/tools:$PATH")
with=()
step Program
key=$(cat "$E2E_DIR/Program/key")
[[ $key == "benchctl-$(uname -m)-linux-gnu-ubuntu24.04-1.2.3-release-"* ]] || fail "the key is $key"
echo '/* other */' >source/src/file.c
step Program
[ "$key" != "$(cat "$E2E_DIR/Program/key")" ] || fail "another source has the same key"

# got STATUS TEXT: gets the program; its output or errors contain the text; and forgets it.
got() {
	local status=0
	step "Get benchctl" || status=$?
	[ $status -eq "$1" ] || fail "status $status instead of $1: $(cat "$OUT" "$ERR")"
	cat "$OUT" "$ERR" >"$E2E_DIR/log"
	[ -z "$2" ] || expect_contains "$E2E_DIR/log" "$2"
	fetched=$("source/build/release/benchctl" 2>/dev/null || true)
	rm -rf source/build
}
with=([sha256]=$digest)
got 0 ''
[ "$fetched" = 'benchctl 1.2.3' ] || fail "not fetched: $(cat "$E2E_DIR/log")"
with=([version]=v1.2.3)
got 0 ''
[ "$fetched" = 'benchctl 1.2.3' ] || fail "not fetched: $(cat "$E2E_DIR/log")"
with=([sha256]=${digest/[0-9]/f}0)
got 2 'the input sha256 is not 64 hexadecimal digits'
with=([sha256]=$(tr 0-9a-f 1-9a-f0 <<<"$digest"))
got 2 'cannot be trusted'
with=()
: >forged
got 2 'cannot be trusted'
rm forged
echo x >>"$release/$name.tar.gz"
got 2 'has the digest'
rm "$release/$name.tar.gz"
got 0 made
with=([sha256]=$digest)
got 2 'sha256 allows nothing else'
with=([version]=9.9.9)
got 0 $'deps build\nmade'
with=([version]=source)
got 0 made
for name in version sha256; do
	with=([$name]=$evil)
	got 2 "the input $name is not"
	[ -z "$(find "$E2E_DIR" -name owned)" ] || fail "$name was run"
done
mkdir -p source/build/release
printf '#!/bin/sh\necho cached\n' >source/build/release/benchctl
chmod +x source/build/release/benchctl
with=()
got 0 ''
[ "$fetched" = cached ] || fail "the cached program is not used"
[ "$(action '[.runs.steps[:3][].if] | unique[]')" = "inputs.binary == ''" ] || fail "fetched although there is a program"

# Package names of other distributions.
mkdir -p managers
for name in dnf apk sudo; do
	printf '#!/bin/sh\n[ ${0##*/} != sudo ] || exec "$@"\necho "${0##*/} $*" >"%s"\n' "$PWD/installed" >managers/$name
	chmod +x managers/$name
done
for name in dnf apk; do
	PATH="$PWD/managers:$PATH" DEPS=$name "$ROOT/ci/deps" build
	suffix=dev
	[ $name = apk ] || suffix=devel
	for library in wslay libmicrohttpd libgit2 libxml2 libmd; do
		expect_contains installed " $library-$suffix"
	done
	expect_lacks installed libcurl4
done
expect_exit 2 env DEPS=apk "$ROOT/ci/deps" lint
expect_contains "$ERR" 'no package manager for this group'

# The example workflow uses existing inputs and outputs.
used=$(jq -r '.. | select(type == "object" and has("uses")) | select(.uses | contains("/benchctl@")) |
	.with // {} | keys[]' "$E2E_DIR/workflow.json")
for name in $used; do
	[ "${standard[$name]+set}" ] || fail "there is no input $name"
done
[ "$(jq '[.. | .uses? // empty | select(contains("/benchctl@"))] | length' "$E2E_DIR/workflow.json")" -ge 1 ] ||
	fail "the workflow does not use the action"
grep -oE 'steps\.benchmarks\.outputs\.[a-z_]+' "$ROOT/docs/github-workflow.yml" | while read -r name; do
	[ "${outputs[${name##*.}]+set}" ] || fail "there is no output $name"
done
