#!/usr/bin/env bash
# Plugins: the sample, the placeholder, and what bad ones do to a run, which is never to end it.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v cc >/dev/null || skip "there is no C compiler"
# A plugin that is not built with the sanitizers cannot be loaded by a program that looks for them first.
cp "$ROOT"/plugins/*.c "$ROOT/plugins/Makefile" .
build() { cc -fPIC -shared -I"$ROOT/include" "$@" || fail "cannot build $*"; }
make -s CFLAGS="-I$ROOT/include -fPIC -shared" sample.so gpu.so || fail "the Makefile does not work"

cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: plugins }
plugins: [ ./sample.so, gpu.so ]
modules: { sort.items: 50 }
suite:
  - { name: sort, plugin: sort }
  - { name: sort/many, plugin: sort, with: { items: 2000 } }
  - { name: gpu, plugin: gpu }
  - { name: none, plugin: fft }
  - { name: few, plugin: sort, with: { items: 0 } }
  - { name: typo, plugin: sort, with: { itmes: 5 } }
END_OF_FILE
expect_exit 3 "$BENCHCTL" run --runs 3
jq -e '.runs[0].results | map({key: .id, value: .}) | from_entries
	| .sort.status == "ok" and .sort.command == "plugin sort with items=50"
	and (.sort.metrics.time.samples | length) == 3
	and .["sort/many"].metrics.time.samples[0] > .sort.metrics.time.samples[0]
	and (.gpu.reason | contains("no device"))
	and (.none.reason | contains("no plugin has the kind \u0027fft\u0027"))
	and (.none.reason | contains("sample.so has the kind \u0027sort\u0027"))
	and (.few.reason | contains("items: \u00270\u0027 is not from 1 to 100000000"))
	and (.typo.reason | contains("did you mean \u0027items\u0027?"))' results/run-001/run.json >/dev/null ||
	fail "$(cat "$OUT" results/run-001/run.json)"

# What a plugin can do wrong; the option says which.
cat >bad.c <<'END_OF_FILE'
#include <benchctl/plugin.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifndef VERSION
#define VERSION BENCHCTL_PLUGIN_VERSION
#endif
#ifndef SIZE
#define SIZE sizeof(struct benchctl_kind)
#endif
static const struct benchctl_option options[] = { { "how", NULL, "what is wrong", BENCHCTL_TEXT, 0, 0, 0 } };
static const struct benchctl_metric metric = { "m", "s", BENCHCTL_BETTER_LOWER, 0 },
	unnamed = { "a b", "s", BENCHCTL_BETTER_LOWER, 0 },
	broken = { "u", "a\nb", BENCHCTL_BETTER_LOWER, 0 },
	other = { "other", "1", BENCHCTL_BETTER_LOWER, 0 };
static const char *how;
static int is(const char *s) { return strcmp(how, s) == 0; }
static int start(void **state, const union benchctl_value *v, struct benchctl_sink *sink)
{
	how = strdup(v[0].text);
	*state = NULL;
	if (is("crash-open")) abort();
	if (is("hang-open")) for (;;) pause();
	if (is("silent")) return -1;
	return is("refuse") ? sink->fail(sink, "this is refused") : 0;
}
static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	(void)state, (void)n;
	if (is("crash")) *(volatile int *)0 = 1;
	if (is("hang")) for (;;) pause();
	if (is("exit")) exit(7);
	if (is("close")) for (int i = 3; i < 1024; i++) close(i);
	if (is("print")) puts("hello from the plugin"), fflush(stdout);
	if (is("flood")) for (int i = 0; i < 200000; i++) puts("flood");
	if (is("leave") && fork() == 0) for (;;) pause();
	if (is("fork")) fork();
	if (is("stop")) raise(SIGSTOP);
	if (is("endless")) for (;;) sink->emit(sink, &metric, 1);
	if (is("shout")) for (;;) fwrite("0123456789abcdef", 16, 4096, stdout);
	if (is("million")) for (int i = 0; i < 1001; i++) {
		char name[20];
		const struct benchctl_metric m = { name, "s", BENCHCTL_BETTER_LOWER, 0 };
		snprintf(name, sizeof name, "m%d", i);
		sink->emit(sink, &m, 1);
	}
	if (is("line")) sink = sink->sub(sink, "a\nb");
	if (is("inf")) sink->emit(sink, &metric, INFINITY);
	if (is("shape")) sink->histogram(sink, &metric, &(struct benchctl_bucket){ NAN, 5 }, 1);
	if (is("none")) return 0;
	if (is("nothing")) return 1;
	if (is("empty")) return sink->histogram(sink, &metric, &(struct benchctl_bucket){ 1, 0 }, 1), 1;
	if (is("descend")) sink->histogram(sink, &metric, (struct benchctl_bucket[]){ { 2, 1 }, { 1, 1 } }, 2);
	if (is("unit")) sink->emit(sink, &broken, 1);
	if (is("second")) sink->emit(sink, &other, 1);
	if (is("parent")) { if (fork()) kill(getppid(), SIGKILL); for (;;) pause(); }
	if (is("many")) return 1000;
	if (is("part")) {
		struct benchctl_sink *part = sink->sub(sink, "bad");
		part->fail(part, "only this part fails");
		sink = sink->sub(sink, "good");
	}
	sink->emit(sink, is("name") ? &unnamed : &metric, is("nan") ? NAN : 1);
	return 1;
}
static int stop(void *state, struct benchctl_sink *sink)
{
	(void)state;
	if (is("crash-close")) abort();
	if (is("hang-close")) for (;;) pause();
	if (is("exit-close")) exit(0);
	return is("unclosed") ? sink->fail(sink, "it cannot close") : 0;
}
static const struct benchctl_kind kind = { .version = VERSION, .size = SIZE,
	.metric_size = sizeof metric, .option_size = sizeof *options, .name = "bad", .help = "bad",
	.options = options, .options_n = 1, .metrics = &metric, .metrics_n = 1,
	.open = start, .sample = sample, .close = stop };
#ifndef NOTHING
const struct benchctl_kind *benchctl_plugin_v1(void)
{
#ifdef NEVER
	return NULL;
#endif
	return &kind;
}
#endif
END_OF_FILE
build -o bad.so bad.c
build -DVERSION=2 -o version.so bad.c
build -DSIZE=16 -o size.so bad.c
build -DNOTHING -o nothing.so bad.c -Wno-unused
build -DNEVER -o never.so bad.c
echo text >text.so

# One line each: the behaviour, or the file; what the user reads.
cases=(
	"crash: ./bad.so crashed in sample: SIGSEGV"
	"crash-open: ./bad.so crashed in open: SIGABRT"
	"exit: ./bad.so ended its process in sample, with status 7"
	"close: ./bad.so"
	"silent: open() returned -1 without calling fail() of its sink"
	"nothing: sample() returned 1, but emitted no value"
	"empty: sample() returned 1, but emitted no value"
	"descend: the histogram m of descend has buckets that do not ascend"
	"unit: a metric has an invalid name, unit or direction"
	"parent: benchctl's helper process was killed, perhaps by the command that it ran"
	"refuse: this is refused"
	"none: sample() returned 0; it must return 1 to"
	"many: sample() returned 1000; it must return 1 to"
	"name: a metric has an invalid name, unit or direction"
	"nan: m of nan is not a finite number"
	"inf: m of inf is not a finite number"
	"shape: m of shape is not a finite number"
	"line: has control characters"
	"million: million has more than 1000 metrics"
	"version.so: has version 2 of the plugin interface, and this benchctl has 1"
	"size.so: has structs that are too small"
	"nothing.so: exports no benchctl_plugin_v1"
	"never.so: cannot work on this machine"
	"text.so: cannot load the plugin: $PWD/./text.so: "
	"gone.so: cannot read the plugin"
)
# Those that do not end by themselves, all at the same time.
hangs=(
	"hang: ./bad.so hangs: sample did not return within timeout: 1.5 s, so benchctl killed it"
	"hang-open: ./bad.so hangs: open did not return within timeout: 1.5 s, so benchctl killed it"
	"hang-close: ./bad.so hangs: close did not return within timeout: 1.5 s, so benchctl killed it"
	"stop: ./bad.so hangs: sample did not return within timeout"
	"endless: ./bad.so hangs: sample did not return within timeout"
	"shout: ./bad.so "
)
{
	echo "benchmark: { name: bad }"
	echo "defaults: { timeout: 1500ms, warmup: 0, runs: 2 }"
	echo "plugins: [ ./bad.so ]"
	echo "suite:"
	for row in "${cases[@]}"; do
		case ${row%%:*} in
		*.so) ;;
		*) echo "  - { name: ${row%%:*}, plugin: bad, with: { how: ${row%%:*} } }" ;;
		esac
	done
	for how in good second print flood leave fork part unclosed crash-close exit-close; do
		echo "  - { name: $how, plugin: bad, with: { how: $how } }"
	done
} >benchctl.yaml
expect_exit 3 "$BENCHCTL" run
RUN=results/run-002/run.json
reason() { jq -r --arg id "$1" '.runs[0].results[] | select(.id == $id) | .reason // .warning // "ok"' "$RUN"; }
has() {
	case $(reason "$1") in
	*"$2"*) ;;
	*) fail "$1: $(reason "$1") instead of: $2" ;;
	esac
}
for row in "${cases[@]}"; do
	name=${row%%:*}
	case $name in
	*.so)
		sed "s/bad.so/$name/" benchctl.yaml >"$name.yaml"
		expect_exit 3 "$BENCHCTL" run "$name.yaml" --filter good --runs 1
		cat "$OUT" >>"$ERR"
		expect_contains "$ERR" "${row#*: }"
		;;
	*) has "$name" "${row#*: }" ;;
	esac
done
has good ok
has print "the plugin prints, but a plugin must not print: hello from the plugin"
has flood "the plugin prints, but a plugin must not print: flood"
has part/good ok
has part/bad "only this part fails"
has fork ok
has second ok
[ "$(jq -r '.runs[0].results[] | select(.id == "second").metrics | keys_unsorted[0]' "$RUN")" = m ] ||
	fail "the first metric of the declaration is not the primary one"
has unclosed "it cannot close"
has crash-close "./bad.so crashed in close: SIGABRT"
has exit-close "./bad.so ended its process in close, with status 0"
[ "$(jq '[.runs[0].results[] | select(.id == "fork").metrics.m.samples[]] | length' "$RUN")" -eq 2 ] || fail "a child of a plugin reports too"
{
	echo "benchmark: { name: bad, schedule: parallel, max_parallel: 6, allow_conflict: true }"
	sed '2,/^suite/!d' benchctl.yaml
	for row in "${hangs[@]}"; do
		echo "  - { name: ${row%%:*}, plugin: bad, with: { how: ${row%%:*} } }"
	done
} >hangs.yaml
expect_exit 3 "$BENCHCTL" run hangs.yaml --runs 1
RUN=$(printf '%s\n' results/run-*/run.json | tail -n1)
for row in "${hangs[@]}"; do has "${row%%:*}" "${row#*: }"; done
expect_no_process "$PWD/hangs.yaml"
expect_no_process "$PWD/benchctl.yaml"

# The configuration says what it lacks.
sed '/^plugins/d' benchctl.yaml >none.yaml
expect_exit 3 "$BENCHCTL" run none.yaml --filter good
expect_contains "$OUT" "list them at the top of the file: plugins: [ ./bad.so ]"

# In a paired gate each side has its own plugin, which build: makes.
new_repo gate
cp ../sample.c .
cat >benchctl.yaml <<END_OF_FILE
benchmark: { name: demo }
build: cc -O2 -fPIC -shared -I$ROOT/include -o sample.so sample.c
plugins: [ ./sample.so ]
suite:
  - { name: sort, plugin: sort, with: { items: 20000 } }
END_OF_FILE
printf '*.so\nresults/\n' >.gitignore
commit base
git checkout -qb topic
sed -i 's/\tqsort(.*/&\n\tfor (int k = 0; k < 9; k++)\n\t\tqsort(s->v, s->n, sizeof *s->v, compare);/' sample.c
commit slower
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "sort time is"

# Base has its own list of plugins and its own settings.
sed -i 's/sample\.so/other.so/; s/, with: { items: 20000 }//; $amodules: { sort.items: 20000 }' benchctl.yaml
commit "another file"
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "sort time is"
expect_contains "$OUT" "this change replaces the plugins of the suite"
