#!/usr/bin/env bash
# The how-to pages: every block of YAML is valid, and the commands of the pages in $HOWTO (c and monorepo) do what the
# page says, in a small repository of the kind. The tutorial is one session of a shell.
# long
. "$ROOT/tests/e2e/lib.sh"
mkdir -p "$WORK/bin"
ln -s "$BENCHCTL" "$WORK/bin/benchctl"
export PATH="$WORK/bin:$PATH"

# blocks LANGUAGE PAGE PREFIX: writes its blocks to PREFIX1, PREFIX2, ...
blocks() {
	awk -v language="$1" -v prefix="$3" '
		$0 == "```" && on { on = 0; close(file) }
		on { print > file }
		$0 == "```" language { on = 1; file = prefix (++n) }' "$2"
}

# What the pages begin with.
program() { # FOLDER: a program in C, and its Makefile
	mkdir -p "$1"
	printf '%s\n' '#include <stdlib.h>' 'int main(int n, char **v)' '{' \
		'volatile long sum = 0;' 'for (long i = 0; i < atol(v[n - 1]); i++) sum += i;' 'return sum < 0; }' >"$1/$2.c"
	printf 'all: %s\n' "$2" >"$1/Makefile"
	echo "$2" >"$1/.gitignore"
}
page_c() { program . count; }
page_monorepo() { program api api && program web web; }
page_node() {
	echo '{"name":"shop","version":"1.0.0","scripts":{"bench":"node bench.js"}}' >package.json
	echo 'let sum = 0; for (let i = 0; i < 1e6; i++) sum += i % 7; console.log(sum);' >bench.js
}
page_go() {
	printf 'module example.org/words\n\ngo 1.18\n' >go.mod
	printf 'package words\n\nfunc Words(n int) (sum int) {\n\tfor i := 0; i < n; i++ {\n\t\tsum ^= i\n\t}\n\treturn\n}\n' >words.go
	printf 'package words\n\nimport "testing"\n\nvar sink int\n\nfunc BenchmarkWords(b *testing.B) {\n\tfor i := 0; i < b.N; i++ {\n\t\tsink += Words(1000)\n\t}\n}\n' >words_test.go
}
page_rust() {
	mkdir src benches
	printf '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n\n[[bench]]\nname = "sum"\nharness = false\n' >Cargo.toml
	echo 'pub fn sum(n: u64) -> u64 { (0..n).fold(0, |a, i| a ^ std::hint::black_box(i)) }' >src/lib.rs
	echo 'fn main() { println!("{}", shop::sum(5_000_000)); }' >benches/sum.rs
	echo /target >.gitignore
	cargo generate-lockfile --quiet
}
page_python() {
	printf 'def test_total(benchmark):\n    assert benchmark(lambda: sum(range(2000))) > 0\n' >test_shop.py
	printf '__pycache__/\n.pytest_cache/\n' >.gitignore
}
page_cpp() {
	printf 'cmake_minimum_required(VERSION 3.10)\nproject(words CXX)\nfind_package(benchmark REQUIRED)\nadd_executable(words_bench words_bench.cpp)\ntarget_link_libraries(words_bench benchmark::benchmark)\n' >CMakeLists.txt
	printf '#include <benchmark/benchmark.h>\nstatic void BM_words(benchmark::State &s) { for (auto _ : s) for (int i = 0; i < 1000; i++) benchmark::DoNotOptimize(i); }\nBENCHMARK(BM_words);\nBENCHMARK_MAIN();\n' >words_bench.cpp
	echo build/ >.gitignore
}

# The first block of YAML is the configuration, in the file that its first line names; the last one a step in CI.
configure() { # PREFIX OF THE BLOCKS
	local file
	file=$(sed -n '1s/^# //p' "${1}1")
	file=${file:-benchctl.yaml}
	mkdir -p "$(dirname "$file")"
	cp "${1}1" "$file"
	expect_exit 0 "$BENCHCTL" validate "$file"
	expect_contains "${1}2" "uses: OWNER/benchctl@v0"
	sed -n 's/^  with: { \([a-z-]*\): .*/\1/p; s/.*, \([a-z-]*\): .*/\1/p' "${1}2" >"$WORK/inputs"
	while read -r input; do
		case $input in fetch-depth | path | key | go-version | distribution | java-version) continue ;; esac
		grep -q "^  $input:" "$ROOT/action.yml" || fail "action.yml has no input $input"
	done <"$WORK/inputs"
}

for page in "$ROOT"/docs/howto/*.md; do
	name=$(basename "$page" .md)
	[ "$(wc -l <"$page")" -le 50 ] || fail "$page is longer than a screen"
	blocks yaml "$page" "$WORK/$name-yaml"
	blocks sh "$page" "$WORK/$name-sh"
	new_repo "$WORK/$name"
	case " ${HOWTO:-c monorepo} " in
	*" $name "*) ;;
	*)
		configure "$WORK/$name-yaml"
		grep -q "^benchctl.* gate" "$WORK/$name-sh2" || fail "$page does not show the gate"
		continue
		;;
	esac
	"page_$name"
	commit "the project"
	expect_exit 0 bash -eux "$WORK/$name-sh1"
	configure "$WORK/$name-yaml"
	expect_exit 0 bash -eux "$WORK/$name-sh2"
	[ -z "$(git status --porcelain)" ] || fail "$name: $(git status --porcelain)"
done

blocks sh "$ROOT/docs/tutorial.md" "$WORK/tutorial-"
mkdir "$WORK/tutorial" && cd "$WORK/tutorial"
expect_exit 0 bash -eux -c "$(cat "$WORK"/tutorial-?)"
cd counter
[ -z "$(git status --porcelain)" ] || fail "the tutorial: $(git status --porcelain)"
[ "$(find results -name 'run-*' | wc -l)" -ge 5 ] || fail "the tutorial stores $(ls results)"

# Every link between the documents leads somewhere.
cd "$ROOT"
for page in README.md docs/*.md docs/howto/*.md; do
	while read -r link; do
		[ -e "$(dirname "$page")/${link%%#*}" ] || fail "$page: the link $link leads nowhere"
	done < <(grep -oE '\]\([^)# ]+[^) ]*\)' "$page" | sed 's/^](//; s/)$//' | grep -v '^https\?:')
done
