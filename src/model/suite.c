#include "model/suite.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cpus.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/config.h"
#include "model/host.h"
#include "model/parallel.h"

enum { CONFIG_BYTES_MAX = 16 << 20, INCLUDE_DEPTH = 8, INCLUDES_MAX = 1000 };

static int read_disk(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
	size_t max, struct error *err)
{
	(void)ctx;
	return file_read(text, n, mem, path, max, err);
}
static const struct suite_source disk = { .read = read_disk };

struct loading {
	const struct suite_source *source;
	struct config_file file; /* the one given on the command line */
	struct config_file *now; /* the one being read */
	size_t includes;
	bool overdone; /* no more of them are read */
	const char *digests;
	struct variants variants;
	struct config_section section;
	const struct kind *const *kinds;
	void *blank; /* an entry with the defaults of the table, to be copied */
	struct arena *mem;
	struct problems *problems;
	struct problems *idle; /* options that have no effect */
};

/* Entries start from the file's defaults, everything else from the table's. */
static void fill(void *ctx, const struct section *s, void *dst)
{
	struct loading *l = ctx;

	/* These were filled before, for files that do not have them. */
	if (s == l->section.root || s == &config_header || s == &lifecycle_section ||
		s == &gate_section || s == &config_results)
		return;
	if (s != l->section.entry) {
		section_defaults(s, dst, l->mem);
		return;
	}
	if (!l->blank) {
		l->blank = arena_alloc(l->mem, s->size);
		section_defaults(s, l->blank, l->mem);
	}
	memcpy(dst, l->blank, s->size);
	memcpy((char *)dst + l->section.life_at, &l->now->suite.defaults,
		sizeof l->now->suite.defaults);
}

/* Where the checks of a file look for its keys; notes those without effect. Rows of `defaults:` may
 * have theirs by what benchmarks add. */
static void note_place(void *ctx, const struct option_place *p)
{
	const struct section *s = p->section;
	struct loading *l = ctx;
	const struct option *other;
	const char *chosen = NULL;

	if (s == l->section.root || s == &config_header || s == &lifecycle_section ||
		s == l->section.entry)
		*ARENA_PUSH(l->mem, &l->now->places) = (struct place){ p->option, p->at, p->of };
	if (s == &lifecycle_section || !(other = option_obstacle(s, p->dst, p->option)))
		return;
	if (other->type == OPTION_CHOICE)
		chosen = option_text(l->mem, other, (const char *)p->dst + other->offset, false);
	if (*p->option->needs == '!')
		problem_at(l->idle, &p->at,
			"'%s' has no effect beside '%s%s%s'; remove one of them", p->option->name,
			other->name, chosen ? ": " : "", chosen ? chosen : "");
	else
		problem_at(l->idle, &p->at,
			"'%s' has no effect without '%s'; remove it, or add '%s'", p->option->name,
			other->name, other->name);
}

/* By an absolute path, because commands run in many folders. */
static const char *data_dir(struct arena *mem, const char *output_dir)
{
	return file_join(mem, file_absolute(mem, output_dir), "data");
}

static size_t variants(void *ctx, const struct section *s, const void *element,
	const struct pairs **variables)
{
	struct loading *l = ctx;

	if (s != l->section.entry)
		return 0;
	if (!l->variants.data_dir)
		l->variants.data_dir = data_dir(l->mem, l->file.suite.output_dir);
	return variants_of(&l->variants, element, variables, l->problems);
}

static void variant(void *ctx, void *element, size_t k)
{
	struct loading *l = ctx;

	variants_take(&l->variants, element,
		(struct lifecycle *)(void *)((char *)element + l->section.life_at), k);
}

static void used(void *ctx, const void *first, const struct pairs *variables, const bool *names)
{
	const struct entry *e = first;
	struct loading *l = ctx;

	/* Nobody knows what a value that could not be read would have used. */
	if (!problem_among(l->problems, e->item.line, UINT_MAX, ""))
		variants_check_used(e, l->now, variables, names, l->idle);
}

static void check_life(struct loading *l, const struct lifecycle *life, const struct item *at)
{
	const char *why;
	cpu_set_t cpus;

	if (life->process.cpus && (why = cpus_parse(&cpus, life->process.cpus)))
		problem_at(l->problems, at, "cpus: '%s' %s", life->process.cpus, why);
}

static const char *first_keys(struct loading *l)
{
	struct words keys = { 0 };

	for (size_t i = 0; l->kinds[i]; i++) {
		const struct section *s = l->kinds[i]->options;
		size_t n = l->kinds[i]->ways ? l->kinds[i]->ways : 1;

		for (size_t k = 0; k < s->n && k < n; k++)
			words_push(l->mem, &keys, s->rows[k].name);
	}
	return words_list(l->mem, &keys);
}

/* Which kind the given rows belong to, and the first of them; notes none and more than one. */
static const struct kind *find_kind(struct loading *l, const struct entry *e, unsigned end,
	size_t *which, const char **by)
{
	const struct kind *found = NULL;
	size_t row = config_entry.n + lifecycle_section.n;

	for (size_t i = 0; l->kinds[i]; i++) {
		const struct section *s = l->kinds[i]->options;

		for (size_t k = 0; k < s->n; k++, row++) {
			if (!option_given(&e->given, row))
				continue;
			if (found && found != l->kinds[i])
				problem_at(l->problems, &e->item,
					"'%s' and '%s' exclude each other; "
					"a benchmark has one kind",
					*by, s->rows[k].name);
			else if (!found)
				*by = s->rows[k].name;
			found = l->kinds[i];
			*which = i;
		}
	}
	/* An unknown key may be the missing one, misspelt. */
	if (!found && !problem_among(l->problems, e->item.line, end, "unknown key "))
		problem_at(l->problems, &e->item, "%s has nothing to run; give one of: %s",
			e->name ? e->name : "this benchmark", first_keys(l));
	return found;
}

/* end: the line on which the next entry begins. */
static void take_entry(struct loading *l, const char *base, unsigned end)
{
	const struct entry *e = (const void *)base;
	struct benchmark *b = ARENA_PUSH(l->mem, &l->file.suite);
	const char *why, *by = NULL;
	size_t which = 0;

	b->item = e->item;
	memcpy(&b->life, base + l->section.life_at, sizeof b->life);
	b->id = e->name ? e->name : "";
	b->group = e->group ? e->group : b->id;
	if (e->variant)
		b->parameters = e->variant->parameters;
	b->tags = e->tags;
	parallel_read_resources(b, &e->resources, l->problems);
	b->data = e->data;
	b->service = config_service(e);
	b->scaling = e->scaling;
	b->metric = e->metric;
	if (e->work && (why = work_parse(&b->work, l->mem, e->work)))
		problem_at(l->problems, &e->item, "work: '%s' %s", e->work, why);
	b->kind = find_kind(l, e, end, &which, &by);
	b->options = base + l->section.kind_at[which];
	b->written = base;
	if (!e->name)
		problem_at(l->problems, &e->item,
			"a benchmark without a name; give it one: name: parse/small");
	else if ((why = benchmark_id_fault(e->name)))
		problem_at(l->problems, &e->item, "the name '%s' %s", e->name, why);
	if (b->life.process.cpus !=
		l->now->suite.defaults.process.cpus) /* which are checked once */
		check_life(l, &b->life, &b->item);
	if (!b->kind)
		return;
	kind_check(l->now, b, e, by, l->idle);
	kind_place_artifacts(b, &e->item, l->problems);
	kind_drop(b, l->mem);
}

static unsigned line_of(const struct items *entries, size_t size, size_t i)
{
	return ((const struct item *)(const void *)((const char *)entries->v + i * size))->line;
}

/* Variants of one benchmark share their line, and so may many benchmarks. */
static void take_entries(struct loading *l, const struct items *entries)
{
	size_t size = l->section.entry->size, next = 0;

	l->overdone = l->overdone || l->file.suite.n + entries->n > BENCHMARKS_MAX;
	if (l->overdone) {
		problem_at(l->problems, NULL, "more than %d benchmarks in the suite",
			BENCHMARKS_MAX);
		return;
	}
	for (size_t i = 0; i < entries->n; i++) {
		unsigned line = line_of(entries, size, i);

		while (next < entries->n && line_of(entries, size, next) <= line)
			next++;
		take_entry(l, (const char *)entries->v + i * size,
			next < entries->n ? line_of(entries, size, next) : UINT_MAX);
	}
}

/* The defaults of a file are for its own benchmarks and those of the files that it includes: all
 * from the `first` on. */
static void check_defaults(struct loading *l, const struct config_file *f, size_t first)
{
	const struct item *cpus = config_place(f, &lifecycle_section, "cpus");

	if (cpus)
		check_life(l, &f->suite.defaults, cpus);
	for (size_t i = 0; i < f->places.n; i++) {
		const struct place *p = &f->places.v[i];

		if (p->option >= lifecycle_section.rows &&
			p->option < lifecycle_section.rows + lifecycle_section.n)
			kind_check_default(&l->file.suite, first, p->option, &f->suite.defaults,
				&p->at, l->idle);
	}
}

/* What has no effect in this suite. */
static void check_idle(struct loading *l)
{
	const struct suite *s = &l->file.suite;

	if (s->max_parallel && s->schedule != SCHEDULE_PARALLEL)
		problem_at(l->idle, config_place(&l->file, &config_header, "max_parallel"),
			"'max_parallel' has no effect without 'schedule: parallel'; remove it, "
			"or add 'schedule: parallel'");
	service_check_reuse(s, l->idle);
	variants_check_scaling(s, l->idle);
}

static void check_suite(struct loading *l)
{
	struct suite *s = &l->file.suite;

	config_check_header(&l->file, l->problems);
	if (s->n == 0)
		problem_at(l->problems, NULL,
			"the suite is empty; add: suite: [{ name: hello, command: ./hello }], "
			"or stages:");
	else
		check_defaults(l, &l->file, 0);
	leak_check(s, l->problems);
	service_resolve(s, l->problems);
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind && s->v[i].kind->check)
			s->v[i].kind->check(&s->v[i], l->problems, l->idle);
	check_idle(l);
	config_check_ids(&l->file, l->problems);
}

/* What only the first file may say. */
static void check_included(struct loading *l, const struct config_file *f)
{
	static const char *const allowed[] = { "defaults", "suite", "include", NULL };
	const struct section *root = l->section.root;

	for (size_t i = 0; i < root->n; i++)
		if (text_choice(allowed, root->rows[i].name) < 0 && option_given(&f->given, i))
			problem_at(l->problems, config_place(f, root, root->rows[i].name),
				"'%s' belongs in the file that includes this one",
				root->rows[i].name);
}

static int read_file(struct loading *l, struct config_file *f, const char *path, int depth,
	struct error *err);

static void read_includes(struct loading *l, const struct config_file *f, const char *path,
	int depth)
{
	const char *folder = file_folder(l->mem, path);

	for (size_t i = 0; i < f->include.n && !l->overdone; i++) {
		struct config_file included = { .suite = { .defaults = f->suite.defaults } };
		struct error err;

		/* Each file may name several, so the first that goes too far is the last. */
		l->overdone = depth == INCLUDE_DEPTH || ++l->includes > INCLUDES_MAX;
		if (l->overdone)
			error_set(&err,
				"more than %d files, or %d deep; do they include each other?",
				INCLUDES_MAX, INCLUDE_DEPTH);
		else if (read_file(l, &included, file_join(l->mem, folder, f->include.v[i]),
				 depth + 1, &err) == 0)
			continue;
		l->problems->file = path;
		problem_at(l->problems, config_place(f, l->section.root, "include"), "include: %s",
			err.text);
	}
}

/* Reads one file and what it includes; their benchmarks go to the suite of the first. */
static int read_file(struct loading *l, struct config_file *f, const char *path, int depth,
	struct error *err)
{
	const struct option_start start = { fill, variants, variant, used, note_place, l };
	size_t problems = l->problems->n, first = l->file.suite.n, n;
	char *text;

	if (l->source->read(l->source->ctx, &text, &n, l->mem, path, CONFIG_BYTES_MAX, err) < 0)
		return -1;
	l->now = f;
	l->problems->file = path;
	option_read_yaml(f, l->section.root, &start, text, n, l->problems);
	l->digests = arena_printf(l->mem, "%s%s\n", l->digests, digest_hex(l->mem, text, n));
	take_entries(l, &f->entries);
	if (depth)
		check_included(l, f);
	problem_sort(l->problems, problems);
	read_includes(l, f, path, depth);
	l->problems->file = path;
	if (depth && (l->problems->n == problems || l->file.suite.n > first))
		check_defaults(l, f, first);
	return 0;
}

int suite_load(struct suite *s, struct arena *mem, const char *path,
	const struct suite_source *source, const struct kind *const *kinds,
	struct problems *problems, struct error *err)
{
	struct problems unheard = { .mem = mem };
	struct loading l = { .source = source ? source : &disk,
		.section = config_section(mem, kinds),
		.kinds = kinds,
		.mem = mem,
		.problems = problems,
		.idle = source && source->is_base ? &unheard : problems,
		.digests = "",
		.variants = { .mem = mem } };
	size_t before;

	section_defaults(l.section.root, &l.file, mem);
	if (read_file(&l, &l.file, path, 0, err) < 0)
		return -1;
	problems->file = path;
	before = problems->n;
	l.file.suite.path = path;
	l.file.suite.section = l.section;
	l.file.suite.digest = digest_hex(mem, l.digests, strlen(l.digests));
	workflow_resolve(&l.file.suite, kinds, problems);
	if (problems->n == 0 || l.file.suite.n)
		check_suite(&l);
	problem_sort(problems, before);
	*s = l.file.suite;
	return 0;
}
