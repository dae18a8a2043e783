#include "measure/generate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/rng.h"
#include "model/suite.h"

enum { LINE_WORDS = 12 };

static void random_bytes(FILE *f, struct rng *rng, size_t size)
{
	while (size) {
		uint64_t v = rng_next(rng);
		unsigned char bytes[sizeof v];
		size_t n = size < sizeof v ? size : sizeof v;

		for (size_t i = 0; i < sizeof v; i++) /* the same on any machine */
			bytes[i] = (unsigned char)(v >> (8 * i));
		fwrite(bytes, 1, n, f);
		size -= n;
	}
}

/* Puts s, or as much as is left to write. */
static void put(FILE *f, size_t *left, const char *s, size_t n)
{
	n = n < *left ? n : *left;
	fwrite(s, 1, n, f);
	*left -= n;
}

/* Lines of words of two to nine letters, common letters more often. */
static void text(FILE *f, struct rng *rng, size_t left)
{
	static const char letters[] = "eeeeeetttttaaaaooooiiiinnnnssshhhrrrdllucmfwygpbvk";
	size_t words = 0;

	while (left) {
		char word[12];
		size_t n = 2 + (size_t)rng_below(rng, 8);

		for (size_t i = 0; i < n; i++)
			word[i] = letters[rng_below(rng, sizeof letters - 1)];
		word[n] = ++words % LINE_WORDS ? ' ' : '\n';
		put(f, &left, word, n + 1);
	}
}

static void numbers(FILE *f, struct rng *rng, size_t left)
{
	while (left) {
		char line[24];
		int n = snprintf(line, sizeof line, "%u\n", (unsigned)rng_below(rng, 1000000000));

		put(f, &left, line, (size_t)n);
	}
}

static void zeros(FILE *f, size_t left)
{
	static const char block[4096];

	while (left)
		put(f, &left, block, sizeof block);
}

static int write_data(FILE *f, const struct data *d)
{
	struct rng rng = rng_seeded(d->seed);
	size_t size = (size_t)d->size;

	switch ((enum data_kind)d->kind) {
	case DATA_TEXT: text(f, &rng, size); break;
	case DATA_NUMBERS: numbers(f, &rng, size); break;
	case DATA_ZEROS: zeros(f, size); break;
	case DATA_RANDOM:
	default: random_bytes(f, &rng, size); break;
	}
	return ferror(f) || fflush(f) != 0 ? -1 : 0;
}

int generate_file(const struct data *d, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	char *temp = arena_printf(&mem, "%s.%08" PRIx64, d->path, rng_fresh_seed());
	const char *slash = strrchr(d->path, '/');
	struct stat st;
	int fault = 0;
	FILE *f;

	if (stat(d->path, &st) == 0 && st.st_size == (off_t)d->size)
		return 0;
	if (file_mkdirs(arena_copy(&mem, d->path, (size_t)(slash - d->path)), err) < 0)
		return -1;
	f = fopen(temp, "wxe");
	if (!f)
		return error_set(err, "cannot generate %s: %s", d->path, strerror(errno));
	if (write_data(f, d) < 0)
		fault = errno;
	if (fclose(f) != 0 && !fault)
		fault = errno;
	if (!fault && rename(temp, d->path) < 0)
		fault = errno;
	if (!fault)
		return 0;
	unlink(temp);
	return error_set(err, "cannot generate %s: %s", d->path, strerror(fault));
}
