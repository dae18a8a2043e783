#include "unit.h"

#include <math.h>

#include "base/file.h"
#include "measure/contention.h"

struct fixture {
	struct arena mem;
	const char *root;
};

static const struct contention_spans none;

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->root = unit_folder(&f->mem);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unit_remove(f->root);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static void put(struct fixture *f, const char *path, const char *text)
{
	char *whole = arena_printf(&f->mem, "%s%s", f->root, path);
	char *slash = strrchr(whole, '/');
	struct error err;

	*slash = '\0';
	assert_ok(file_mkdirs(whole, &err), &err);
	*slash = '/';
	unit_write(whole, text);
}

static struct contention read_now(struct fixture *f, double seconds)
{
	struct contention s;

	contention_read(&s, f->root);
	s.at = (uint64_t)(seconds * 1e9);
	return s;
}

static void nothing_is_known(void **state)
{
	struct fixture *f = *state;
	struct contention a = read_now(f, 1), b = read_now(f, 2);

	assert_null(contention_between(&f->mem, &a, &b, &none));
}

static void all_of_it(void **state)
{
	struct fixture *f = *state;
	struct contention unread = read_now(f, 0), a, b;

	put(f, "/proc/pressure/cpu",
		"some avg10=1.00 avg60=0.00 avg300=0.00 total=1000000\nfull total=7\n");
	put(f, "/proc/stat", "cpu  100 0 100 800 0 0 0 0 50 0\ncpu0 1 2 3\n");
	put(f, "/proc/self/cgroup", "0::/a/b\n");
	put(f, "/proc/self/mountinfo", "24 23 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
	put(f, "/sys/fs/cgroup/a/b/cpu.stat",
		"usage_usec 5\nnr_periods 10\nnr_throttled 3\nthrottled_usec 1000000\n");
	put(f, "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "4\n");
	put(f, "/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count", "4\n");
	a = read_now(f, 1);
	assert_null(contention_between(&f->mem, &a, &a, &none));
	/* What could not be read once has not grown from nothing. */
	assert_null(contention_between(&f->mem, &unread, &a, &none));
	assert_null(contention_between(&f->mem, &a, &unread, &none));
	put(f, "/proc/pressure/cpu", "some avg10=1.00 total=6000000\n");
	put(f, "/proc/stat", "cpu  150 0 100 1700 0 0 0 50 50 0\n");
	put(f, "/sys/fs/cgroup/a/b/cpu.stat", "nr_throttled 5\nthrottled_usec 3000000\n");
	put(f, "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5\n");
	b = read_now(f, 11);
	assert_text(contention_between(&f->mem, &a, &b, &none),
		"processes waited for a processor 50% of the time; "
		"other virtual machines took 5% of the processor time; "
		"the control group used up its CPU quota 2 times, for 2.0 s; "
		"heat slowed the processors down 1 time");
	/* The same over a hundred times as long is no news but for what should not happen at all.
	 */
	b.at = (uint64_t)1001e9;
	b.all *= 100;
	assert_text(contention_between(&f->mem, &a, &b, &none),
		"the control group used up its CPU quota 2 times, for 2.0 s; "
		"heat slowed the processors down 1 time");
}

static void the_first_version_of_groups(void **state)
{
	struct fixture *f = *state;
	struct contention a, b;

	put(f, "/proc/self/cgroup", "5:cpuset:/x\n4:cpu,cpuacct:/docker/a\n1:name=systemd:/\n");
	put(f, "/proc/self/mountinfo",
		"32 31 0:29 /docker/a /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n");
	put(f, "/sys/fs/cgroup/cpu/cpu.stat", "nr_throttled 0\nthrottled_time 0\n");
	a = read_now(f, 1);
	put(f, "/sys/fs/cgroup/cpu/cpu.stat", "nr_throttled 1\nthrottled_time 350000000\n");
	b = read_now(f, 2);
	assert_text(contention_between(&f->mem, &a, &b, &none),
		"the control group used up its CPU quota 1 time, for 350 ms");
}

/* Ten samples end at each second; in some of them the counters rise. */
static void in_how_many_samples(void **state)
{
	static const struct {
		double waited[5], stolen[5], heat[5],
			frequency[5]; /* in each second; -1: unknown */
		const char *text;
	} rows[] = {
		{ { 0 }, { 0 }, { 0 }, { 1, 1, 1, 1, 1 }, NULL },
		{ { .5, 0, 0, .2, 0 }, { 0 }, { 0 }, { 1, 1, 1, 1, 1 },
			"processes waited for a processor 14% of the time, in 20 of 50 samples" },
		/* less than a tenth of the time, but of many samples; of few */
		{ { .15, .15, 0, 0, 0 }, { 0 }, { 0 }, { 1, 1, 1, 1, 1 },
			"processes waited for a processor 10% of the time or more, in 20 of 50 "
			"samples" },
		{ { .4, 0, 0, 0, 0 }, { 0 }, { 0 }, { 1, 1, 1, 1, 1 }, NULL },
		{ { 0 }, { .02, .02, 0, 0, .02 }, { 0, 1, 1, 0, 0 }, { 1, 1, 1, 1, 1 },
			"other virtual machines took 1.2% of the processor time, in 30 of 50 "
			"samples; "
			"heat slowed the processors down 2 times, in 20 of 50 samples" },
		{ { 0 }, { 0 }, { 0 }, { .8, 1, .95, .8, 1 },
			"the processor's frequency was 10% or more below its maximum, in 20 of 50 "
			"samples" },
		{ { 0 }, { 0 }, { 0 }, { .8, 1, 1, 1, 1 }, NULL },
		{ { 0 }, { 0 }, { 0 }, { -1, -1, -1, -1, -1 }, NULL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct contention at = { .held = (double)NAN, .throttled = (double)NAN };
		const struct contention before = at;
		struct contention_spans spans = { 0 };

		for (size_t k = 0; k < 5; k++) {
			at.at += 1000000000;
			at.all += 1;
			at.waited += rows[i].waited[k];
			at.stolen += rows[i].stolen[k];
			at.heat += rows[i].heat[k];
			at.frequency = rows[i].frequency[k] < 0 ? (double)NAN
								: 3e9 * rows[i].frequency[k];
			*ARENA_PUSH(&f->mem, &spans) = (struct contention_span){ at, 10 };
		}
		assert_row(arena_printf(&f->mem, "row %zu", i),
			contention_between(&f->mem, &before, &at, &spans), rows[i].text);
		spans.n--; /* too few */
		if (rows[i].text)
			assert_true(!contention_between(&f->mem, &before, &at, &spans) ||
				!strstr(contention_between(&f->mem, &before, &at, &spans),
					"samples"));
	}
}

static void the_frequency(void **state)
{
	struct fixture *f = *state;

	assert_true(isnan(read_now(f, 1).frequency));
	for (int cpu = 0; cpu < 256; cpu++)
		put(f,
			arena_printf(&f->mem,
				"/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", cpu),
			"2400000\n");
	assert_true(read_now(f, 1).frequency == 2.4e9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_of_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_first_version_of_groups, set_up, tear_down),
		cmocka_unit_test_setup_teardown(in_how_many_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_frequency, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
