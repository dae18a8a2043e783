/* go test -json -bench: events, one per line, with pieces of what go test prints. Packages that run
 * at the same time have theirs in turn. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/record.h"
#include "base/text.h"
#include "import/framework/go_test.h"
#include "import/read/lines.h"

struct event {
	const char *action, *package, *output;
};
static const struct field event[] = {
	{ "Action", FIELD_TEXT, offsetof(struct event, action) },
	{ "Package", FIELD_TEXT, offsetof(struct event, package) },
	{ "Output", FIELD_TEXT, offsetof(struct event, output) },
	{ NULL },
};

struct package {
	const char *name;
	struct memory_file text;
};
enum { PACKAGES_MAX = 10000 };
struct packages {
	struct package v[PACKAGES_MAX];
	size_t n, last;
};

static struct package *package_of(struct packages *all, struct arena *mem, const char *name)
{
	for (size_t i = 0; i < all->n; i++) {
		size_t at = (all->last + i) %
			all->n; /* events of one package are mostly together */

		if (strcmp(all->v[at].name, name) == 0) {
			all->last = at;
			return &all->v[at];
		}
	}
	if (all->n == PACKAGES_MAX)
		return NULL;
	all->last = all->n++;
	all->v[all->last].name = arena_string(mem, name);
	memory_file_open(&all->v[all->last].text);
	fprintf(all->v[all->last].text.f, "pkg: %s\n", name);
	return &all->v[all->last];
}

static void take_event(struct packages *all, const struct lines *l, struct part line)
{
	FREES_ARENA struct arena own = { 0 };
	struct event e = { 0 };
	struct package *p;

	lines_object(l, line, event, &e, &own);
	if (!text_equal(e.action, "output") || !e.output)
		return;
	p = package_of(all, l->in->scratch, e.package ? e.package : "");
	if (p)
		fputs(e.output, p->text.f);
	else
		import_refuse(l->in, 0, "has more than %d packages", PACKAGES_MAX);
}

static void read_go_json(struct import *in)
{
	struct packages *all = arena_alloc(in->scratch, sizeof *all);
	FREES_MEMORY_FILE struct memory_file text = MEMORY_FILE(text);
	struct lines lines;
	struct part line;

	lines_open(&lines, in);
	/* The go command itself prints lines that are not JSON. */
	while (lines_next(&lines, &line))
		if (line.n && *line.v == '{')
			take_event(all, &lines, line);
	for (size_t i = 0; i < all->n; i++) {
		memory_file_end(&all->v[i].text);
		fwrite(all->v[i].text.data, 1, all->v[i].text.n, text.f);
		memory_file_free(&all->v[i].text);
	}
	memory_file_end(&text);
	in->line = 1;
	go_test_read(in, text.data, text.n);
}

const struct importer go_json_importer = {
	.name = "go-test-json",
	.repeats = true,
	.help = "go test -json -bench . -count 10",
	.first = '{',
	.has = { "\"Action\"", "\"Package\"" },
	.because = "it has the events of go test -json",
	.read = read_go_json,
};
