/* Criterion.rs: the folder target/criterion, a benchmark's folder in it, or its "new"; and
 * cargo-criterion --message-format=json, one object per line. In nanoseconds. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "import/read/objects.h"

enum { FOLDERS_DEEP = 16 };

struct entry {
	const char *reason, *id, *title, *unit;
	struct figures figures;
	struct numbers iterations, times;
};

/* A time covers all iterations of its sample. */
static void add_samples(struct import *in, struct result *r, const struct entry *e,
	const char *metric, const char *unit)
{
	if (e->iterations.n != e->times.n)
		import_refuse(in, 0, "'%.200s' has %zu count%s of iterations for %zu sample%s",
			r->id, e->iterations.n, text_s(e->iterations.n), e->times.n,
			text_s(e->times.n));
	for (size_t i = 0; i < e->times.n && !import_ended(in); i++)
		import_sample(in, r, metric, unit, BETTER_LOWER,
			e->times.v[i] / e->iterations.v[i]);
}

static void add_entry(struct import *in, const struct entry *e)
{
	const char *unit = e->unit ? e->unit : "ns";
	const struct unit *known = unit_find(unit);
	/* Criterion can measure other things, such as cycles. */
	const char *metric = known && known->dim == DIM_TIME ? "time" : "measurement";
	struct result *r = import_result(in, e->id ? e->id : "");

	if (e->times.n)
		add_samples(in, r, e, metric, unit);
	else
		import_figures(in, r, metric, unit, BETTER_LOWER, &e->figures);
}

#define AT(member) offsetof(struct entry, member)
static const struct field interval[] = {
	{ "lower_bound", FIELD_NUMBER, AT(figures.lo) },
	{ "upper_bound", FIELD_NUMBER, AT(figures.hi) },
	{ "confidence_level", FIELD_NUMBER, AT(figures.level) },
	{ NULL },
};
static const struct field mean[] = { { "point_estimate", FIELD_NUMBER, AT(figures.mean) },
	{ NULL } };
static const struct field median[] = {
	{ "point_estimate", FIELD_NUMBER, AT(figures.median) },
	{ "confidence_interval", FIELD_RECORD, .fields = interval },
	{ NULL },
};
static const struct field deviation[] = { { "point_estimate", FIELD_NUMBER, AT(figures.sd) },
	{ NULL } };

/* Everything read from a benchmark's files; no two files share a key. */
static const struct field folder[] = {
	{ "full_id", FIELD_TEXT, AT(id) }, /* benchmark.json */
	{ "title", FIELD_TEXT, AT(title) },
	{ "iters", FIELD_NUMBERS, AT(iterations) }, /* sample.json */
	{ "times", FIELD_NUMBERS, AT(times) },
	{ "mean", FIELD_RECORD, .fields = mean }, /* estimates.json */
	{ "median", FIELD_RECORD, .fields = median },
	{ "std_dev", FIELD_RECORD, .fields = deviation },
	{ NULL },
};

/* Reads one of the files if it exists. */
static void read_part(struct entry *e, struct import *in, const char *dir, const char *name,
	struct arena *own)
{
	const char *path = file_join(own, dir, name);
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	CLOSES_JSON struct json j = { 0 };
	const char *key;

	if (fd < 0 && errno != ENOENT && !in->failed)
		in->failed = error_set(in->err, "%s: %s", path, strerror(errno)) < 0;
	if (fd < 0 || in->failed)
		return;
	json_open_fd(&j, arena_string(in->scratch, path), fd, IMPORT_BYTES_MAX);
	j.foreign = true;
	json_object(&j);
	while ((key = json_key(&j)))
		if (!record_member(&j, folder, key, e, own))
			json_skip(&j);
	in->failed = json_end(&j, in->err) < 0;
}

static bool is_measured(struct arena *mem, const char *dir)
{
	return file_exists(file_join(mem, dir, "sample.json")) ||
		file_exists(file_join(mem, dir, "estimates.json"));
}

/* Criterion numbers a title that it has used before: "med #2". It cuts long titles. */
static const char *number_of(const char *title)
{
	const char *at = title ? strrchr(title, ' ') : NULL;

	return at && at[1] == '#' && at[2] && strspn(at + 2, "0123456789") == strlen(at + 2) ? at
											     : "";
}

static void read_new(struct import *in, const char *dir, const char *fallback)
{
	FREES_ARENA struct arena own = { 0 };
	struct entry e = { .figures = NO_FIGURES };

	read_part(&e, in, dir, "benchmark.json", &own);
	read_part(&e, in, dir, "estimates.json", &own);
	read_part(&e, in, dir, "sample.json", &own);
	e.id = e.id ? arena_printf(&own, "%s%s", e.id, number_of(e.title)) : fallback;
	add_entry(in, &e);
}

/* The folders in a folder, sorted; not those behind links, which may lead back. -1 with errno. */
static int folders_in(struct words *folders, struct arena *mem, const char *dir)
{
	struct words all = { 0 };
	struct stat st;

	*folders = (struct words){ 0 };
	if (file_names(&all, mem, dir) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if (*all.v[i] != '.' && lstat(file_join(mem, dir, all.v[i]), &st) == 0 &&
			S_ISDIR(st.st_mode))
			words_push(mem, folders, all.v[i]);
	return 0;
}

static void walk(struct import *in, const char *dir, const char *id, int deep)
{
	FREES_ARENA struct arena own = { 0 };
	const char *inner = file_join(&own, dir, "new");
	struct words folders;

	if (is_measured(&own, inner))
		read_new(in, inner, *id ? id : dir);
	if (in->failed || deep == FOLDERS_DEEP)
		return;
	if (folders_in(&folders, &own, dir) < 0)
		in->failed = error_set(in->err, "%s: %s", dir, strerror(errno)) < 0;
	for (size_t i = 0; i < folders.n && !in->failed; i++)
		if (strcmp(folders.v[i], "new") != 0)
			walk(in, file_join(&own, dir, folders.v[i]),
				text_also(&own, id, "/", folders.v[i]), deep + 1);
}

static void read_folder(struct import *in, const char *path)
{
	if (is_measured(in->scratch, path))
		read_new(in, path, path);
	else
		walk(in, path, "", 0);
}

/* Whether the folder, or a folder below it down to that depth, has results. */
static bool has_new(const char *dir, int deep)
{
	FREES_ARENA struct arena own = { 0 };
	bool found = is_measured(&own, file_join(&own, dir, "new"));
	struct words folders = { 0 };

	if (!found && deep > 0)
		folders_in(&folders, &own, dir);
	for (size_t i = 0; i < folders.n && !found; i++)
		found = has_new(file_join(&own, dir, folders.v[i]), deep - 1);
	return found;
}

static const char *detect_folder(const char *path)
{
	FREES_ARENA struct arena own = { 0 };

	return is_measured(&own, path) || has_new(path, 4) ? "it has Criterion's folders \"new\""
							   : NULL;
}

static void read_no_file(struct import *in)
{
	import_refuse(in, 0,
		"Criterion's results are in a folder; name it, such as target/criterion");
}

const struct importer criterion_importer = {
	.name = "criterion",
	.help = "Criterion.rs, its folder target/criterion",
	.read = read_no_file,
	.detect_folder = detect_folder,
	.read_folder = read_folder,
};

static const struct field line_mean[] = { { "estimate", FIELD_NUMBER, AT(figures.mean) },
	{ NULL } };
static const struct field line_median[] = {
	{ "estimate", FIELD_NUMBER, AT(figures.median) },
	{ "lower_bound", FIELD_NUMBER, AT(figures.lo) },
	{ "upper_bound", FIELD_NUMBER, AT(figures.hi) },
	{ NULL },
};
static const struct field line[] = {
	{ "reason", FIELD_TEXT, AT(reason) },
	{ "id", FIELD_TEXT, AT(id) },
	{ "unit", FIELD_TEXT, AT(unit) },
	{ "iteration_count", FIELD_NUMBERS, AT(iterations) },
	{ "measured_values", FIELD_NUMBERS, AT(times) },
	{ "mean", FIELD_RECORD, .fields = line_mean },
	{ "median", FIELD_RECORD, .fields = line_median },
	{ NULL },
};

static void read_lines(struct import *in)
{
	struct json *j = import_json(in);

	do {
		FREES_ARENA struct arena own = { 0 };
		struct entry e = { .figures = NO_FIGURES };

		record_read(j, line, &e, &own);
		if (text_equal(e.reason, "benchmark-complete"))
			add_entry(in, &e);
	} while (json_peek(j) == JSON_OBJECT);
}

const struct importer cargo_criterion_importer = {
	.name = "cargo-criterion",
	.help = "cargo criterion --message-format=json",
	.first = '{',
	.has = { "\"reason\"" },
	.any = (const char *const[]){ "\"benchmark-complete\"", "\"measured_values\"", NULL },
	.because = "its \"reason\" is \"benchmark-complete\"",
	.read = read_lines,
};
