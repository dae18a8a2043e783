#!/usr/bin/env bash
# Completion of command lines: bash's own completion, asked as readline asks it; the same answers in zsh and fish
# where these are installed.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo repo
printf '%s\n' 'benchmark: { name: demo }' 'suite:' '  - { name: parse/small, command: "true" }' \
	'  - { name: parse, matrix: { items: [10, 100] }, command: "true ${items}" }' >benchctl.yaml
mkdir -p results/run-001 bin files
ln -s "$BENCHCTL" bin/benchctl
printf '#!/bin/sh\necho owned >>"%s"\n' "$E2E_DIR/owned" >files/benchctl
chmod +x files/benchctl
PATH=$PWD/bin:$PATH
"$BENCHCTL" run -q --runs 1 -- true

# answers LINE: what bash offers at its end, one per line.
answers() {
	bash --norc -c 'shopt -s extglob; eval "$(benchctl help bash)"
		COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
		_benchctl benchctl "" "" || true
		printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}
# expect_answers LINE ANSWER...: exactly these.
expect_answers() {
	local line=$1
	shift
	[ "$(answers "$line")" = "$(printf '%s\n' "$@")" ] || fail "'$line' offers: $(answers "$line")"
}
expect_answers 'benchctl bas' baseline
expect_answers 'benchctl baseline ' refresh show export compare
expect_answers 'benchctl gate --mo' --mode
expect_answers 'benchctl gate --mode ' auto paired stored
expect_answers 'benchctl gate --mode=pa' paired
expect_answers 'benchctl gate --report j' junit= json=
expect_answers 'benchctl gate -f ' parse/small parse/items=10 parse/items=100
expect_answers 'benchctl run --filter=parse/items=1' 10 100
expect_answers 'benchctl accept parse/s' parse/small
expect_answers 'benchctl show l' last
expect_answers 'benchctl show run-002' run-002
expect_answers 'benchctl baseline refresh --comm' --commit
expect_answers 'benchctl history record --conf' --config
expect_answers 'benchctl help exi' ''
expect_answers 'benchctl nothing ' ''
expect_answers 'files/benchctl bas' baseline
[ ! -e "$E2E_DIR/owned" ] || fail "the program that the line names was run"

# Readline does it at a terminal: the tabs complete words that the shell then runs.
cat >"$E2E_DIR/keys.py" <<-'PYTHON'
	import os, pty, sys
	pid, fd = pty.fork()
	if pid == 0:
	    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
	os.write(fd, b"eval \"$(benchctl help bash)\"\nbenchctl base\tref\t--hel\t >out; exit\n")
	try:
	    while os.read(fd, 4096):
	        pass
	except OSError:
	    pass
	os.waitpid(pid, 0)
PYTHON
python3 "$E2E_DIR/keys.py"
expect_contains out 'usage: benchctl baseline refresh'

# Every command and each of its options is offered.
"$BENCHCTL" help | sed -n 's/^  \([a-z-]*\)  .*/\1/p' >"$E2E_DIR/commands"
[ "$(wc -l <"$E2E_DIR/commands")" -gt 25 ] || fail "help lists too little"
answers 'benchctl ' >"$OUT"
while read -r command; do
	grep -qx -- "$command" "$OUT" || fail "the command $command is not offered"
done <"$E2E_DIR/commands"
"$BENCHCTL" gate --help | grep -oE '^ {2,6}(-., )?--[a-z-]+' | grep -oE -- '--.*' >"$E2E_DIR/options"
answers 'benchctl gate --' >"$OUT"
while read -r option; do
	grep -qx -- "$option" "$OUT" || fail "the option $option is not offered"
done <"$E2E_DIR/options"

# A broken configuration, or none, offers no benchmarks and prints nothing else; hostile words are words.
echo 'suite: [' >benchctl.yaml
# shellcheck disable=SC2016
for line in 'benchctl gate -f ' 'benchctl $(touch owned) ' 'benchctl gate -f "`touch owned`' 'benchctl -C / gate -f '; do
	expect_answers "$line" ''
done
[ -z "$(find "$E2E_DIR" -name owned)" ] || fail "a word of the line was run"
expect_exit 0 "$BENCHCTL" help complete -- gate -f ''
[ -z "$(cat "$OUT" "$ERR")" ] || fail "a completion prints: $(cat "$OUT" "$ERR")"

if command -v zsh >/dev/null; then
	"$BENCHCTL" help zsh >_benchctl
	zsh -n _benchctl
fi
if command -v fish >/dev/null; then
	HOME=$PWD fish --no-config -c 'source (benchctl help fish | psub); complete -C "benchctl gate --mode "' >"$OUT"
	[ "$(cut -f1 "$OUT" | paste -sd' ')" = 'auto paired stored' ] || fail "fish offers: $(cat "$OUT")"
fi

# An installation in a folder has the program, page, header and completions; removing it leaves no file.
made=(make -s -C "$ROOT" -o "$BENCHCTL" BIN="$BENCHCTL" DESTDIR="$PWD/a tree" PREFIX=/usr)
"${made[@]}" install
find 'a tree' -type f | sed 's,^a tree/usr/,,' | LC_ALL=C sort >"$OUT"
[ "$(paste -sd' ' "$OUT")" = "bin/benchctl include/benchctl/plugin.h \
share/bash-completion/completions/benchctl share/fish/vendor_completions.d/benchctl.fish \
share/man/man1/benchctl.1 share/zsh/site-functions/_benchctl" ] || fail "installed: $(cat "$OUT")"
"${made[@]}" uninstall
[ -z "$(find 'a tree' -type f -o -type d -name 'benchctl*')" ] || fail "left: $(find 'a tree' -type f)"
