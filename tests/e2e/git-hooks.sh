#!/usr/bin/env bash
# The gate as a git hook: one line in pre-push or pre-merge-commit stops a slowdown, with git's variables in
# the environment.
. "$ROOT/tests/e2e/lib.sh"
export PATH="${BENCHCTL%/*}:$PATH"

git init -q --bare hub.git
git clone -q hub.git app 2>"$ERR"
cd app
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
gate: { threshold: 100% }
suite:
  - { name: prog, command: ./prog, metric: size, shell: none, warmup: 0, runs: 5 }
END_OF_FILE
echo results >.gitignore
size() { printf '#!/bin/sh\necho size %s B >$BENCHCTL_METRICS\n' "$1" >prog; } # no time decides
size 100
chmod +x prog
commit "a suite"
expect_exit 0 benchctl baseline refresh --commit -q
git push -q origin main
git remote set-head origin main

hook() { printf '#!/bin/sh\n%s\n' "$2" >".git/hooks/$1" && chmod +x ".git/hooks/$1"; }
hook pre-push 'exec benchctl gate -q --report text=- </dev/null'
commit "as quick"
expect_exit 0 git push origin main
[ "$(git -C ../hub.git rev-parse main)" = "$(git rev-parse HEAD)" ] || fail "not pushed"
git switch -qc slow
size 1000
commit "slow"
git switch -qc quick main
size 100
echo '# as before' >>prog
commit "quick"

# A push of the slow branch, and from a linked worktree.
git switch -q slow
expect_exit 1 git push origin slow
cat "$OUT" >>"$ERR"
expect_contains "$ERR" "REGRESSION"
[ -z "$(git -C ../hub.git branch --list slow)" ] || fail "pushed although slow"
git switch -q quick
git worktree add -q ../linked slow
expect_exit 1 git -C ../linked push origin slow
git worktree remove --force ../linked
expect_exit 0 git push origin quick

# The README's line, and the first push of a branch.
rm .git/hooks/pre-push
line=$(sed -n "s/^ *\(echo 'exec benchctl gate.*pre-push.*\)/\1/p" "$ROOT/README.md")
[ -n "$line" ] || fail "the README has no hook"
eval "$line"
git switch -q slow
expect_exit 1 git push -u origin slow
git switch -qc quicker main
expect_exit 0 git push -u origin quicker
git switch -q quick

# The repository that receives: git forbids to change a ref before the push is accepted, but the copy of the base is another
# repository.
cat >../hub.git/hooks/pre-receive <<END
#!/bin/sh
read -r old new ref
work=$E2E_DIR/received && mkdir -p "\$work"
export GIT_DIR=$PWD/../hub.git GIT_WORK_TREE="\$work" GIT_INDEX_FILE="\$work.index"
git read-tree "\$new" && git checkout-index -a -f && cd "\$work" && git update-index -q --refresh
exec benchctl gate -q --against main --report text=-
END
chmod +x ../hub.git/hooks/pre-receive
rm .git/hooks/pre-push
git switch -q main
sed -i 's/^suite:/build: "true"\n&/' benchctl.yaml
commit "with a build"
git -C ../hub.git fetch -q "$PWD" main:main
git switch -qc slower
size 3000
commit "slower"
expect_exit 1 git push origin slower
expect_contains "$ERR" "REGRESSION"
git switch -q main
git -C ../hub.git update-ref -d refs/heads/slower
rm ../hub.git/hooks/pre-receive

# An uncommitted merge: the hook runs during the merge.
hook pre-merge-commit 'exec benchctl gate -q'
git switch -q main
commit "so that there is something to be merged"
expect_exit 1 git merge --no-ff --no-edit slow
[ "$(git log -1 --format=%s)" = "so that there is something to be merged" ] || fail "merged although slow"
git merge --abort
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status)"
expect_exit 0 git merge --no-ff --no-edit quick
[ "$(git rev-list --count --merges -1 HEAD)" -eq 1 ] || fail "not merged"
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status)"

# A hook of `git commit -a`: git has locked the index, which the hook gets by the name of the lock.
hook pre-commit 'exec benchctl baseline refresh last --commit -q'
tip=$(git rev-parse HEAD)
echo '# changed' >>prog
expect_exit 1 git commit -qam "changed"
expect_contains "$ERR" "another git process is changing the index"
[ "$(git rev-parse HEAD)" = "$tip" ] || fail "a commit before the user's"
[ "$(git status --porcelain)" = " M prog" ] || fail "another index: $(git status --porcelain)"
