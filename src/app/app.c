#include "app/app.h"

#include <stdarg.h>
#include <stdio.h>

#include "process/interrupt.h"
#include "process/output_tail.h"
#include "process/spawner.h"
#include "store/git/git.h"

int app_start(struct app *app, bool helper, struct error *err)
{
	git_keep_environment();
	if (helper && !(app->spawner = spawner_start(err)))
		return error_stage(err, EXIT_MEASURE);
	return 0;
}

int app_end(struct app *app, int status)
{
	int signal = status >= EXIT_USAGE ? interrupt_take() : 0;

	spawner_stop(app->spawner);
	arena_free(&app->mem);
	return signal ? 128 + signal : status;
}

__attribute__((format(printf, 3, 0))) static void say(const struct app *app,
	void (*take)(void *ctx, const char *text), const char *fmt, va_list ap)
{
	char text[4096];

	if (!take)
		return;
	vsnprintf(text, sizeof text, fmt, ap);
	take(app->ui.ctx, text);
}

void app_note(const struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(app, app->ui.note, fmt, ap);
	va_end(ap);
}

void app_warn(const struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(app, app->ui.warn, fmt, ap);
	va_end(ap);
}

const char *app_last_line(struct arena *mem, const char *path)
{
	return last_lines_of(mem, path, 1);
}

void app_set_unsaved(struct app *app, const struct error *err)
{
	app_warn(app, "%s", err->text);
	app->unsaved = true;
}

const char *app_error_text(struct app *app, const struct error *err)
{
	const char *text = "";

	for (size_t i = 0; i < app->problems.n; i++) {
		const struct problem *p = &app->problems.v[i];

		text = arena_printf(&app->mem, "%s%s:%u:%u: %s\n", text, p->file, p->line,
			p->column, p->text);
	}
	return arena_printf(&app->mem, "%s%s", text, err->text);
}
