#!/usr/bin/env bash
# SIGKILL at a random moment, KILLS (1000) times: the repository is whole, and the next start repairs what is left.
. "$ROOT/tests/e2e/lib.sh"

kills=${KILLS:-1000}
new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
build: cp speed built
defaults: { runs: 4, warmup: 0, max_time: 0.1s }
results: { keep: 5 }
suite: [{ name: a, command: "true", generate: { text: { size: 256KiB } } }]
END
printf '/results/\n/built\n/baselines/*accepted.json*\n' >.gitignore
echo 1 >speed
commit "one"
git branch base
echo 2 >speed
commit "two"
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" baseline refresh last --commit

commands=("run -q" "gate -q --mode stored --report json=report.json" "gate -q --mode paired --against base"
	"baseline refresh last --commit" "baseline refresh last --commit --replace" "history record last"
	"accept a --max +900% --reason why")
took=()
for i in "${!commands[@]}"; do
	began=$(date +%s%N)
	# shellcheck disable=SC2086
	"$BENCHCTL" ${commands[i]} >/dev/null 2>&1 || true
	took[i]=$((($(date +%s%N) - began) / 1000))
done

# left: what no process of ours should leave after the next one.
left() {
	find . -name '.*.????????' ! -path './.git/objects/*' -regex '.*\.[0-9a-f]*' -print
	find .git -name '*.lock' ! -name 'benchctl.*' -print
}
for ((n = 0; n < kills; n++)); do
	i=$((RANDOM % ${#commands[@]}))
	# shellcheck disable=SC2086
	"$BENCHCTL" ${commands[i]} >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % (took[i] < 999999 ? took[i] : 999999))))"
	kill -KILL $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	what="kill $n, of: ${commands[i]}"
	[ $((n % 20)) -ne 0 ] || git fsck --strict >"$E2E_DIR/fsck" 2>&1 || fail "$what: $(cat "$E2E_DIR/fsck")"
	for file in results/run-*/*.json baselines/*.json report.json; do
		[ ! -e "$file" ] || jq -e . "$file" >/dev/null 2>&1 || fail "$what: $file is incomplete"
	done
	case ${commands[i]} in
	baseline* | history*)
		# A git that the killed process had started may still hold the lock of the index.
		wait_until [ ! -e .git/index.lock ]
		"$BENCHCTL" baseline refresh last --commit >/dev/null 2>"$ERR" || fail "$what, and then: $(cat "$ERR")"
		"$BENCHCTL" history record last >/dev/null 2>"$ERR" || fail "$what, and then: $(cat "$ERR")"
		! git status --porcelain | grep -qv report.json || fail "$what: $(git status --porcelain)"
		;;
	*) "$BENCHCTL" run -q >/dev/null 2>"$ERR" || fail "$what, and then: $(cat "$ERR")" ;;
	esac
done
expect_exit 0 "$BENCHCTL" run
"$BENCHCTL" gate --mode paired --against base --report json=report.json >/dev/null 2>&1 || true
expect_exit 0 "$BENCHCTL" baseline refresh last --commit
expect_exit 0 "$BENCHCTL" history record last
expect_exit 0 "$BENCHCTL" accept a --max +900% --reason why
[ -z "$(left)" ] || fail "left: $(left)"
expect_exit 0 "$BENCHCTL" list
expect_no_process "$BENCHCTL"
echo "$kills kills"
