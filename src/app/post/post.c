#include "app/post/post.h"

#include <math.h>
#include <sys/stat.h>

#include "app/view.h"
#include "base/file.h"
#include "forge/body.h"
#include "forge/event.h"
#include "forge/webhook.h"
#include "judge/compare.h"

/* About twice the size of a report of 20,000 rows. */
enum { REPORT_BYTES_MAX = 32 << 20, TEMPLATE_BYTES_MAX = 1 << 16 };

static int load(struct comparison *c, struct app *app, const struct post_options *o,
	struct error *err)
{
	struct stat st;

	if (o->report && stat(location_path(app, o->report), &st) == 0 &&
		st.st_size > REPORT_BYTES_MAX)
		return error_exit(err, EXIT_USAGE,
			"%s: benchctl posts no report of more than %d MiB", o->report,
			REPORT_BYTES_MAX >> 20);
	return app_load_comparison(c, app, o->output_dir, o->report, err);
}

static void set_fault(struct comparison *c, const char *why)
{
	*c = (struct comparison){ .suite = "",
		.tool = BENCHCTL_VERSION,
		.base.label = "base",
		.head.label = "head",
		.duration = (double)NAN,
		.geomean = (double)NAN,
		.fault = why,
		.exit = EXIT_MEASURE };
}

static int read_event(struct forge_event *e, struct app *app, const struct forge_options *o,
	struct error *err)
{
	const char *path = forge_event_path(o);

	*e = (struct forge_event){ 0 };
	if (path && o->event)
		path = location_path(app, path);
	return path && event_read(e, &app->mem, path, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

static int check(const struct post_options *o, struct error *err)
{
	const char *why = body_context_fault(o->forge.context);

	return why ? error_exit(err, EXIT_USAGE, "--context: '%s' %s", o->forge.context, why) : 0;
}

/* Makes all posts that the options ask for, even after one has failed. The status is first, because
 * it is what gates. */
static int post_all(struct words *done, struct app *app, struct forge *f,
	const struct post_options *o, const struct comparison *c, struct error *err)
{
	const struct {
		bool wanted;
		int (*post)(const char **what, struct forge *f, const struct comparison *c,
			struct error *err);
	} posts[] = { { !o->no_status, forge_status }, { !o->no_comment, forge_comment },
		{ o->check, forge_check } };
	struct error fault;
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(posts); i++) {
		const char *what = NULL;

		if (!posts[i].wanted)
			continue;
		if (posts[i].post(&what, f, c, &fault) == 0) {
			words_push(&app->mem, done, what);
			continue;
		}
		if (rc < 0)
			app_warn(app, "%s", err->text);
		*err = fault;
		rc = error_stage(err, EXIT_MEASURE);
	}
	return rc;
}

static int post_webhook(struct words *done, struct app *app, const struct forge *f,
	const struct post_options *o, const struct comparison *c, struct error *err)
{
	struct webhook w = { .kind = o->webhook, .link = f->link ? f->link : o->forge.link };
	CLOSES_HTTP struct http h = { .mem = &app->mem,
		.show = f->http.show,
		.timeout = o->forge.timeout,
		.patience = o->forge.max_wait,
		.plain = o->forge.plain_http,
		.note = f->http.note,
		.ctx = f->http.ctx };
	const char *what;
	char *text = NULL;
	size_t n;

	if (o->webhook_template &&
		file_read(&text, &n, &app->mem, location_path(app, o->webhook_template),
			TEMPLATE_BYTES_MAX, err) < 0)
		return error_stage(err, EXIT_USAGE);
	w.template = text;
	if (webhook_post(&what, &h, &w, c, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	words_push(&app->mem, done, what);
	return 0;
}

/* Writes to the chat also where the forge failed. */
static int post(struct words *done, struct app *app, struct forge *f, const struct post_options *o,
	const struct comparison *c, struct error *err)
{
	struct error fault;
	int rc = 0;

	if ((!o->no_comment || !o->no_status || o->check) &&
		(forge_open(f, err) < 0 || post_all(done, app, f, o, c, err) < 0))
		rc = -1;
	if (!o->webhook || post_webhook(done, app, f, o, c, &fault) == 0)
		return rc;
	if (rc < 0)
		app_warn(app, "%s", err->text);
	*err = fault;
	return -1;
}

int app_post(struct words *done, struct app *app, const struct post_options *o, FILE *show,
	struct error *err)
{
	CLOSES_FORGE struct forge f = { .mem = &app->mem, .options = &o->forge };
	struct forge_event event;
	struct error unread;
	struct comparison c;
	int loaded;

	if (check(o, err) < 0 || read_event(&event, app, &o->forge, err) < 0)
		return -1;
	f.event = &event;
	f.http.show = show;
	f.http.note = app->ui.note;
	f.http.ctx = app->ui.ctx;
	loaded = load(&c, app, o, &unread);
	if (loaded < 0)
		set_fault(&c, arena_string(&app->mem, unread.text));
	if (post(done, app, &f, o, &c, err) < 0)
		return -1;
	if (loaded < 0)
		*err = unread;
	return loaded;
}
