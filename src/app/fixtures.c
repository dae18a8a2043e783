#include "app/fixtures.h"

#include <errno.h>
#include <string.h>

#include "app/app.h"
#include "base/file.h"
#include "base/text.h"

/* prefix: of the file's name in the list. -1 with errno. */
static int add_folder(struct request_fixtures *out, struct app *app, const char *folder,
	const char *prefix, const char *category)
{
	struct words names = { 0 };

	if (file_names(&names, &app->mem, folder) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct request_fixture f = { .category = category };
		struct error err = { 0 };

		if (!fixture_is_name(names.v[i]))
			continue;
		f.file = file_join(&app->mem, prefix, names.v[i]);
		f.path = file_join(&app->mem, folder, names.v[i]);
		if (fixture_load(&f.is, &app->mem, f.path, &err) < 0) {
			app_warn(app, "%s", err.text);
			out->bad++;
		} else {
			*ARENA_PUSH(&app->mem, out) = f;
		}
	}
	return 0;
}

static int no_category(struct arena *mem, const char *dir, const char *category,
	const struct words *folders, struct error *err)
{
	struct nearest near = nearest_begin(category);

	for (size_t i = 0; i < folders->n; i++)
		nearest_offer(&near, folders->v[i]);
	return error_exit(err, EXIT_USAGE, "%s has no category '%s'%s; its categories are: %s", dir,
		category, nearest_hint(&near, mem), words_list(mem, folders));
}

int app_fixtures(struct request_fixtures *out, struct app *app, const char *dir,
	const char *category, struct error *err)
{
	const char *shown = dir ? dir : "testing_data", *path = location_path(app, shown);
	struct words names = { 0 }, folders = { 0 };
	struct arena *mem = &app->mem;

	*out = (struct request_fixtures){ 0 };
	if (file_names(&names, mem, path) < 0)
		return error_exit(err, EXIT_USAGE, "cannot list the fixtures in %s: %s", shown,
			strerror(errno));
	for (size_t i = 0; i < names.n; i++)
		if (*names.v[i] != '.' && file_is_dir(file_join(mem, path, names.v[i])))
			words_push(mem, &folders, names.v[i]);
	if (category && !words_has(&folders, category))
		return no_category(mem, shown, category, &folders, err);
	for (size_t i = 0; i < folders.n; i++) {
		const char *name = folders.v[i], *folder = file_join(mem, path, name);

		if ((!category || text_equal(category, name)) &&
			add_folder(out, app, folder, name, name) < 0) {
			app_warn(app, "cannot list %s: %s", folder, strerror(errno));
			out->bad++;
		}
	}
	/* Fixtures may also lie beside the folders of the categories. */
	if (!category)
		add_folder(out, app, path, "", NULL);
	if (!out->n && !out->bad)
		return error_exit(err, EXIT_USAGE, "%s has no fixtures (CATEGORY/NAME.json)",
			shown);
	return 0;
}
