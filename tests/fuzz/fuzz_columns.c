/* CSV files of any origin, by column: as plots and pages read them. */
#include "fuzz.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/plot/columns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const int fd = memfd_create("csv", MFD_CLOEXEC);
	const char *path = arena_printf(&mem, "/proc/self/fd/%d", fd);
	const struct column *found;
	struct columns c;
	struct error err = { 0 };

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	if (columns_read(&c, &mem, path, &err) < 0)
		FUZZ_CHECK(*err.text);
	else
		for (size_t i = 0; i < c.n; i++) {
			size_t numbers = 0;

			for (size_t k = 0; k < c.rows; k++)
				numbers += !isnan(c.v[i].v[k]);
			FUZZ_CHECK(numbers <= c.rows);
			if (columns_find(&found, &c, &mem, c.v[i].name, &err) == 0)
				FUZZ_CHECK(found >= c.v && found < c.v + c.n);
		}
	close(fd);
	return 0;
}
