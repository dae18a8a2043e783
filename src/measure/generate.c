#include "measure/fixtures.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/rng.h"
#include "model/suite.h"
#include "process/interrupt.h"
#include "process/signal_name.h"

enum { LINE_WORDS = 12, BLOCK = 1 << 20 /* bytes between two looks for a signal */ };

/* The file, and what is left to write; a signal leaves nothing. */
struct target {
	FILE *f;
	size_t left, unchecked;
	int signal;
};

/* Puts s, or as much as is left to write. */
static void put(struct target *t, const void *s, size_t n)
{
	n = n < t->left ? n : t->left;
	fwrite(s, 1, n, t->f);
	t->left -= n;
	t->unchecked += n;
	if (t->unchecked < BLOCK)
		return;
	t->unchecked = 0;
	t->signal = interrupt_pending();
	if (t->signal || ferror(t->f))
		t->left = 0;
}

static void random_bytes(struct target *t, struct rng *rng)
{
	while (t->left) {
		uint64_t v = rng_next(rng);
		unsigned char bytes[sizeof v];

		for (size_t i = 0; i < sizeof v; i++) /* the same on any machine */
			bytes[i] = (unsigned char)(v >> (8 * i));
		put(t, bytes, sizeof bytes);
	}
}

/* Lines of words of two to nine letters, common letters more often. */
static void text(struct target *t, struct rng *rng)
{
	static const char letters[] = "eeeeeetttttaaaaooooiiiinnnnssshhhrrrdllucmfwygpbvk";
	size_t words = 0;

	while (t->left) {
		char word[12];
		size_t n = 2 + (size_t)rng_below(rng, 8);

		for (size_t i = 0; i < n; i++)
			word[i] = letters[rng_below(rng, sizeof letters - 1)];
		word[n] = ++words % LINE_WORDS ? ' ' : '\n';
		put(t, word, n + 1);
	}
}

static void numbers(struct target *t, struct rng *rng)
{
	while (t->left) {
		char line[24];
		int n = snprintf(line, sizeof line, "%u\n", (unsigned)rng_below(rng, 1000000000));

		put(t, line, (size_t)n);
	}
}

static void zeros(struct target *t)
{
	static const char block[4096];

	while (t->left)
		put(t, block, sizeof block);
}

/* 0 or an errno. */
static int write_data(struct target *t, const struct data *d)
{
	struct rng rng = rng_seeded(d->seed);

	errno = 0;
	switch ((enum data_kind)d->kind) {
	case DATA_TEXT: text(t, &rng); break;
	case DATA_NUMBERS: numbers(t, &rng); break;
	case DATA_ZEROS: zeros(t); break;
	case DATA_RANDOM:
	default: random_bytes(t, &rng); break;
	}
	if (fflush(t->f) == 0 && !ferror(t->f))
		return t->signal ? EINTR : 0;
	return errno ? errno : EIO;
}

int generate_file(const struct data *d, struct error *err)
{
	struct target t = { .left = (size_t)d->size };
	struct file_draft draft;
	struct stat st;
	int copy, fault;

	if (stat(d->path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == (off_t)d->size)
		return 0;
	if (file_mkdirs_of(d->path, err) < 0 || file_draft_open(&draft, d->path, err) < 0)
		return -1;
	copy = fcntl(draft.fd, F_DUPFD_CLOEXEC, 0);
	t.f = copy >= 0 ? fdopen(copy, "w") : NULL;
	fault = t.f ? write_data(&t, d) : errno;
	if (t.f)
		fclose(t.f);
	else
		fd_close(&copy);
	if (file_draft_end(&draft, d->path, fault, err) == 0)
		return 0;
	return t.signal ? error_set(err, "generating %s was interrupted by SIG%s", d->path,
				  signal_word(t.signal))
			: -1;
}
