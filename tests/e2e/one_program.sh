#!/usr/bin/env bash
# One program on both sides: absolute paths into head's tree mean the base's copy where it has them; see
# shared_files.sh for what both read all the same.
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
at=$WORK/project
ln -s project "$WORK/link"

# The base's own file is read wherever the base has one.
fresh "s,sh ./prog,sh $at/prog $at/built,"  'cat $1'
gate 1
fresh "s,\( *\)metric: size,&\n\1cwd: $at,"
gate 1
fresh "s,\( *\)metric: size,&\n\1cwd: $WORK/link/.,"
gate 1
fresh "s,\( *\)metric: size,&\n\1env: { LIB: '-L$at -I/usr:$WORK/link' }," 'cat ${LIB##*:}/built'
gate 1
fresh "s,\( *\)metric: size,&\n\1input: $at/built," cat
gate 1
fresh '' 'cat $LIB/built'
gate 1 "LIB=$at"
gate 1 "LIB=$WORK/link"
gate 1 "LIB=../$(basename "$WORK")/project/../project" "LIB=$at/."
fresh "s,cp cost built,cp $at/cost built,"
gate 1
