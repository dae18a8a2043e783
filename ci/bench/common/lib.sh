# What the scripts of ci/bench share; source it from one of them. Sets $benchctl, $rounds, and goes to a
# folder of its own.
# shellcheck shell=bash disable=SC2034
cd -- "$(dirname -- "${BASH_SOURCE[1]}")/../.." || exit
root=$PWD
benchctl=$(realpath "${BENCHCTL:-build/release/benchctl}")
rounds=${ROUNDS:-7}
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

# in_turns NAME...: calls each function `rounds` times, one after the other, and leaves the median in
# microseconds in NAME.us. What a program prints is dropped.
in_turns() {
	local i name start
	for ((i = 0; i < rounds; i++)); do
		for name; do
			start=$(date +%s%N)
			"$name" >/dev/null 2>&1 || true
			echo $((($(date +%s%N) - start) / 1000)) >>"$name.all"
		done
	done
	for name; do median <"$name.all" >"$name.us"; done
}

# row TITLE NAME FLOOR [DIVISOR]: a line of the table: median, and the ratio to the floor's.
row() {
	awk -v title="$1" -v a="$(cat "$2.us")" -v b="$(cat "$3.us")" -v d="${4:-1}" 'BEGIN {
		printf "  %-34s %10.1f us  %6.2f\n", title, a / d, a / b }'
}
have() { command -v "$1" >/dev/null; }
