/* What the doctor says of a machine whose files are made up; what it measures is this machine's. */
#include "unit.h"

#include <string.h>

#include "app/app.h"
#include "app/doctor/doctor.h"
#include "base/file.h"

#define CPU "/sys/devices/system/cpu"
static const struct {
	const char *path, *text;
	const char *name;
	enum finding_state state;
	const char *what, *remedy; /* parts; NULL: none */
} bad[] = {
	{ CPU "/cpu0/cpufreq/scaling_governor", "powersave\n", "governor", FINDING_WORSE, "powersave",
		"cpupower frequency-set -g performance" },
	{ CPU "/cpufreq/boost", "1\n", "turbo", FINDING_WORSE, "on: speed depends on heat",
		"echo 0 | sudo tee " CPU "/cpufreq/boost" },
	{ CPU "/smt/active", "1\n", "smt", FINDING_WORSE, "two processors share a core",
		"echo off | sudo tee " CPU "/smt/control" },
	{ "/proc/sys/kernel/perf_event_paranoid", "4\n", "counters", FINDING_WORSE,
		"perf_event_paranoid is 4", "sysctl kernel.perf_event_paranoid=2" },
	{ "/proc/sys/kernel/randomize_va_space", "0\n", "aslr", FINDING_WORSE, "off",
		"sysctl kernel.randomize_va_space=2" },
	{ "/proc/meminfo", "SwapTotal:  2048 kB\nSwapFree:   1024 kB\n", "swap", FINDING_WORSE,
		"1 of 2 MiB are used", "swapoff -a" },
},
  good[] = {
	  { CPU "/cpu0/cpufreq/scaling_governor", "performance\n", "governor", FINDING_GOOD,
		  "performance", NULL },
	  { CPU "/intel_pstate/no_turbo", "1\n", "turbo", FINDING_GOOD, "off", NULL },
	  { CPU "/smt/active", "0\n", "smt", FINDING_GOOD, "off", NULL },
	  { "/proc/sys/kernel/perf_event_paranoid", "2\n", "counters", FINDING_GOOD, "is 2", NULL },
	  { "/proc/meminfo", "SwapTotal:  0 kB\nSwapFree:   0 kB\n", "swap", FINDING_GOOD, "none",
		  NULL },
  };

static const struct finding *find(const struct diagnosis *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->v[i].name, name) == 0)
			return &d->v[i];
	fail_msg("no finding %s", name);
	return NULL;
}

#define EXAMINE(rows, root)                                                                        \
	do {                                                                                       \
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {                                    \
			char *path = arena_printf(&app.mem, "%s%s", root, (rows)[i].path);         \
			char *slash = strrchr(path, '/');                                          \
                                                                                                   \
			*slash = '\0';                                                             \
			assert_int_equal(file_mkdirs(path, &err), 0);                              \
			*slash = '/';                                                              \
			unit_write(path, (rows)[i].text);                                          \
		}                                                                                  \
		assert_int_equal(app_doctor(&d, &app, root, &err), 0);                             \
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {                                    \
			const struct finding *f = find(&d, (rows)[i].name);                        \
                                                                                                   \
			assert_int_equal(f->state, (rows)[i].state);                               \
			assert_non_null(strstr(f->what, (rows)[i].what));                          \
			if ((rows)[i].remedy)                                                      \
				assert_non_null(strstr(f->remedy, (rows)[i].remedy));              \
			else                                                                       \
				assert_null(f->remedy);                                            \
		}                                                                                  \
	} while (0)

static void each_finding_has_its_remedy(void **state)
{
	struct app app = { 0 };
	const char *root = unit_folder(&app.mem), *other = unit_folder(&app.mem);
	struct diagnosis d;
	struct error err;

	(void)state;
	EXAMINE(bad, root);
	EXAMINE(good, other);
	assert_int_equal(find(&d, "aslr")->state, FINDING_UNKNOWN);
	assert_int_equal(find(&d, "heat")->state, FINDING_UNKNOWN);
	assert_non_null(find(&d, "noise")->measured);
	assert_non_null(strstr(find(&d, "clock")->measured, "one reading takes"));
	unit_remove(root);
	unit_remove(other);
	arena_free(&app.mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_finding_has_its_remedy) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
