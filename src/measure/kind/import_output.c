#include "measure/kind/import_output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "import/import.h"
#include "measure/task.h"
#include "measure/program.h"
#include "model/option/problem.h"
#include "process/spawner.h"

#define AT(member) offsetof(struct import_output_options, member)
static const struct option rows[] = {
	{ "format", 0, OPTION_TEXT, AT(format), .value = "auto|NAME", .change = CHANGE_REPLACES,
		.help = "format of the report, a name from `benchctl import --help`; "
			"auto: benchctl detects it" },
	{ "file", 0, OPTION_TEXT, AT(file), .value = "FILE", .change = CHANGE_REPLACES,
		.help = "file that each run of the command writes; default: its standard output" },
};
const struct section import_output_section = SECTION_WITH("import",
	"the command measures, and benchctl reads its report; "
	"the time of the command does not count",
	rows, struct import_output_options, NO_SET, "format");

bool import_output_wanted(const struct import_output_options *o)
{
	return o->format || o->file;
}

static bool is_auto(const struct import_output_options *o)
{
	return !o->format || strcmp(o->format, "auto") == 0;
}

void import_output_check(const struct import_output_options *o, const struct item *at,
	struct problems *problems)
{
	struct nearest near;

	if (o->file && !*o->file)
		problem_at(problems, at, "import.file: is empty");
	if (is_auto(o) || importer_find(o->format))
		return;
	near = nearest_begin(o->format);
	for (size_t i = 0; importers[i]; i++)
		nearest_offer(&near, importers[i]->name);
	problem_at(problems, at,
		"import: '%s' is not a format%s; `benchctl import --help` lists them", o->format,
		nearest_hint(&near, problems->mem));
}

/* NULL: standard output. */
static const char *path_of(const struct import_output_options *o, const struct task *t)
{
	return o->file ? file_join(t->context->mem, program_folder(t), o->file) : NULL;
}

/* No file is as old as that by itself. */
static const struct timespec long_ago[2] = { { 1, 0 }, { 1, 0 } };

int import_output_prepare(const struct import_output_options *o, const struct task *t,
	struct error *err)
{
	const char *path = path_of(o, t);

	if (!path || utimensat(AT_FDCWD, path, long_ago, 0) == 0 || errno == ENOENT)
		return 0;
	return error_set(err,
		"import: cannot set the time of %s, by which benchctl sees that the run "
		"wrote it: %s",
		path, strerror(errno));
}

/* What the run has written; the reader would wait for the other end of a pipe. */
static int check_file(const char *path, const struct program *p, struct error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return error_set(err, "import: %s did not write %s: %s", p->text, path,
			strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "import: %s is not a regular file", path);
	if (st.st_mtime == long_ago[1].tv_sec)
		return error_set(err,
			"import: %s did not write %s; the file there is older than the run",
			p->text, path);
	if ((size_t)st.st_size > IMPORT_OUTPUT_BYTES_MAX)
		return error_set(err, "import: %s is larger than %zu MiB", path,
			IMPORT_OUTPUT_BYTES_MAX >> 20);
	return 0;
}

static void emit(struct sink *sink, const struct run *reported)
{
	for (size_t i = 0; i < reported->n; i++) {
		const struct result *from = &reported->v[i];
		struct sink *sub = sink_sub(sink, from->id);

		if (from->status != RESULT_OK)
			sink_fail(sub, "%s", from->reason ? from->reason : "it failed");
		for (size_t k = 0; k < from->n; k++) {
			const struct series *s = &from->v[k];

			if (s->n || s->figures)
				sink_emit(sub, &s->metric, series_centre(s));
		}
	}
}

int import_output_read(const struct import_output_options *o, struct sink *sink,
	const struct program *p, const struct capture *out, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct importer *importer = is_auto(o) ? NULL : importer_find(o->format);
	const char *path = path_of(o, sink->task);
	struct import_answer answer;
	struct run reported = { 0 };
	int rc;

	if (path && check_file(path, p, err) < 0)
		return -1;
	if (!path && out->over)
		return error_set(err, "import: %s printed more than %zu MiB", p->text,
			out->max >> 20);
	if (!path && out->n == 0)
		return error_set(err,
			"import: %s printed nothing; "
			"if it writes a file, name it: import: { file: FILE }",
			p->text);
	rc = path
		? import_file(&reported, &scratch, path, importer, &answer, err)
		: import_text(&reported, &scratch, arena_printf(&scratch, "output of %s", p->text),
			  out->v, out->n, importer, &answer, err);
	if (rc == 0) {
		emit(sink, &reported);
		rc = sink_end(sink, err);
	}
	return rc < 0 ? error_context(err, "import") : 0;
}
