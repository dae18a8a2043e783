/* `benchctl list-fixtures`: lists requests to a server with their expected answers; one JSON file
 * per request, one folder per category. */
#pragma once

#include "load/fixture.h"

struct app;

struct request_fixture {
	const char *file; /* from the folder of all: "headers/01_default.json" */
	const char *path; /* of the file */
	const char *category;
	struct fixture is;
};

struct request_fixtures {
	struct request_fixture *v;
	size_t n, cap;
	size_t bad; /* files that are no fixtures; each has a warning */
};

/* dir: NULL: testing_data; category: NULL: all. Sorted by file; schema.json is none. */
int app_fixtures(struct request_fixtures *out, struct app *app, const char *dir,
	const char *category, struct error *err);
