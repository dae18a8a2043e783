#!/usr/bin/env bash
# One entry with many benchmarks, files that include others, and selections.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, order: sequential }
include: [more/others.yaml]
defaults: { runs: 1, warmup: 0 }
suite:
  - { name: parse, matrix: { items: [1, 20], mode: [fast, slow] }, command: "echo ${items} ${mode} >>log", tags: [quick] }
  - { name: "sum-${n}", matrix: { n: [3] }, command: "echo sum ${n} >>log" }
  - name: case
    cases: [{ name: small, env: { SIZE: s } }, { name: large, env: { SIZE: l } }]
    command: echo ${case} $SIZE >>log
    tags: [quick, sized]
  - { name: data, generate: { FILE: { size: 3000B, kind: numbers } }, command: "wc -c <${FILE} >>log" }
END
mkdir more
printf 'suite: [{ name: included, command: "echo included >>log" }]\n' >more/others.yaml

expect_exit 0 "$BENCHCTL" run
diff -u - <(sort log) <<'END'
1 fast
1 slow
20 fast
20 slow
3000
included
large l
small s
sum 3
END
for id in parse/items=1,mode=fast parse/items=20,mode=slow sum-3 case/small case/large data included; do
	expect_contains results/run-001/run.json "\"id\": \"$id\""
done

# selected "OPTIONS" IDS...
selected() {
	local options
	read -ra options <<<"$1"
	shift
	expect_exit 0 "$BENCHCTL" run "${options[@]}"
	diff -u <(printf '%s\n' "$@") <("$BENCHCTL" baseline export last | jq -r '.results[].id')
}
selected "--filter data" data
selected "--filter case/* --filter sum-3" case/large case/small sum-3
selected "--skip parse/* --skip case/*" data included sum-3
selected "--tag quick --skip *fast" case/large case/small parse/items=1,mode=slow parse/items=20,mode=slow
selected "--tag sized --filter *small" case/small
expect_exit 2 "$BENCHCTL" run --filter nothing
expect_contains "$ERR" "'nothing' matches no benchmark of this suite"
expect_exit 2 "$BENCHCTL" run --tag nothing
expect_contains "$ERR" "leave no benchmark; nothing was run"

# Errors in any of the files.
printf 'gate: { threshold: 1%% }\nsuite: [{ name: included, comand: x }]\n' >more/others.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "more/others.yaml:"
expect_contains "$ERR" "command"
expect_contains "$ERR" "'gate' belongs in the file that includes this one"
printf 'include: [../benchctl.yaml]\n' >more/others.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "deep"
# Reported once, however often the files include each other.
printf 'include: [../benchctl.yaml, others.yaml, others.yaml, others.yaml, others.yaml]\n' >more/others.yaml
expect_exit 2 "$BENCHCTL" validate
[ "$(grep -c deep "$ERR")" = 1 ]
rm more/others.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "benchctl.yaml:"
expect_contains "$ERR" "more/others.yaml: No such file or directory"
