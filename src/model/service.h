/* `service:` of a benchmark, `services:` of the file: servers that run while samples are taken. */
#pragma once

#include "model/option/option.h"

struct suite;

struct service_options {
	struct item item; /* key: its name in `services:`; NULL: of one benchmark */
	struct option_set given;
	const char *use;     /* a service of the file, instead of all others */
	const char *app_dir; /* of the application; NULL: the current folder */
	const char *framework;
	const char *build;
	struct words command;
	const char *cwd; /* NULL: app_dir */
	const char *host;
	size_t port; /* 0: a free one */
	const char *variant;
	struct pairs env;
	struct words health; /* see service/health.h; empty: the framework's, or the default */
	size_t health_attempts;
	double health_interval, health_timeout; /* s */
	struct words after;                     /* services of the file that it needs */
	const char *cpus;
	double grace, sample; /* s */
	size_t starts;
	bool reuse, tls;
};
extern const struct section service_section;

/* Fills in benchmark.services of the whole suite, and `build:` where nothing but services needs
 * one; notes what is wrong with them. */
void service_resolve(struct suite *s, struct problems *problems);
/* Notes services whose `reuse:` has no effect, once they are resolved. */
void service_check_reuse(const struct suite *s, struct problems *problems);
