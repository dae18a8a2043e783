#!/usr/bin/env bash
# Files that base and head read both: refused where that is one program on both sides; what no build and no commit
# makes may be shared.
# long
. "$ROOT/tests/e2e/lib.sh"

# fresh [SED OF THE CONFIGURATION [TEXT OF prog]]: a base, and a head that is slower.
fresh() {
	cd "$WORK"
	rm -rf project place
	new_repo project
	mkdir "$WORK/place"
	cat >benchctl.yaml <<-'END'
		benchmark: { name: demo }
		build: cp cost built
		defaults: { warmup: 0 }
		gate: { metrics: { wall: { action: off } } }
		suite:
		  - name: job
		    command: sh ./prog
		    metric: size
	END
	[ -z "${1-}" ] || sed -i "$1" benchctl.yaml
	echo "echo \"size \$(${2:-cat built}) B\" >\"\$BENCHCTL_METRICS\"" >prog
	printf '%s\n' built results/ venv/ >.gitignore
	echo 1000 >cost
	commit base
	git checkout -qb change
	echo 1500 >cost
	commit slower
}
gate() { # STATUS VARIABLE=VALUE...
	local status=$1
	shift
	expect_exit "$status" env "$@" "$BENCHCTL" gate --against HEAD~1 --report json="$E2E_DIR/report.json"
}
refused() { # PATH
	expect_contains "$ERR" "base and head would run the same program: the base's benchmarks read $1"
}
at=$WORK/project

# A program that knows the path itself, or by a way that nobody sees before.
fresh '' "cat $at/built"
gate 3
refused "$at/built of this worktree"
expect_contains "$ERR" "relative to the suite's folder"
jq -e '.exit == 3 and .rows == []' "$E2E_DIR/report.json" >"$E2E_DIR/out"
ln -s "$at" "$E2E_DIR/hidden"
fresh '' "cd $E2E_DIR/hidden; cat built"
gate 3
refused "$at/built of this worktree"

# A link in the commit that leads to what head's build makes.
for command in "cat link" "cat link/built"; do
	fresh '' "$command"
	git checkout -q HEAD~1
	if [ "$command" = "cat link" ]; then
		ln -s "$at/built" link
	else
		ln -s "$at/out" link
		echo out >>.gitignore
		sed -i 's,cp cost built,mkdir -p out; cp cost out/built,' benchctl.yaml
	fi
	commit "a link"
	echo 1500 >cost
	commit "slower"
	gate 3
	refused "$at/"
done

# Data that git does not know, and that the base therefore lacks.
fresh '' 'cat data built 2>/dev/null | head -n1'
echo data >>.gitignore
echo 2000 >data
git commit -qam "ignores data"
gate 1
expect_contains "$OUT" "note: the base's benchmarks look for data, which only this worktree has"
git add -f data
commit "data"
gate 1
expect_lacks "$OUT" "which only this worktree has"

# State that a tool keeps in a hidden folder is no such data.
fresh '' 'cat .cache/state built 2>/dev/null | head -n1'
mkdir .cache
echo 2000 >.cache/state
gate 1
expect_lacks "$OUT" "look for .cache/state"

# The same in a stage of a workflow, which has a folder of its own.
fresh 's,^suite:,stages:,; /^defaults:/d; /metric: size/d' "cat $at/built"
gate 3
refused "$at/built of this worktree"

# A new file of head, which the base lacks and reads all the same.
fresh '' "cat $at/new"
echo 5 >new
git add new
gate 3
refused "$at/new of this worktree"

# Both builds install into one place; a copy that is used again does not hide it.
fresh 's,cp cost built,cp cost $PREFIX/built,' 'cat $PREFIX/built'
for _ in 1 2; do
	gate 3 "PREFIX=$WORK/place"
	refused "$WORK/place/built, which head's build has changed"
done
git checkout -q HEAD~1
echo 1000 >other
commit "as fast"
gate 0 "PREFIX=$WORK/place"
echo 1500 >cost
cp cost "$WORK/place/built"
git commit -qam "slower, and installed before the gate"
expect_exit 3 env "PREFIX=$WORK/place" "$BENCHCTL" gate --against HEAD~2
refused "$WORK/place/built"

# A large file that differs in its middle alone.
fresh 's,cp cost built,(head -c 9000000 /dev/zero; cat cost; head -c 9000000 /dev/zero) >$PREFIX/built,' \
	"tr -d '\\0' <\$PREFIX/built"
gate 3 "PREFIX=$WORK/place"
refused "$WORK/place/built, which head's build has changed"

# Python reads what it has compiled, not the source.
fresh '' "PYTHONPATH=$at/src python3 -c 'import mod; print(mod.size)'"
git checkout -q HEAD~1
mkdir src
echo "size = 1000" >src/mod.py
echo __pycache__ >>.gitignore
commit "a module"
echo "size = 1500" >src/mod.py
commit "slower"
BENCHCTL_METRICS=$E2E_DIR/out sh ./prog
gate 3
refused "$at/src/mod.py of this worktree"

# With artifacts, after both builds.
fresh '$a\    artifacts: built' "cat $at/built"
gate 3
refused "$at/built of this worktree"
fresh '$a\    artifacts: built
s,cp cost built,cp cost built; cp cost $PREFIX/built,' 'cat $PREFIX/built'
for _ in 1 2; do
	gate 0 "PREFIX=$WORK/place"
	expect_contains "$OUT" "a build wrote"
done

# Of each variant: the first one reads its own program.
fresh '$a\    artifacts: built
s,command: sh ./prog,& ${n},; $a\    matrix: { n: [1\, 2] }' "if [ \$1 = 1 ]; then cat built; else cat $at/built; fi"
gate 3
refused "$at/built of this worktree"

# In stored mode, where suspects are confirmed beside the base.
fresh 's,cp cost built,cp cost $PREFIX/built,' 'expr $(cat $PREFIX/built) + $$ % 9'
git reset -q --hard HEAD~1
expect_exit 0 env "PREFIX=$WORK/place" "$BENCHCTL" baseline refresh --commit -q
echo 3000 >cost
commit "slower than the stored baseline"
expect_exit 1 env "PREFIX=$WORK/place" "$BENCHCTL" gate --mode stored --against HEAD~1
expect_contains "$ERR" "confirming 1 benchmark"
refused "$WORK/place/built, which head's build has changed"

# A link that both builds make.
fresh 's,cp cost built,&; ln -sfn "$PWD" $PREFIX/now,' 'cat $PREFIX/now/built'
for _ in 1 2; do
	gate 3 "PREFIX=$WORK/place"
	refused "$at/built of this worktree"
done

# Only likely: head's build leaves what the base's has installed.
fresh 's,cp cost built,test -e $PREFIX/built || cp cost $PREFIX/built,' 'cat $PREFIX/built'
gate 0 "PREFIX=$WORK/place"
expect_contains "$OUT" "a build wrote"

# Also likely: images of containers, which belong to no folder. A folder of this name holds no library.
export HOME=$WORK/my.software
mkdir "$HOME"
printf '#!/bin/sh\nmkdir -p ~/.images\ncase $1 in\nbuild) cp cost ~/.images/"$3" ;;\nrun) cat ~/.images/"$2" ;;\nesac\n' >"$E2E_DIR/docker"
chmod +x "$E2E_DIR/docker"
fresh 's,cp cost built,docker build -t app,; s,sh ./prog,sh -c "echo size $(docker run app) B >$BENCHCTL_METRICS",'
gate 0 "PATH=$E2E_DIR:$PATH"
jq -e '.notes | any(contains("build: and job use docker; if base and head give their images the same name"))' "$E2E_DIR/report.json" >"$E2E_DIR/out" ||
	fail "no note: $(jq -c .notes "$E2E_DIR/report.json")"

# Also likely: each setup copies the program to one place, before either side runs.
fresh "s,command:,setup: cp built $WORK/place/built\n    &," "cat $WORK/place/built"
gate 0
jq -e '.notes | any(contains("both sides read the version of the last setup"))' "$E2E_DIR/report.json" >"$E2E_DIR/out" ||
	fail "no note: $(jq -c .notes "$E2E_DIR/report.json")"
fresh "s,command:,setup: touch ready\n    &,"
gate 1
expect_lacks "$E2E_DIR/report.json" "the version of the last setup"

# A build that does not know all its sources makes nothing again, so both sides run what was built before the change.
fresh 's,cp cost built,test -e new || echo 1 >new; test -e built || cp cost built,; s,sh ./prog,& new built,' 'cat $2'
echo 1 >new
echo 1000 >built
touch -d '1 minute ago' built
gate 0
jq -e '.notes | any(startswith("both sides run the same built: head'"'"'s build did not make it again, although cost differs"))' \
	"$E2E_DIR/report.json" >"$E2E_DIR/out" || fail "no note: $(jq -c .notes "$E2E_DIR/report.json")"
# What has changed since is no source: the base's build does not read it.
git commit -q --allow-empty -m "no change"
echo 1500 >built
touch -d '1 minute ago' built
echo a document >README
git add README
gate 0
expect_lacks "$E2E_DIR/report.json" "both sides run the same"
git rm -qf README
git reset -q --hard HEAD~1
echo 1000 >built
# Built after the change, it is as new as it can be.
touch built
gate 0
expect_lacks "$E2E_DIR/report.json" "both sides run the same"

# Shared without harm: files that are the same, data and environments that no build writes, caches, state of
# programs, git.
fresh
git checkout -q HEAD~1
cat >prog <<END
. $at/lib.sh
. $at/venv/activate
read x <$WORK/place/data
git log -1 >/dev/null
echo "size \$(cat built) B" >"\$BENCHCTL_METRICS"
END
echo : >lib.sh
mkdir venv
echo : >venv/activate
echo 1 >"$WORK/place/data"
commit "same library"
git commit -q --allow-empty -m "nothing changed"
gate 0
fresh 's,cp cost built,&; date +%N >"$HOME/.cache/state"; date +%N >>place.log,' 'cat built; read x <"$HOME/.cache/state"'
mkdir -p "$HOME/.cache"
git checkout -qf HEAD~1
git commit -q --allow-empty -m "nothing changed"
gate 0 -u XDG_CACHE_HOME
