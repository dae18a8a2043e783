#include "unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "measure/contention.h"

struct fixture {
	struct arena mem;
	const char *root;
};

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

	assert_null(contention_between(&f->mem, &a, &b));
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
	assert_null(contention_between(&f->mem, &a, &a));
	/* What could not be read once has not grown from nothing. */
	assert_null(contention_between(&f->mem, &unread, &a));
	assert_null(contention_between(&f->mem, &a, &unread));
	put(f, "/proc/pressure/cpu", "some avg10=1.00 total=6000000\n");
	put(f, "/proc/stat", "cpu  150 0 100 1700 0 0 0 50 50 0\n");
	put(f, "/sys/fs/cgroup/a/b/cpu.stat", "nr_throttled 5\nthrottled_usec 3000000\n");
	put(f, "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5\n");
	b = read_now(f, 11);
	assert_text(contention_between(&f->mem, &a, &b),
		"processes waited for a processor 50% of the time; "
		"other virtual machines took 5% of the processor time; "
		"the control group used up its CPU quota 2 times, for 2.0 s; "
		"heat slowed the processors down 1 time");
	/* The same over a hundred times as long is no news but for what should not happen at all.
	 */
	b.at = (uint64_t)1001e9;
	b.all *= 100;
	assert_text(contention_between(&f->mem, &a, &b),
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
	assert_text(contention_between(&f->mem, &a, &b),
		"the control group used up its CPU quota 1 time, for 350 ms");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_of_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_first_version_of_groups, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
