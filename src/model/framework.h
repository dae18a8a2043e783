/* How benchctl recognises, builds and starts an application. benchctl contains some frameworks as
 * data; a configuration and an application's own file add others. */
#pragma once

#include "model/option/option.h"

struct framework {
	struct item item; /* key: its name in `frameworks:` */
	struct option_set given;
	const char *name, *language;
	struct words files;    /* patterns; "a|b" is one of them; all must be in the folder */
	struct words mentions; /* words in its files; those that are there make it more specific */
	struct words main;    /* the file that {main} is: the first that is there, else the first */
	const char *build;    /* shell line; NULL: nothing to build */
	struct words command; /* the program, or a whole line where there are no args */
	struct words args;
	size_t port_arg_position; /* where the port is put into args that have no {port} */
	const char *cwd;          /* where it runs */
	struct pairs env;
	struct words health_checks;
};

extern const struct section framework_section;

/* Everything at its default, under that name. */
void framework_default(struct framework *f, struct arena *mem, const char *name);
/* Replaces what `by` gives. */
void framework_override(struct framework *f, const struct framework *by);
