#!/usr/bin/env bash
# The copy of the base is the base: what decides how it turns out decides whether it is used again, and
# nothing that benchmarks or the change write stays in it.
# long
. "$ROOT/tests/e2e/lib.sh"
export XDG_CACHE_HOME=$E2E_DIR/cache
mkdir "$E2E_DIR/bin"
export PATH="$E2E_DIR/bin:/usr/bin:/bin"

# A figure of a benchmark is what the file `cost` held when the tree was built.
suite() {
	cat >benchctl.yaml <<-YAML
		benchmark: { name: demo }
		build: "echo built >>$E2E_DIR/builds; ${1:-cp cost built}"
		defaults: { warmup: 0 }
		suite: [ { name: job, command: sh ./prog, metric: size } ]
	YAML
	# shellcheck disable=SC2016
	echo 'echo "size $(cat built) B" >"$BENCHCTL_METRICS"' >prog
	printf 'results/\nbuilt\n' >.gitignore
	echo 1000 >cost
}

# builds N ARGS...: the gate passes and builds N trees (two; or one where the base is used again).
builds() {
	local n=$1
	shift
	rm -f "$E2E_DIR/builds"
	expect_exit 0 "$@" "$BENCHCTL" gate -q
	expect_lines "$E2E_DIR/builds" "$n"
}

new_repo app
suite
commit "base"
git switch -qc change
echo >doc
commit "doc"
# The report says it.
reused() { jq -r '.notes[]' "$(printf '%s\n' results/run-*/comparison.json | tail -n1)" | grep -c '^reused the base that was built on 20.*Z$'; }
builds 2 env
[ "$(reused)" = 0 ] || fail "the copy was new"
builds 1 env
[ "$(reused)" = 1 ] || fail "nothing says that the copy was used again"
builds 1 env TERM=other SHLVL=9
builds 2 env FLAGS=-O3
builds 1 env FLAGS=-O3
builds 1 env

# Each run on a runner that stays has other numbers and another text, which the base's build does not see.
builds 2 env CI=true CI_JOB_ID=1 CI_COMMIT_MESSAGE=one
builds 1 env CI=true CI_JOB_ID=2 CI_COMMIT_MESSAGE='[debug]'
builds 2 env CI=true CI_JOB_ID=2 CI_COMMIT_MESSAGE='[debug]' CI_JOB_NAME=other

# A relative folder in PATH is one of the copy, whatever this worktree has there.
builds 2 env "PATH=tools:$PATH"
mkdir tools
touch tools/cc
builds 1 env "PATH=tools:$PATH"
rm -r tools

# Another compiler, and the first one again with other content.
printf '#!/bin/sh\n' >"$E2E_DIR/bin/cc" && chmod +x "$E2E_DIR/bin/cc"
builds 2 env
builds 1 env
printf '#!/bin/sh\n#\n' >"$E2E_DIR/bin/cc"
builds 2 env

# What lies in the copies: added files go, changed ones make it anew.
copies() { find "$XDG_CACHE_HOME" /var/tmp /tmp -maxdepth 3 -name built -path "*bctl-*" -newer "$E2E_DIR/bin/cc" 2>/dev/null || :; }
copy=$(copies | head -n1)
[ -n "$copy" ] || fail "no copy of the base"
copy=${copy%/built}
mkdir -p "$copy/left/deep" && echo x >"$copy/left/deep/over" && echo x >"$copy/.git/x"
builds 1 env
if [ -e "$copy/left" ] || [ -e "$copy/.git/x" ]; then
	fail "the leftovers are still there"
fi
echo 1 >"$copy/built"
builds 2 env
[ "$(cat "$copy/built")" = 1000 ] || fail "a changed program was used again"
echo 'echo "size 1 B" >"$BENCHCTL_METRICS"' >"$copy/prog"
builds 2 env
rm "$copy/built"
builds 2 env

# A copy that somebody else has prepared, with its record, has no say.
sed -i 's/size/siz/' "$copy/prog"
touch -r "$copy/cost" "$copy/prog"
builds 2 env

# Another processor, as machines may have that share the folder of the copies.
if unshare -m true 2>/dev/null; then
	sed 's/^\(model name\|flags\|Features\|CPU part\).*/& other/' /proc/cpuinfo >"$E2E_DIR/cpuinfo"
	# shellcheck disable=SC2016
	builds 2 unshare -m sh -c 'mount --bind "$0" /proc/cpuinfo && exec "$@"' "$E2E_DIR/cpuinfo"
fi

# What a setup mounts in the copy belongs to somebody else: no file of it is removed with the copy.
if unshare -m true 2>/dev/null; then
	mkdir "$E2E_DIR/theirs"
	for mount in "--bind $E2E_DIR/theirs" "-t tmpfs none"; do
		sed -i "s#^suite:.*#suite: [ { name: job, command: sh ./prog, metric: size, setup: 'mkdir -p data; mountpoint -q data || mount $mount data' } ]#" benchctl.yaml
		git commit -qam "mounts $mount"
		echo >>doc
		commit "doc"
		echo data >"$E2E_DIR/theirs/file"
		# shellcheck disable=SC2016
		expect_exit 0 unshare -m sh -c '"$0" gate -q --against HEAD^ && echo data >"$(echo "$1"/*/data)/file"
			"$0" gate -q --against HEAD^; cat "$1"/*/data/file' "$BENCHCTL" "$XDG_CACHE_HOME/benchctl"
	done
	[ -s "$E2E_DIR/theirs/file" ] || fail "benchctl has removed a file that is mounted in the copy"
fi

# A file that only the build reads, outside of the repository: by the shell, by what that starts, through a link; also
# one that is not there. What the build itself writes there, and what others keep in their caches, does not count.
place=$E2E_DIR/place
mkdir -p "$place" "$XDG_CACHE_HOME/tool"
echo 1 >"$place/flags"
echo 1 >"$place/one"
ln -s one "$place/link"
echo 1 >"$XDG_CACHE_HOME/tool/state"
git checkout -q main
suite "read x <$place/flags; cat $place/link $place/absent $place/log $XDG_CACHE_HOME/tool/state 2>/dev/null; echo >>$place/log; cp cost built"
commit "reads files outside"
git checkout -q -B change
echo >>doc
commit "doc"
builds 2 env
for edit in "echo 22 >flags" "ln -sfn flags link" "touch absent"; do
	(cd "$place" && eval "$edit")
	builds 2 env
done
echo 22 >"$XDG_CACHE_HOME/tool/state"
builds 1 env
cd ..

# The change runs only after the base has been made.
new_repo order
suite "cp cost built"
commit "base"
git switch -qc change
sed -i 's/cp cost built/&; touch was-head/' benchctl.yaml
commit "head"
expect_exit 0 "$BENCHCTL" gate
grep -oE '^(base|head) built' "$ERR" >"$E2E_DIR/order" || cat "$ERR"
[ "$(head -n1 "$E2E_DIR/order")" = "base built" ] || fail "head was built first: $(cat "$ERR")"
cd ..

# In a hook, git's variables name the user's repository; a build in the copy must not see them.
new_repo hooked
suite 'git rev-parse HEAD >>../commits; git rev-parse HEAD >built-from; cp cost built'
echo built-from >>.gitignore
sed -i "s#\.\./commits#$E2E_DIR/commits#" benchctl.yaml
commit "base"
git tag -am v1 v1
git switch -qc change
echo >doc
commit "doc"
expect_exit 0 env GIT_DIR=.git GIT_INDEX_FILE=.git/index "$BENCHCTL" gate -q
sort -u "$E2E_DIR/commits" >"$E2E_DIR/built-from"
git rev-parse HEAD main | sort | diff - "$E2E_DIR/built-from" || fail "a build saw another commit"
[ -z "$(git status --porcelain)" ] || fail "not clean"
cd ..

# A folder with a name that needs quotes where git reads it by lines.
new_repo $'a new\nline "\\'
suite
commit "base"
git switch -qc change
echo 2000 >cost
commit "worse"
expect_exit 1 "$BENCHCTL" gate -q
cd ..

# Submodules: nested ones, one that only the base has, a commit that is not here.
git init -q leaf && (cd leaf && echo 1000 >size && commit leaf)
git init -q lib && (cd lib && git -c protocol.file.allow=always submodule --quiet add "$PWD/../leaf" leaf && commit lib)
new_repo super
suite 'cp dep/leaf/size built'
git -c protocol.file.allow=always submodule --quiet add "$PWD/../lib" dep
git -c protocol.file.allow=always submodule --quiet update --init --recursive
commit "base"
git switch -qc change
git rm -q dep
sed -i 's#cp dep/leaf/size built#echo 1000 >built#' benchctl.yaml
commit "no submodule"
expect_exit 0 "$BENCHCTL" gate -q
git clone -q . ../fresh && cd ../fresh
git branch -q main origin/main
expect_exit 3 "$BENCHCTL" gate -q
expect_contains "$ERR" "the base has the submodule dep, which this clone does not have"
cd ../super
git checkout -q -f main
git submodule --quiet update --init --recursive
git switch -qc slower
(cd dep/leaf && echo 3000 >size && commit slow) >/dev/null
(cd dep && commit slow) >/dev/null
commit "slower leaf"
expect_exit 1 "$BENCHCTL" gate -q
# A clone without submodules compares like with like: neither side has them.
git switch -q main
cd .. && rm -rf fresh && git clone -q super fresh && cd fresh
git switch -qc doc
echo >doc
commit doc
expect_exit 4 "$BENCHCTL" gate -q
expect_contains "$ERR" "the submodule dep is empty in this clone; if the build needs it:  git submodule update --init"
cd ../super
sed -i 's#cp dep/leaf/size built#cp dep/leaf/size built 2>/dev/null || echo 1 >built#' benchctl.yaml
commit "without"
cd .. && rm -rf fresh && git clone -q super fresh && cd fresh
git switch -qc doc
echo >doc
commit doc
expect_exit 0 "$BENCHCTL" gate -q
cd ..

# LFS: where the user's tree has the files, the base gets its own.
new_repo lfs
suite 'cp data built'
echo 'data filter=lfs' >.gitattributes
pointer() { printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 5\n' "$(echo "$1" | sha256sum | cut -d' ' -f1)"; }
object() {
	local id
	id=$(echo "$1" | sha256sum | cut -d' ' -f1)
	mkdir -p ".git/lfs/objects/${id:0:2}/${id:2:2}"
	echo "$1" >".git/lfs/objects/${id:0:2}/${id:2:2}/$id"
}
pointer 1000 >data
commit "base"
git switch -qc change
pointer 3000 >data
commit "three times as large"
git config filter.lfs.clean 'sed -n "1{s/.*/version https:\/\/git-lfs.github.com\/spec\/v1/p}"; true'
git update-index --assume-unchanged data
echo 3000 >data
expect_exit 3 "$BENCHCTL" gate -q
expect_contains "$ERR" "the base needs the LFS object of data, which this clone lacks"
object 1000
expect_exit 1 "$BENCHCTL" gate -q
git worktree add -q ../lfs-linked HEAD
cd ../lfs-linked
git update-index --assume-unchanged data
echo 3000 >data
expect_exit 1 "$BENCHCTL" gate -q
cd ..

# Sparse: the copy has what the user's tree has.
new_repo sparse
suite 'ls >built-with; cp cost built'
echo built-with >>.gitignore
mkdir -p in out && touch in/x out/x
commit "base"
git switch -qc change
git sparse-checkout set --cone in
echo >in/doc
commit "doc"
sed -i "s#ls >built-with#ls >>$E2E_DIR/sparse#" benchctl.yaml
expect_exit 0 "$BENCHCTL" gate -q
cd ..

# A suspect is confirmed in new folders: what the folder of head alone does to its figures is not a regression.
new_repo placed
suite
cat >prog <<'END_OF_FILE'
size=$(($(cat built) + $$ % 50))
[ "${PWD##*/}" != placed ] || size=$((size + 500))
[ ! -e strict ] || [ "$PWD" = "$(cat strict)" ] || exit 1
echo "size $size B" >"$BENCHCTL_METRICS"
END_OF_FILE
sed -i 's/cp cost built/&; test ! -e pin || pwd >strict/; s/warmup: 0/&, runs: 9/' benchctl.yaml
printf '/strict\n' >>.gitignore
commit "base"
git switch -qc change
echo >doc
commit "doc"
expect_exit 0 "$BENCHCTL" gate --report json=placed.json
jq -e '[.rows[] | .evidence.warning.kind] == ["first-look"]' placed.json >/dev/null || fail "no first look: $(cat placed.json)"
for side in confirm confirm-base; do
	jq -e '.runs[0].results[0].metrics.size.samples | length >= 8' results/run-001/$side.json >/dev/null ||
		fail "no samples of the confirmation: $(ls results/run-001)"
done
[ "$(find "$XDG_CACHE_HOME" "$TMPDIR" -maxdepth 2 -name 'bctl-*' -user "$(id -un)" -newer doc -type d 2>/dev/null | wc -l)" -le 1 ] ||
	fail "the folders are still there"
echo 2000 >cost
commit "worse"
expect_exit 1 "$BENCHCTL" gate
expect_lacks "$ERR" "in their first folders"
touch pin
git add pin
commit "base that works in its own folder alone"
git switch -q main
git merge -q change
echo 4000 >cost
git switch -qc worse
commit "worse"
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "a benchmark fails in a copy"

# A copy that could not be made or built is no base; the next gate tries again.
cd ..
new_repo failing
# The first build fails.
suite "echo >>$E2E_DIR/tries; [ \$(wc -l <$E2E_DIR/tries) -gt 1 ] && cp cost built"
echo 'cost filter=made' >.gitattributes
git config filter.made.clean cat
git config filter.made.smudge cat
git config filter.made.required true
commit "base"
git switch -qc change
echo >doc
commit "doc"
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "pass without the base"
builds 2 env
# So does the copy.
rm -rf "$XDG_CACHE_HOME"
git config filter.made.smudge false
expect_exit 3 "$BENCHCTL" gate
git config filter.made.smudge cat
builds 2 env
