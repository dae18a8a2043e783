#!/usr/bin/env bash
# A base without the suite, or with another name for its configuration: exit 4 with the way on, or the benchmarks
# that the base has are known.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json
gate() { # STATUS OPTIONS...
	local status=$1
	shift
	expect_exit "$status" "$BENCHCTL" "$@" --report "json=$JSON"
}
verdicts() { jq -r '[.rows[] | "\(.id) \(.verdict)"] | join(", ")' "$JSON"; }
expect_verdicts() { [ "$(verdicts)" = "$1" ] || fail "$(verdicts) instead of $1"; }

# suite NAME...: one benchmark of each name, whose figure is what the file cost, once built, says.
suite() {
	cat >benchctl.yaml <<-'END'
		benchmark: { name: demo }
		build: cp cost built
		defaults: { warmup: 0 }
		suite:
	END
	printf "  - { name: %s, command: sh ./prog, metric: size }\n" "$@" >>benchctl.yaml
	echo 'echo "size $(cat built) B" >"$BENCHCTL_METRICS"' >prog
	printf '%s\n' built results/ >.gitignore
	echo 1000 >cost
}

at() { git checkout -qf "$1" && git clean -qfdx; }

new_repo
mkdir pkg
echo x >pkg/x
commit "no suite"
git tag none

# No folder, no configuration: exit 4 before anything is built, or head alone.
mkdir pkg/new
(cd pkg/new && suite job)
commit "a package with a suite"
gate 4 -C pkg/new gate --against none
expect_contains "$ERR" "has no benchctl.yaml, so there is nothing to compare with"
expect_contains "$ERR" "benchctl gate --allow-missing-baseline"
expect_lacks "$ERR" "built in"
gate 0 -C pkg/new gate --against none --allow-missing-baseline
expect_verdicts "job new"
expect_contains "$OUT" "the base has no benchctl.yaml; all benchmarks are new"

# A configuration that no commit has is used for both sides.
at none
suite job
git add cost prog .gitignore
git commit -qm "a program"
git tag program
echo 1500 >cost
git commit -qam "slower"
gate 1 gate --against program
commit "the configuration"
gate 4 gate --against program

# Another suite beside one that stays is new.
at none
suite job second
commit "two benchmarks"
git tag two
sed 's/name: demo/name: other/' benchctl.yaml >other.yaml
commit "another suite"
gate 4 gate other.yaml --against two

# Another name: what the base has is known. Once committed, and once not.
at two
mv benchctl.yaml perf.yaml
sed -i /second/d perf.yaml
for how in uncommitted committed; do
	gate 4 gate perf.yaml --against two
	expect_verdicts "job pass, second missing"
	expect_contains "$OUT" "the base's configuration is benchctl.yaml, which"
	commit "$how"
done

# So much is changed that git sees no rename.
seq -f '# %g' 100 >>perf.yaml
commit "a longer one"
gate 4 gate perf.yaml --against two
expect_verdicts "job pass, second missing"

# The configuration moves away from its programs, and with them.
at two
mkdir sub
git mv benchctl.yaml sub
sed -i 's/cp cost built/cp ..\/cost built/; s/sh .\/prog/sh ..\/prog/; /second/d' sub/benchctl.yaml
commit "in a folder"
gate 4 -C sub gate --against two
expect_verdicts "job pass, second missing"
at two
mkdir sub
git mv benchctl.yaml cost prog .gitignore sub
echo 1500 >sub/cost
commit "all in a folder"
git tag all
gate 1 -C sub gate --against two
git mv sub other
sed -i /second/d other/benchctl.yaml
commit "the folder is renamed"
gate 4 -C other gate --against all
expect_verdicts "job pass, second missing"

# A part of the configuration moves, and the configuration is a link.
at two
sed -i '/^suite:/,$d' benchctl.yaml
echo 'include: [parts/suite.yaml]' >>benchctl.yaml
mkdir parts
git show two:benchctl.yaml | sed -n '/^suite:/,$p' >parts/suite.yaml
mv benchctl.yaml parts/main.yaml
sed -i 's,parts/,,' parts/main.yaml
ln -s parts/main.yaml benchctl.yaml
sed -i 's,suite.yaml,parts/suite.yaml,' parts/main.yaml
commit "in parts"
git tag parts
git mv parts elsewhere
ln -sf elsewhere/main.yaml benchctl.yaml
sed -i 's,parts/,elsewhere/,' elsewhere/main.yaml
sed -i /second/d elsewhere/suite.yaml
commit "parts elsewhere"
gate 4 gate --against parts
expect_verdicts "job pass, second missing"

# A base that cannot be built.
at two
git rm -q cost
commit "nothing to build"
git tag unbuildable
at two
gate 4 gate --against unbuildable
expect_contains "$ERR" "the base cannot be built"
expect_contains "$ERR" "benchctl gate --allow-missing-baseline"
gate 0 gate --against unbuildable --allow-missing-baseline
expect_verdicts "job new, second new"
expect_contains "$OUT" "the base cannot be built; benchctl measures head alone"
