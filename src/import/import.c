/* Reads the input and detects its format. */
#include "import/importer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "import/read/objects.h"
#include "import/read/picks.h"
#include "import/read/table.h"
#include "import/read/xml_reader.h"

enum { HEAD_BYTES = 8192 };
#define UTF_16 "UTF-16 text, as PowerShell writes it; convert it: iconv -f UTF-16 -t UTF-8"

#define ADDRESS(name) &name##_importer
const struct importer *const importers[] = { IMPORTERS(ADDRESS), NULL };

const struct importer *importer_find(const char *name)
{
	for (size_t i = 0; importers[i]; i++)
		if (strcmp(importers[i]->name, name) == 0)
			return importers[i];
	return NULL;
}

bool import_ended(const struct import *in)
{
	return in->failed || in->json.failed;
}

void import_refuse(struct import *in, size_t line, const char *fmt, ...)
{
	char text[sizeof in->err->text];

	if (import_ended(in))
		return;
	TEXT_FORMAT(text, fmt);
	if (line)
		error_set(in->err, "%s:%zu: %s", in->name, line, text);
	else
		error_set(in->err, "%s: %s", in->name, text);
	in->failed = in->json.failed = true;
}

struct json *import_json(struct import *in)
{
	if (in->fd >= 0)
		json_open_fd(&in->json, in->name, in->fd, IMPORT_BYTES_MAX);
	else
		json_open_text(&in->json, in->name, in->text, in->n);
	in->json.foreign = true;
	in->json.line = in->line;
	in->json.failed = in->failed;
	return &in->json;
}

/* How many bytes before the first line with text: a byte order mark and blank lines. */
static size_t blank_start(const char *head, size_t n, size_t *line)
{
	size_t at = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, begin = at;

	for (*line = 1; at < n && strchr(" \t\r\n", head[at]); at++)
		if (head[at] == '\n') {
			begin = at + 1;
			++*line;
		}
	return at < n && strchr("{[<", head[at]) ? at : begin;
}

/* The kind of a file that is not UTF-8 text, and how to convert it; NULL: it may be such text. */
static const char *other_bytes(const char *head, size_t n)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *what;
	} rows[] = {
		{ "\xff\xfe\0\0", 4, "UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8" },
		{ "\0\0\xfe\xff", 4, "UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8" },
		{ "\xff\xfe", 2, UTF_16 },
		{ "\xfe\xff", 2, UTF_16 },
		{ "\x1f\x8b", 2, "compressed; uncompress it: gunzip" },
		{ "\x28\xb5\x2f\xfd", 4, "compressed; uncompress it: unzstd" },
		{ "\xfd"
		  "7zXZ",
			5, "compressed; uncompress it: unxz" },
		{ "PK\3\4", 4, "a ZIP archive; unpack it" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (n >= rows[i].n && memcmp(head, rows[i].bytes, rows[i].n) == 0)
			return rows[i].what;
	if (n >= 4 &&
		((!head[0] && head[1] && !head[2] && head[3]) ||
			(head[0] && !head[1] && head[2] && !head[3])))
		return UTF_16;
	return NULL;
}

/* Moves the start of the input past its byte order mark and blank lines. */
static void normalise(struct import *in, char *head, size_t n)
{
	const char *what = other_bytes(head, n);
	size_t skip = blank_start(head, n, &in->line);

	if (what)
		import_refuse(in, 0, "is %s", what);
	if (in->fd >= 0 && lseek(in->fd, (off_t)skip, SEEK_CUR) < 0)
		import_refuse(in, 0, "%s", strerror(errno));
	if (in->fd < 0) {
		in->text += skip;
		in->n -= skip;
	}
	memmove(head, head + skip, n - skip);
	head[n - skip] = '\0';
}

static void read_all(struct import *in)
{
	char *text;

	in->failed = file_read_fd(&text, &in->n, in->scratch, in->name, in->fd, IMPORT_BYTES_MAX,
			     in->err) < 0;
	in->text = in->failed ? NULL : text;
	in->fd = -1;
}

struct part import_whole(struct import *in)
{
	if (in->fd >= 0)
		read_all(in);
	if (!in->failed && memchr(in->text, '\0', in->n))
		import_refuse(in, 0, "has NUL bytes, so it is not text");
	return in->failed ? (struct part){ "", 0 } : (struct part){ in->text, in->n };
}

static bool some_line(const char *head, bool (*is)(struct part line))
{
	struct lines l;
	struct part line;

	lines_begin(&l, head, strlen(head));
	while (lines_next(&l, &line))
		if (is(line))
			return true;
	return false;
}

static bool begins_with_one(const char *head, const char *const *elements)
{
	while (*elements && !xml_reader_begins(head, *elements))
		elements++;
	return *elements;
}

const char *importer_detects(const struct importer *f, const char *head)
{
	if (f->detect)
		return f->detect(head);
	if (f->elements)
		return begins_with_one(head, f->elements) ? f->because : NULL;
	if (f->columns)
		return table_names(head, f->columns) ? f->because : NULL;
	if (f->has_line)
		return some_line(head, f->has_line) ? f->because : NULL;
	if (f->first && *head != f->first)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(f->has) && f->has[i]; i++)
		if (!strstr(head, f->has[i]))
			return NULL;
	return f->any && !text_has_one(head, f->any) ? NULL : f->because;
}

static const struct importer *detect(const char *head, const char **reason)
{
	for (size_t i = 0; importers[i]; i++)
		if ((*reason = importer_detects(importers[i], head)))
			return importers[i];
	return NULL;
}

/* Moves a metric with a direction to the front, because the first metric is judged by default. */
static void lead_with_direction(struct result *r)
{
	size_t i = 0;

	while (i < r->n && r->v[i].metric.better == BETTER_NONE)
		i++;
	if (i < r->n)
		result_lead(r, r->v[i].metric.name);
}

static const char *left_sentence(struct import *in)
{
	enum { NAMED_MAX = 10 };
	struct words named = in->left;

	if (!named.n)
		return NULL;
	named.n = named.n < NAMED_MAX ? named.n : NAMED_MAX;
	return arena_printf(in->mem, "%zu column%s not read: %s%s", in->left.n,
		in->left.n == 1 ? " is" : "s are", words_list(in->mem, &named),
		named.n < in->left.n ? ", ..." : "");
}

static size_t count(const struct import *in, const char *text)
{
	const char *at = in->text, *end = at + in->n;
	size_t n = 0;

	while ((at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
		at += strlen(text);
		n++;
	}
	return n;
}

/* A report that lacks its end still has results, and the last number may lack digits. */
static const char *cut_sentence(const struct import *in, const struct importer *f)
{
	for (const struct import_part *p = f->parts; in->text && p && p->text; p++)
		if (count(in, p->text) > count(in, p->end))
			return arena_printf(in->mem,
				"the output lacks its last part, \"%s\": the file is cut off, or "
				"the tool was stopped; the last values may be wrong",
				p->end);
	return NULL;
}

/* Counts the results and sorts them. */
static int finish(struct import *in, struct import_answer *answer)
{
	const char *left = left_sentence(in);

	if (in->samples + in->figures + in->failures == 0)
		import_refuse(in, 0, "contains no results in the format %s%s%s",
			answer->importer->name, left ? "; " : "", left ? left : "");
	if (in->failed)
		return -1;
	answer->benchmarks = in->run->n - in->before;
	answer->samples = in->samples;
	answer->left = left;
	answer->cut = cut_sentence(in, answer->importer);
	answer->machine = in->machine;
	for (size_t i = 0; i < in->run->n; i++) {
		struct result *r = &in->run->v[i];

		lead_with_direction(r);
		for (size_t k = 0; !answer->importer->repeats && k < r->n; k++)
			series_end_run(&r->v[k]);
	}
	run_sort(in->run);
	return 0;
}

static void read_format(struct import *in, const struct importer *f)
{
	if (f->objects)
		objects_import(in, f->objects);
	else if (f->json)
		json_picks_read(in, f->json);
	else if (f->lines)
		line_picks_read(in, f->lines);
	else if (f->line)
		lines_import(in, f);
	else if (f->row)
		table_read(in, f->columns, f->row, NULL);
	else
		f->read(in);
	if (in->json.name && !in->failed)
		in->failed = json_end(&in->json, in->err) < 0;
	json_close(&in->json);
}

const struct importer *importer_of_folder(const char *path, const char **reason)
{
	for (size_t i = 0; importers[i]; i++)
		if (importers[i]->detect_folder && (*reason = importers[i]->detect_folder(path)))
			return importers[i];
	return NULL;
}

/* head: the first bytes of a file; NULL: the input is a folder. */
static int import_from(struct import *in, const char *head, const struct importer *importer,
	struct import_answer *answer)
{
	const struct importer *f = importer;

	in->before = in->pass = in->run->n;
	*answer = (struct import_answer){ .importer = importer };
	if (head && import_is_own(in, head))
		return -1;
	if (!f)
		f = answer->importer = head ? detect(head, &answer->reason)
					    : importer_of_folder(in->name, &answer->reason);
	if (!f && head)
		import_unrecognised(in, head);
	else if (!f)
		import_refuse(in, 0, "is a folder without a known format; name the file in it");
	else if (!head && !f->read_folder)
		import_refuse(in, 0, "is a folder, but %s reads a file", f->name);
	else if (in->history && !f->keeps_history)
		import_refuse(in, 0, "the format %s holds no results of earlier commits", f->name);
	if (in->failed)
		return -1;
	if (head)
		read_format(in, f);
	else
		f->read_folder(in, in->name);
	return finish(in, answer);
}

int import_text(struct run *run, struct arena *mem, const char *name, const char *text, size_t n,
	const struct importer *importer, struct import_answer *answer, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct import in = { .mem = mem,
		.scratch = &scratch,
		.run = run,
		.name = name,
		.err = err,
		.fd = -1,
		.text = text,
		.n = n };
	size_t have = n < HEAD_BYTES ? n : HEAD_BYTES;
	char *head = arena_copy(&scratch, text, have);

	normalise(&in, head, have);
	return import_from(&in, head, importer, answer);
}

static int read_path(struct run *run, struct run_set *history, struct arena *mem, const char *path,
	const struct importer *importer, struct import_answer *answer, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	CLOSES_FD int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
		: file_is_dir(path)               ? open(path, O_RDONLY | O_CLOEXEC)
						  : file_open(path, err);
	struct import in = { .mem = mem,
		.scratch = &scratch,
		.run = run,
		.err = err,
		.history = history,
		.name = path,
		.fd = fd };
	char head[HEAD_BYTES + 1];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return import_from(&in, NULL, importer, answer);
	n = pread(fd, head, HEAD_BYTES, 0);
	if (n < 0 && errno == ESPIPE) { /* cannot be read twice */
		read_all(&in);
		if (in.failed)
			return -1;
		n = (ssize_t)(in.n < HEAD_BYTES ? in.n : HEAD_BYTES);
		memcpy(head, in.text, (size_t)n);
	}
	if (n < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	head[n] = '\0';
	normalise(&in, head, (size_t)n);
	return import_from(&in, head, importer, answer);
}

int import_file(struct run *run, struct arena *mem, const char *path,
	const struct importer *importer, struct import_answer *answer, struct error *err)
{
	return read_path(run, NULL, mem, path, importer, answer, err);
}

int import_history(struct run_set *out, struct arena *mem, const char *path, struct error *err)
{
	struct import_answer answer;
	struct run none = { 0 };

	*out = (struct run_set){ .kind = "history" };
	if (read_path(&none, out, mem, path, NULL, &answer, err) < 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)
		run_sort(&out->v[i]);
	return 0;
}
