#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/text.h"
#include "forge/forge.h"
#include "judge/compare.h"
#include "report/escape.h"
#include "report/format/annotations.h"
#include "report/report.h"

/* A request may have 50 annotations; the summary and a message may have 64 KiB. */
enum { EACH_REQUEST = 50, EACH_LEVEL = 500, SUMMARY_MAX = 65535, MESSAGE_MAX = 4000 };

struct check {
	struct forge *forge;
	const struct comparison *c;
	struct annotations notes;
	char *title, *summary;
};

static void write_note(struct json_out *o, struct arena *mem, const struct annotation *a)
{
	static const char *const levels[] = { "failure", "warning", "notice" };

	json_out_object(o, NULL);
	json_out_string(o, "path", REPORT_ANNOTATED_PATH);
	json_out_u64(o, "start_line", 1);
	json_out_u64(o, "end_line", 1);
	json_out_string(o, "annotation_level", levels[a->level]);
	json_out_string(o, "title", escape_shorten(mem, escape_line(mem, a->title), 255));
	json_out_string(o, "message",
		escape_shorten(mem, escape_lines(mem, a->message), MESSAGE_MAX));
	json_out_close(o);
}

/* The part of the check run with the annotations from `at` on; the first has the rest too. */
static const char *part_json(const struct check *k, size_t at)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct forge *f = k->forge;
	struct json_out o = json_out_to(m.f, 0);

	json_out_object(&o, NULL);
	if (at == 0) {
		json_out_string(&o, "name", f->options->context);
		json_out_string(&o, "head_sha", f->sha);
		json_out_string(&o, "status", "completed");
		json_out_string(&o, "conclusion",
			forge_passes(k->c)                      ? "success"
				: k->c->exit == EXIT_REGRESSION ? "failure"
								: "neutral");
		if (f->link)
			json_out_string(&o, "details_url", f->link);
	}
	json_out_object(&o, "output");
	json_out_string(&o, "title", k->title);
	json_out_string(&o, "summary", k->summary);
	json_out_array(&o, "annotations");
	for (size_t i = at; i < k->notes.n && i < at + EACH_REQUEST; i++)
		write_note(&o, f->mem, &k->notes.v[i]);
	json_out_close(&o);
	json_out_close(&o);
	json_out_close(&o);
	return memory_file_copy(f->mem, &m);
}

static void summarise(struct check *k)
{
	struct arena *mem = k->forge->mem;

	k->summary = report_markdown(mem, k->c, SUMMARY_MAX);
	k->title = escape_shorten(mem, escape_line(mem, report_headline(mem, k->c)), 255);
	annotations_of(&k->notes, mem, k->c, EACH_LEVEL);
}

int forge_check(const char **what, struct forge *f, const struct comparison *c, struct error *err)
{
	static const struct field fields[] = { { "id", FIELD_U64, 0 }, { 0 } };
	struct check k = { .forge = f, .c = c };
	struct forge_call call = { VERB_CHECK };
	struct http_answer a;
	uint64_t id = 0;

	*what = NULL;
	if (!forge_has(f, VERB_CHECK))
		return error_set(err, "%s has no check runs; leave out --check",
			f->provider->title);
	if (!f->sha && forge_locate(f, err) < 0)
		return -1;
	summarise(&k);
	for (size_t at = 0; at == 0 || at < k.notes.n; at += EACH_REQUEST) {
		call.body = part_json(&k, at);
		if (forge_call(&a, NULL, f, &call, err) < 0 ||
			(at == 0 && forge_read(&id, f, &a, fields, err) < 0))
			return -1;
		call.verb = VERB_CHECK_MORE;
		call.id = id;
	}
	*what = arena_printf(f->mem, "check run '%s': %zu annotation%s", f->options->context,
		k.notes.n, text_s(k.notes.n));
	return 0;
}
