#!/usr/bin/env bash
# Profiles: where the time of a program goes, and which function made a regression.
# long
. "$ROOT/tests/e2e/lib.sh"

command -v valgrind >/dev/null || skip "valgrind is not installed"
new_repo
cat >prog.c <<'END'
static __attribute__((noinline)) long parse_value(long n)
{
	volatile long sum = 0;
	for (long i = 0; i < n; i++)
		sum += i;
	return sum;
}
static __attribute__((noinline)) long render(long n)
{
	volatile long sum = 0;
	for (long i = 0; i < n; i++)
		sum += i;
	return sum;
}
int main(void)
{
	return parse_value(ROUNDS) + render(3000000) == 42;
}
END
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: cc -O1 -g -fno-inline -DROUNDS="$(cat rounds)" prog.c -o prog
defaults: { warmup: 0, profiler: valgrind }
gate: { threshold: 100% }
suite:
  - { name: parse/all, command: ./prog }
  - { name: fails, command: "false", tags: [bad] }
END
printf 'results\nprog\n' >.gitignore
echo 1000000 >rounds
commit base
git tag base

# share FILE FUNCTION: its own part of the folded stacks, in percent.
share() {
	awk -v f="$2" '{ n = split($0, part, /[; ]/); all += part[n] } part[n - 1] == f { own += part[n] }
		END { printf "%.0f\n", 100 * own / all }' "$1"
}
# A quarter of the rounds, besides what starts a program.
near() { [ "$(share "$1" "$2")" -ge $(($3 - 4)) ] && [ "$(share "$1" "$2")" -le $(($3 + 4)) ]; }

expect_exit 0 "$BENCHCTL" profile parse/all
folder=results/profile-001/profile/parse/all
near "$folder"/head.folded parse_value 25 || fail "parse_value: $(cat $folder/head.folded)"
near "$folder"/head.folded render 75 || fail "render: $(cat $folder/head.folded)"
expect_contains $folder/head.folded 'main;parse_value '
expect_contains "$OUT" "parse/all by valgrind"
expect_contains "$OUT" "$folder/head.svg"
xmllint --noout $folder/head.svg || fail "head.svg is not XML"
expect_contains $folder/head.svg '<title>render: '
expect_lacks $folder/head.svg '<script'
[ "$(ls $folder)" = $'head.folded\nhead.svg' ] || fail "left behind: $(ls $folder)"

# Not what is measured: the samples are those of the bare program, and there is no profile unasked.
expect_exit 0 "$BENCHCTL" run --filter parse/all --runs 3
[ ! -e results/run-001/profile ] || fail "a profile that nobody asked for"
expect_exit 0 "$BENCHCTL" run --filter parse/all --runs 3 --profile
[ "$(jq '.runs[0].results[0].metrics.wall.samples | length' results/run-002/run.json)" = 3 ] ||
	fail "the profiled run is among the samples"
[ -s results/run-002/profile/parse/all/head.folded ] || fail "no profile beside the run"

# A confirmed regression is explained; what is measured again or passes is not profiled.
echo 20000000 >rounds
commit slow
expect_exit 1 "$BENCHCTL" gate --against base --filter parse/all --profile --report json=report.json
folder=$(dirname results/run-*/profile/parse/all/base.folded)
[ "$folder" = results/run-003/profile/parse/all ] || fail "profiles are in $folder"
near "$folder"/base.folded parse_value 25 || fail "base: $(cat "$folder/base.folded")"
near "$folder"/head.folded parse_value 87 || fail "head: $(cat "$folder/head.folded")"
told=$(jq -r '.rows[0].profile' report.json)
[[ $told =~ ^parse_value\ 2[0-9]%\ -\>\ 8[0-9]%\ \( ]] || fail "the report says: $told"
expect_contains "$OUT" "profile: parse_value"
for side in base head difference; do
	xmllint --noout "$folder/$side.svg" || fail "$side.svg is not XML"
done
expect_contains "$folder/difference.svg" '<title>parse_value: 2'
[ "$(grep -c 'profiling' "$ERR")" = 2 ] || fail "not once a side: $(cat "$ERR")"
git checkout -q base
expect_exit 0 "$BENCHCTL" gate --against base --mode paired --filter parse/all --profile
expect_lacks "$ERR" profiling

# Without a profiler there is a warning and the result; so with a program that fails.
expect_exit 0 "$BENCHCTL" run --filter parse/all --runs 3 --profile --profiler rbspy
expect_contains "$ERR" "cannot profile parse/all (head): rbspy is not installed"
expect_contains "$OUT" parse/all
expect_exit 0 "$BENCHCTL" profile --profiler node
expect_contains "$ERR" "node profiles only commands that begin with node"
expect_exit 0 "$BENCHCTL" profile fails
expect_contains "$ERR" "false exited with status 1"

# The profiler of the language; one that benchctl starts and whose folded stacks it reads.
mkdir bin
cat >bin/py-spy <<'END'
#!/bin/sh
while [ "$1" != -- ]; do
	[ "$1" != --output ] || out=$2
	shift
done
shift
"$@" || exit
printf 'main (a.py:1);<b>&"c (a.py:2) 30\nmain (a.py:1) 10\nnonsense\n' >"$out"
END
chmod +x bin/py-spy
ln -s /bin/true bin/python3
PATH=$PWD/bin:$PATH expect_exit 0 "$BENCHCTL" profile --profiler auto --filter 'parse/*'
cat >python.yaml <<'END'
benchmark: { name: scripted }
suite: [{ name: script, command: python3 a.py }]
END
PATH=$PWD/bin:$PATH expect_exit 0 "$BENCHCTL" profile --config python.yaml
expect_contains "$OUT" "script by py-spy, "
expect_contains "$OUT" '75.0%  <b>&"c (a.py:2)'
newest=$(printf '%s\n' results/profile-*/profile/script/head.svg | tail -n1)
xmllint --noout "$newest" || fail "$newest is not XML"
expect_contains "$newest" '&#60;b&#62;&#38;'

# The kernel may refuse perf: its sentence, and auto takes the next.
cat >bin/perf <<'END'
#!/bin/sh
echo "perf_event_paranoid setting is 4" >&2
exit 255
END
chmod +x bin/perf
PATH=$PWD/bin:$PATH expect_exit 0 "$BENCHCTL" profile parse/all --profiler perf
expect_contains "$ERR" "cannot profile parse/all (head): perf record ends with status 255: perf_event_paranoid setting is 4"
PATH=$PWD/bin:$PATH expect_exit 0 "$BENCHCTL" profile parse/all --profiler auto
expect_contains "$OUT" "parse/all by valgrind"
