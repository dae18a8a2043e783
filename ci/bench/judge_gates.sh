#!/usr/bin/env bash
# ci/bench/judge_gates.sh [GATES]: real gates, GATES times (2 by default) without a change and with more work.
#
# LOAD=calm: with 5% and 10% more. LOAD=bursts: with 8% more, while stress-ng now and then keeps twice as many
# processors busy as there are. RESULTS keeps the reports, which ci/bench/judge/rows checks.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
gates=${1:-2}
RESULTS=${RESULTS:-$(mktemp -d)}
export RESULTS STEPS=550

# Bursts of 1 to 4 s, with gaps of as much.
burst() {
	trap 'kill "$stress" 2>/dev/null || :; exit' TERM
	while :; do
		stress-ng --quiet --cpu "$((2 * $(nproc)))" --timeout "$((RANDOM % 4 + 1))s" &
		stress=$!
		wait "$stress"
		sleep "$((RANDOM % 4 + 1))"
	done
}

case ${LOAD:-calm} in
calm) export PERCENTS='5 10' ;;
bursts)
	export PERCENTS=8
	command -v stress-ng >/dev/null || { echo 'judge_gates: install stress-ng' >&2; exit 2; }
	burst &
	trap 'kill $! 2>/dev/null || :' EXIT
	;;
*)
	echo 'judge_gates: LOAD is calm or bursts' >&2
	exit 2
	;;
esac
"$here/judge/real" "$gates" "$gates"
[ "${LOAD:-calm}" = calm ] || kill $!
find "$RESULTS" -maxdepth 1 -name '*-*.json' -print0 | xargs -0 "$here/judge/rows"
