/* A suite for one server, without a file. */
#include <string.h>

#include "app/fixtures.h"
#include "app/project/project.h"
#include "base/file.h"
#include "base/text.h"
#include "load/workload.h"
#include "measure/kind/http.h"
#include "measure/kinds.h"
#include "model/service.h"
#include "service/detect.h"

/* Sets an option as if the configuration gave it; 0 and NULL: it does not. */
#define GIVE(section, options, member, value)                                                      \
	do {                                                                                       \
		if (value) {                                                                       \
			(options)->member = (value);                                               \
			section_give(&(section), (options), #member);                              \
		}                                                                                  \
	} while (0)

static const struct service_options *make_service(struct arena *mem, const char *dir,
	const struct application_options *a)
{
	struct service_options *s = arena_alloc(mem, sizeof *s);

	section_defaults(&service_section, s, mem);
	s->item.key = "app";
	GIVE(service_section, s, app_dir, dir);
	GIVE(service_section, s, framework, a->framework);
	GIVE(service_section, s, port, a->port);
	s->variant = a->variant;
	return s;
}

static int check_framework(struct project *p, const char *dir, const char *framework,
	struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct registry registry;
	struct detected ignored;

	registry_make(&registry, mem, &p->suite.frameworks);
	return detect_framework(&ignored, mem, &registry, file_absolute(mem, dir), framework, err);
}

static struct http_options load_of(struct arena *mem, const struct application_options *a)
{
	struct http_options o = { 0 };

	section_defaults(&http_section, &o, mem);
	GIVE(http_section, &o, concurrency, a->concurrency);
	if (a->rate > 0) {
		o.rate = a->rate;
		section_give(&http_section, &o, "rate");
	}
	o.duration = a->duration;
	o.warmup = a->warmup;
	return o;
}

static int add(struct project *p, const struct service_options *service, const char *id,
	const struct http_options *o, struct error *err)
{
	const char *why = project_name_fault(p, id);

	if (why)
		return error_exit(err, EXIT_USAGE, "the name '%s' %s", id, why);
	project_add(p, id, &http_kind, arena_dup(&p->app->mem, o, 1, sizeof *o))->service = service;
	return 0;
}

/* "json_bodies/01_simple" of a path that ends so, without .json */
static const char *fixture_id(struct arena *mem, const char *path)
{
	const char *folder = file_base(file_folder(mem, path)), *name = file_base(path);
	size_t n = strlen(name);

	name = text_slug(mem, arena_copy(mem, name, n > 5 ? n - strlen(".json") : n));
	return *folder ? arena_printf(mem, "%s/%s", text_slug(mem, folder), name) : name;
}

static int add_fixture(struct project *p, const struct service_options *service,
	const struct application_options *a, const char *path, struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct http_options o = load_of(mem, a);
	struct fixture f;

	if (fixture_load(&f, mem, path, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (f.unsupported)
		return error_exit(err, EXIT_USAGE, "%s: %s", path, f.unsupported);
	words_push(mem, &o.fixtures, path);
	section_give(&http_section, &o, "fixtures");
	return add(p, service, fixture_id(mem, path), &o, err);
}

/* A path, or a name in testing_data, with or without .json. NULL: there is none. */
static const char *find_fixture(struct app *app, const char *name)
{
	struct arena *mem = &app->mem;
	const char *path = location_path(app, name),
		   *beside = location_path(app, file_join(mem, "testing_data", name));
	const char *const places[] = { path, arena_printf(mem, "%s.json", path), beside,
		arena_printf(mem, "%s.json", beside) };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (file_exists(places[i]) || file_is_dir(places[i]))
			return places[i];
	return NULL;
}

static int add_fixtures(struct project *p, const struct service_options *service,
	const struct application_options *a, const char *name, struct error *err)
{
	const char *path = find_fixture(p->app, name);
	struct request_fixtures all;

	if (!path)
		return error_exit(err, EXIT_USAGE,
			"--fixture: there is no file '%s', here or in testing_data; list them "
			"with: benchctl list-fixtures --dir DIR",
			name);
	if (!file_is_dir(path))
		return add_fixture(p, service, a, path, err);
	if (app_fixtures(&all, p->app, path, NULL, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct fixture *f = &all.v[i].is;

		if (f->unsupported)
			app_warn(p->app, "skipped %s: %s", all.v[i].path, f->unsupported);
		else if (add_fixture(p, service, a, all.v[i].path, err) < 0)
			return -1;
	}
	return 0;
}

static int add_workloads(struct project *p, const struct service_options *service,
	const struct application_options *a, struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct words names = { 0 };

	if (workload_names(&names, mem, a->suite, err) < 0) {
		error_context(err, "--suite");
		return error_stage(err, EXIT_USAGE);
	}
	for (size_t i = 0; i < names.n; i++) {
		struct http_options o = load_of(mem, a);

		GIVE(http_section, &o, workload, names.v[i]);
		if (add(p, service, names.v[i], &o, err) < 0)
			return -1;
	}
	return 0;
}

static int add_benchmarks(struct project *p, const struct service_options *service,
	const struct application_options *a, struct error *err)
{
	struct http_options o = load_of(&p->app->mem, a);

	if ((a->fixture.n != 0) + (a->suite != NULL) + (a->path != NULL) > 1)
		return error_exit(err, EXIT_USAGE,
			"--fixture, --suite and --path exclude each other; give one of them");
	for (size_t i = 0; i < a->fixture.n; i++)
		if (add_fixtures(p, service, a, a->fixture.v[i], err) < 0)
			return -1;
	if (a->fixture.n)
		return 0;
	if (a->suite)
		return add_workloads(p, service, a, err);
	GIVE(http_section, &o, path, a->path ? a->path : "/");
	return add(p, service, "http", &o, err);
}

int project_of_application(struct project *p, struct app *app,
	const struct project_options *options, const struct application_options *a,
	struct error *err)
{
	struct problems problems = { .mem = &app->mem };
	const char *dir = location_path(app, a->app_dir);
	const struct service_options *service;
	struct suite configured;

	project_begin(p, app, options);
	if (project_read_nearest(&configured, app))
		p->suite.frameworks = configured.frameworks;
	if (!file_is_dir(dir))
		return error_exit(err, EXIT_USAGE, "--app-dir: '%s' is not a folder", a->app_dir);
	if (check_framework(p, dir, a->framework, err) < 0)
		return -1;
	service = make_service(&app->mem, dir, a);
	if (add_benchmarks(p, service, a, err) < 0)
		return -1;
	service_resolve(&p->suite, &problems);
	for (size_t i = 0; i < p->suite.n; i++)
		http_kind.check(&p->suite.v[i], &problems, &problems);
	if (problems.n)
		return error_exit(err, EXIT_USAGE, "%s", problems.v[0].text);
	return project_select(p, err) < 0 || project_override(p, err) < 0 ? -1 : 0;
}
