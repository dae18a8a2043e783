# Functions of the scripts in ci/bench; they source it. Sets $benchctl and $rounds, and goes to a temporary
# folder.
# shellcheck shell=bash disable=SC2034
cd -- "$(dirname -- "${BASH_SOURCE[1]}")/../.." || exit
root=$PWD
benchctl=$(realpath "${BENCHCTL:-build/release/benchctl}")
rounds=${ROUNDS:-7}
before=${BEFORE:+$(realpath "$BEFORE")} # BEFORE=PROGRAM: an earlier build, measured in the same rounds
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compile NAME LIBRARY...: standard input is C.
compile() {
	local name=$1
	shift
	${CC:-cc} -O2 -D_GNU_SOURCE -x c -o "$name" - "$@"
}

# in_turns NAME...: calls each function `rounds` times, one after the other, discards its output, and writes the
# median in microseconds to NAME.us; for those called ours or *_ours also with the earlier build, to NAME.before.us.
in_turns() {
	local i name
	for ((i = 0; i < rounds; i++)); do
		for name; do
			once "$name" >>"$name.all"
			[ -z "$before" ] || [[ $name != *ours ]] || benchctl=$before once "$name" >>"$name.before.all"
		done
	done
	for name; do
		median <"$name.all" >"$name.us"
		[ ! -e "$name.before.all" ] || median <"$name.before.all" >"$name.before.us"
	done
}
once() {
	local start
	start=$(date +%s%N)
	"$1" >/dev/null 2>&1 || true
	echo $((($(date +%s%N) - start) / 1000))
}

# row TITLE NAME FLOOR [DIVISOR]: a line of the table: the median, and its ratio to the floor.
row() {
	awk -v title="$1" -v a="$(cat "$2.us")" -v b="$(cat "$3.us")" -v d="${4:-1}" 'BEGIN {
		printf "  %-34s %10.1f us  %6.2f\n", title, a / d, a / b }'
	[ ! -e "$2.before.us" ] || row "  before" "$2.before" "${@:3}"
}
have() { command -v "$1" >/dev/null; }
