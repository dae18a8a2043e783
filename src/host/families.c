#include "host/families.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "load/histogram.h"

enum { SENTENCE = 1500 };

/* make WITH_NET=0 and the like leave one out. */
const struct benchctl_kind *const families[] = {
#ifndef WITHOUT_CPU
	&cpu_family,
#endif
#ifndef WITHOUT_MEMORY
	&memory_family,
#endif
#ifndef WITHOUT_DISK
	&disk_family,
#endif
#ifndef WITHOUT_NET
	&network_family,
#endif
#ifndef WITHOUT_SYSCALL
	&syscall_family,
#endif
	NULL,
};

const struct benchctl_kind *families_find(const char *name)
{
	for (size_t i = 0; families[i]; i++)
		if (strcmp(families[i]->name, name) == 0)
			return families[i];
	return NULL;
}

const char *families_list(struct arena *mem)
{
	struct words names = { 0 };

	for (size_t i = 0; families[i]; i++)
		words_push(mem, &names, families[i]->name);
	return words_list(mem, &names);
}

void *family_state(void **out, size_t size)
{
	*out = calloc(1, size);
	if (!*out)
		die_of_memory(size);
	return *out;
}

int family_fail(struct benchctl_sink *sink, const char *format, ...)
{
	char text[SENTENCE];

	TEXT_FORMAT(text, format);
	return sink->fail(sink, text);
}

void family_warn(struct benchctl_sink *sink, const char *format, ...)
{
	char text[SENTENCE];

	TEXT_FORMAT(text, format);
	sink->warn(sink, text);
}

void family_note(struct benchctl_sink *sink, const char *format, ...)
{
	char text[SENTENCE];

	TEXT_FORMAT(text, format);
	sink->note(sink, text);
}

void family_histogram(struct benchctl_sink *sink, const struct benchctl_metric *metric,
	const struct histogram *h, unsigned calls)
{
	FREES_ARENA struct arena mem = { 0 };
	struct benchctl_bucket *v = arena_array(&mem, HISTOGRAM_BUCKETS, sizeof *v);

	sink->histogram(sink, metric, v, histogram_buckets(v, h, 1e-9 / calls));
}

static const char *name_of(const void *rows, size_t i, size_t size)
{
	return *(const char *const *)(const void *)((const char *)rows + i * size);
}

int family_choose(unsigned *chosen, const char *option, const char *list, const void *rows,
	size_t n, size_t size, struct benchctl_sink *sink)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words names = { 0 };

	for (size_t i = 0; i < n; i++)
		words_push(&mem, &names, name_of(rows, i, size));
	*chosen = 0;
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ","), i = 0;

		while (i < n && (strncmp(names.v[i], at, length) != 0 || names.v[i][length]))
			i++;
		if (i < n)
			*chosen |= 1U << i;
		else if (length == 3 && strncmp(at, "all", 3) == 0)
			*chosen = (1U << n) - 1;
		else
			return family_fail(sink, "%s: '%.*s' is not one of: all, %s", option,
				(int)length, at, words_list(&mem, &names));
		at += length;
		if (!*at)
			return 0;
	}
}
