#!/usr/bin/env bash
# Five newcomers, who follow the README in their repositories: init, at most one edit, a commit that is slower is red
# in a gate, and the commit before is not (a noisy machine may leave it undecided). Those whose toolchain is missing are
# left out. STORIES="go rust" plays only these.
. "$ROOT/tests/e2e/lib.sh"
# The toolchains of rustup are in the user's own home.
RUSTUP_HOME=$(getent passwd "$(id -u)" | cut -d: -f6)/.rustup
export RUSTUP_HOME

# story NAME TOOL EDIT SLOWER ID: the repository is what the script on standard input makes. EDIT: what the newcomer
# changes in benchctl.yaml, as a script of sed; "": nothing. SLOWER: the script that plants the slowdown.
story() {
	local name=$1 tool=$2 edit=$3 slower=$4 id=$5 green
	[[ " ${STORIES:-$name} " == *" $name "* ]] || tool=/nowhere
	command -v "$tool" >/dev/null || {
		echo "$name is left out"
		cat >/dev/null
		return
	}
	cd "$WORK"
	new_repo "$name"
	bash -eu
	commit "the project"
	expect_exit 0 "$BENCHCTL" init
	[ -z "$edit" ] || sed -i "$edit" benchctl.yaml
	expect_exit 0 "$BENCHCTL" validate
	expect_exit 0 "$BENCHCTL" run --runs 3
	expect_contains "$OUT" "$id"
	commit "benchmarks"
	[ -z "$(git status --porcelain)" ] || fail "$name: $(git status --porcelain)"
	echo >>README
	commit "nothing slower"
	green=0
	"$BENCHCTL" gate --against HEAD~1 --runs 8 >"$OUT" 2>"$ERR" || green=$?
	[[ $green == [04] ]] || fail "$name: unchanged, but the exit status is $green: $(cat "$OUT" "$ERR")"
	bash -euc "$slower"
	expect_exit 1 "$BENCHCTL" gate --against HEAD
	commit "a feature"
	expect_exit 1 "$BENCHCTL" gate --against HEAD~1
	expect_contains "$OUT" "REGRESSION"
	expect_contains "$OUT" "$id"
	[ -z "$(git status --porcelain)" ] || fail "$name: $(git status --porcelain)"
}

story c-make make 's|name: example, command: sleep 0.05|name: count, command: ./count 3000000|' \
	"sed -i 's/step = 1;/step = 1; sum += strlen(text);/; s/i < n/i < 3 * n/' count.c" count <<'STORY'
cat >count.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *text = argc > 2 ? argv[2] : "text";
	long n = argc > 1 ? atol(argv[1]) : 1;
	volatile unsigned long sum = 0, step = 1;

	for (long i = 0; i < n; i++)
		sum += step * (unsigned long)i + (unsigned char)text[0];
	printf("%lu\n", sum);
	return 0;
}
END
printf 'CFLAGS = -O2\nall: count\ntest: count\n\t./count 10\nclean:\n\trm -f count\n' >Makefile
printf 'count\n*.o\n' >.gitignore
STORY

story go go "" "sed -i 's/i < 200/i < 600/' words.go" Words <<'STORY'
printf 'module example.org/words\n\ngo 1.19\n' >go.mod
cat >words.go <<'END'
package words

func Words(n int) (sum int) {
	for i := 0; i < 200; i++ {
		for k := 0; k < n; k++ {
			sum += i ^ k
		}
	}
	return sum
}
END
cat >words_test.go <<'END'
package words

import "testing"

var sink int

func BenchmarkWords(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink += Words(100)
	}
}
END
STORY

python3 -c 'import pytest_benchmark' 2>/dev/null || PATH=/usr/bin:$PATH # another python3 than Debian's
story pytest pytest "" "sed -i 's/range(2000)/range(6000)/' shop.py" test_total <<'STORY'
cat >shop.py <<'END'
def total():
    return sum(i * i for i in range(2000))
END
cat >test_shop.py <<'END'
import shop

def test_total(benchmark):
    assert benchmark(shop.total) > 0
END
printf 'pytest\npytest-benchmark\n' >requirements.txt
printf '__pycache__/\n.pytest_cache/\n' >.gitignore
STORY

story node node "" "sed -i 's/i < 3e6/i < 1e8/' index.js" bench <<'STORY'
cat >index.js <<'END'
exports.work = () => {
	let sum = 0;
	for (let i = 0; i < 3e6; i++) sum += i % 7;
	return sum;
};
END
echo 'console.log(require("./index.js").work());' >bench.js
echo '{"name": "shop", "version": "1.0.0", "main": "index.js", "scripts": {"test": "node -e 0", "bench": "node bench.js"}}' >package.json
STORY

story rust cargo "" "sed -i 's/0..n /0..3 * n /' src/lib.rs" sum <<'STORY'
mkdir src benches
printf '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n\n[[bench]]\nname = "sum"\nharness = false\n' >Cargo.toml
cat >src/lib.rs <<'END'
pub fn sum(n: u64) -> u64 {
    let mut sum: u64 = 0;
    for i in 0..n {
        sum = sum.wrapping_mul(31) ^ std::hint::black_box(i);
    }
    sum
}
END
printf 'fn main() {\n    println!("{}", shop::sum(20_000_000));\n}\n' >benches/sum.rs
printf '/target\n' >.gitignore
STORY
