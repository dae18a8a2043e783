#include "unit.h"

#include "base/file.h"
#include "process/cgroup.h"
#include "process/memory_cgroup.h"

#define V1   "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
#define V2   "24 23 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
#define CPU  "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
#define DISK "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
#define LONG_64                                                                                    \
	"/0123456789012345678901234567890123456789012345678901234567890123"                        \
	"/0123456789012345678901234567890123456789012345678901234567890123"
#define LONG_512  LONG_64 LONG_64 LONG_64 LONG_64
#define LONG_2048 LONG_512 LONG_512 LONG_512 LONG_512

static const struct {
	const char *name, *groups, *mounts;
	const char *own; /* NULL: nowhere */
	enum cgroup_version version;
} cases[] = {
	{ "version 1", "5:cpu:/\n4:memory:/a/b\n0::/\n", DISK CPU V1, "/sys/fs/cgroup/memory/a/b",
		CGROUP_1 },
	{ "version 1, at its root", "4:memory:/\n", V1, "/sys/fs/cgroup/memory", CGROUP_1 },
	{ "controllers that share a hierarchy", "4:cpuset,memory,pids:/x\n",
		"35 31 0:32 / /cg rw - cgroup none rw,cpuset,memory,pids\n", "/cg/x", CGROUP_1 },
	{ "version 2", "0::/user.slice/run.scope\n", DISK V2, "/sys/fs/cgroup/user.slice/run.scope",
		CGROUP_2 },
	{ "version 2, at its root, without a last line end", "0::/", V2, "/sys/fs/cgroup",
		CGROUP_2 },
	{ "hybrid: memory is in version 1", "1:name=systemd:/s\n4:memory:/m\n0::/s\n",
		V1 "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
		"/sys/fs/cgroup/memory/m", CGROUP_1 },
	{ "hybrid: memory is in version 2", "1:name=systemd:/s\n0::/s\n",
		CPU "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
		"/sys/fs/cgroup/unified/s", CGROUP_2 },
	{ "a container that sees the host's paths", "4:memory:/docker/abc/sub\n",
		"35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
		"/sys/fs/cgroup/memory/sub", CGROUP_1 },
	{ "and is what the mount shows", "4:memory:/docker/abc\n",
		"35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
		"/sys/fs/cgroup/memory", CGROUP_1 },
	{ "a path that only begins alike", "4:memory:/docker/abcd\n",
		"35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", NULL,
		CGROUP_NONE },
	{ "a mount from outside of the namespace", "0::/\n",
		"24 23 0:22 /../../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", NULL,
		CGROUP_NONE },
	{ "a group outside of the namespace", "0::/../other\n", V2, NULL, CGROUP_NONE },
	{ "the second mount shows it", "4:memory:/b/c\n",
		"35 31 0:32 /a /one rw - cgroup cgroup rw,memory\n"
		"36 31 0:32 /b /two rw - cgroup cgroup rw,memory\n",
		"/two/c", CGROUP_1 },
	{ "blanks and backslashes in a mount", "0::/g\n",
		"24 23 0:22 / /mnt/a\\040b\\134c\\9 rw - cgroup2 cgroup2 rw\n", "/mnt/a b\\c\\9/g",
		CGROUP_2 },
	{ "colons and commas in a path", "4:memory:/a:b,memory\n", V1,
		"/sys/fs/cgroup/memory/a:b,memory", CGROUP_1 },
	{ "no cgroup is mounted", "4:memory:/\n0::/\n", DISK, NULL, CGROUP_NONE },
	{ "memory is not mounted", "5:cpu:/x\n", CPU V1, NULL, CGROUP_NONE },
	{ "a hierarchy of that name only", "4:name=memory:/x\n", V1, NULL, CGROUP_NONE },
	{ "a controller that begins alike", "4:memoryx,xmemory:/x\n", V1, NULL, CGROUP_NONE },
	{ "a file system that calls itself so", "4:memory:/x\n",
		"35 31 0:32 / /sys/fs/cgroup/memory rw - tmpfs cgroup rw,memory\n", NULL,
		CGROUP_NONE },
	{ "a mount named like the separator", "4:memory:/x\n",
		"35 31 0:32 / /a\\040-\\040cgroup rw - ext4 - rw,memory\n", NULL, CGROUP_NONE },
	{ "nothing", "", "", NULL, CGROUP_NONE },
	{ "lines without fields", "\n:\n::\n4:memory\n0::\n4:memory:relative\n", V1 V2, NULL,
		CGROUP_NONE },
	{ "mounts without fields", "4:memory:/x\n0::/x\n",
		"\n - \n - cgroup2\n35\n35 31 0:32 / - cgroup cgroup memory\n"
		"35 31 0:32 / relative rw - cgroup cgroup memory\n- cgroup2 - -\n",
		NULL, CGROUP_NONE },
	{ "a cut line, then a whole one", "0::/x\n", "24 23 0:22 / /sys/fs/cgr\n" V2,
		"/sys/fs/cgroup/x", CGROUP_2 },
	{ "a group of 2,080 bytes", "0::" LONG_2048 "\n", V2, NULL, CGROUP_NONE },
	{ "a mount of 2,080 bytes", "0::/\n",
		"24 23 0:22 / " LONG_2048 " rw - cgroup2 cgroup2 rw\n", NULL, CGROUP_NONE },
	{ "together 2,080 bytes", "0::" LONG_512 LONG_512 "\n",
		"24 23 0:22 / " LONG_512 LONG_512 " rw - cgroup2 cgroup2 rw\n", NULL, CGROUP_NONE },
};

static void own_groups(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct cgroup p;
		bool found = cgroup_find(&p, "memory", cases[i].groups, cases[i].mounts);

		if (found != (cases[i].own != NULL) || p.version != cases[i].version ||
			(found && strcmp(p.path, cases[i].own) != 0))
			fail_msg("%s: version %d in '%s'", cases[i].name, (int)p.version, p.path);
	}
}

/* What is no control group makes none, and nothing is left in it. */
static void elsewhere(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path = file_join(&mem, folder, "benchctl.1");
	struct memory_cgroup g;

	(void)state;
	for (enum cgroup_version v = CGROUP_NONE; v <= CGROUP_2; v++) {
		memory_cgroup_make(&g, v, path, "67108864");
		assert_int_equal(g.version, CGROUP_NONE);
		assert_false(file_exists(path));
		assert_false(memory_cgroup_breached(&g));
		assert_int_equal(memory_cgroup_vfork(&g), -1);
		memory_cgroup_remove(&g);
	}
	memory_cgroup_make(&g, CGROUP_2, "/proc/self/no/such", "67108864");
	assert_int_equal(g.version, CGROUP_NONE);
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_groups),
		cmocka_unit_test(elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
