/* The main of a fuzz target without libFuzzer: every file of its corpus, or those that are named,
 * goes through it once. It says so as cmocka does, for ci/run-unit. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>

enum { BYTES_MAX = 16 << 20 };

static void replay(const char *path)
{
	FREES_ARENA struct arena mem = { 0 };
	struct error err;
	char *data;
	uint8_t *exact;
	size_t n;

	if (file_read(&data, &n, &mem, path, BYTES_MAX, &err) < 0)
		die("%s", err.text);
	/* Without the NUL behind it, as libFuzzer has it. */
	exact = malloc(n ? n : 1);
	if (!exact)
		die("out of memory");
	if (n)
		memcpy(exact, data, n);
	/* Printed before, because a finding ends the process. */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static int is_file(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static size_t replay_folder(const char *folder)
{
	FREES_ARENA struct arena mem = { 0 };
	struct dirent **entries;
	int n = scandir(folder, &entries, is_file, alphasort);

	if (n < 0)
		die("%s: %s", folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		replay(file_join(&mem, folder, entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return (size_t)n;
}

int main(int argc, char **argv)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *name = strrchr(argv[0], '/');
	size_t n = 0;

	name = name ? name + 1 : argv[0];
	name += strncmp(name, "fuzz_", 5) == 0 ? 5 : 0;
	if (argc < 2)
		n = replay_folder(file_join(&mem, "tests/fuzz/corpus", name));
	for (int i = 1; i < argc; i++, n++)
		replay(argv[i]);
	printf("[  PASSED  ] %zu test(s).\n", n);
	return n ? 0 : 1;
}
