#include "app/post/post.h"
#include "base/text.h"
#include "forge/event.h"

static int check_event(const struct forge_event *e, struct error *err)
{
	const char *why = NULL;

	if (!e->issue.is_pull)
		why = "belongs to no pull request";
	/* A person who may write can edit another person's comment. */
	else if (!text_equal(e->action, "created") ||
		!text_equal(e->comment.user.login, e->sender.login))
		why = "was edited; write a new one";
	else if (!e->comment.user.login || text_equal(e->comment.user.type, "Bot"))
		why = "comes from a bot";
	return why ? error_exit(err, EXIT_USAGE, "the comment %s", why) : 0;
}

static int check_author(struct app *app, const struct forge_event *e, struct error *err)
{
	const struct forge_options options = { .timeout = 30, .max_wait = 120 };
	CLOSES_FORGE struct forge f = { .mem = &app->mem, .options = &options, .event = e };
	const char *login = e->comment.user.login;
	bool may;

	f.http.note = app->ui.note;
	f.http.ctx = app->ui.ctx;
	if (forge_open(&f, err) < 0)
		return -1;
	if (forge_may_write(&may, &f, login, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	return may ? 0
		   : error_exit(err, EXIT_USAGE, "%s may not write to %s, so nothing is accepted",
			     login, f.project);
}

int app_accept_comment(const char **path, struct app *app, struct accept_options *o,
	const char *event, struct error *err)
{
	struct comment_command command;
	struct forge_event e;

	if (event_read(&e, &app->mem, location_path(app, event), err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (check_event(&e, err) < 0 ||
		comment_command_read(&command, &app->mem, e.comment.body, err) < 0)
		return -1;
	if (check_author(app, &e, err) < 0)
		return -1;
	o->id = command.id;
	o->metric = command.metric;
	o->max = command.max;
	o->expires = command.expires;
	o->reason = arena_printf(&app->mem, "%s (%s)", command.reason, e.comment.user.login);
	return app_accept(path, app, o, err);
}
