#include "app/fixtures.h"

#include <errno.h>
#include <string.h>

#include "app/app.h"
#include "app/location.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"

enum { FIXTURE_MAX = 16 << 20 };

static void read_request(struct request_fixture *f, struct json *j, struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		if (text_equal(key, "method"))
			f->method = json_text(j, mem);
		else if (text_equal(key, "path"))
			f->path = json_text(j, mem);
		else
			json_skip(j);
}

static void read_expected(struct request_fixture *f, struct json *j)
{
	uint64_t status;
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		if (!text_equal(key, "status_code")) {
			json_skip(j);
			continue;
		}
		status = json_u64(j);
		if (status < 100 || status > 599)
			json_refuse(j, "status_code is not from 100 to 599");
		f->status = (unsigned)status;
	}
}

/* NULL: nothing is missing. */
static const char *missing(const struct request_fixture *f, bool handler)
{
	return !f->name      ? "name"
		: !handler   ? "handler"
		: !f->method ? "request.method"
		: !f->path   ? "request.path"
		: !f->status ? "expected_response.status_code"
			     : NULL;
}

static int read_fixture(struct request_fixture *f, struct arena *mem, const char *path,
	struct error *err)
{
	const char *key, *absent;
	bool handler = false;
	struct json j;
	char *text;
	size_t n;

	if (file_read(&text, &n, mem, path, FIXTURE_MAX, err) < 0)
		return -1;
	json_open_text(&j, path, text, n);
	json_object(&j);
	while ((key = json_key(&j))) {
		if (text_equal(key, "name")) {
			f->name = json_text(&j, mem);
		} else if (text_equal(key, "request")) {
			read_request(f, &j, mem);
		} else if (text_equal(key, "expected_response")) {
			read_expected(f, &j);
		} else {
			handler = handler ||
				(text_equal(key, "handler") && json_peek(&j) == JSON_OBJECT);
			json_skip(&j);
		}
	}
	if (json_end(&j, err) < 0)
		return -1;
	absent = missing(f, handler);
	return absent ? error_set(err, "%s: %s is missing", path, absent) : 0;
}

static bool is_fixture(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".json") == 0 && strcmp(name, "schema.json") != 0;
}

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

		if (!is_fixture(names.v[i]))
			continue;
		f.file = file_join(&app->mem, prefix, names.v[i]);
		if (read_fixture(&f, &app->mem, file_join(&app->mem, folder, names.v[i]), &err) <
			0) {
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
	return error_exit(err, EXIT_USAGE, "%s has no category '%s'%s; there are: %s", dir,
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
	if (!category && add_folder(out, app, path, "", NULL) < 0)
		return error_exit(err, EXIT_USAGE, "cannot list the fixtures in %s: %s", shown,
			strerror(errno));
	if (!out->n && !out->bad)
		return error_exit(err, EXIT_USAGE, "%s has no fixtures (CATEGORY/NAME.json)",
			shown);
	return 0;
}
