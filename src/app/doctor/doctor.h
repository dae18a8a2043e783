/* `benchctl doctor`: what makes measurements on this machine worse, how much, and what fixes it. */
#pragma once

#include "base/arena.h"

struct app;
struct error;

enum finding_state { FINDING_GOOD, FINDING_WORSE, FINDING_UNKNOWN };
extern const char *const finding_states[];

struct finding {
	const char *name; /* "governor" */
	enum finding_state state;
	const char *what;     /* how it is */
	const char *measured; /* the measured cost; NULL: not measured */
	const char *remedy;   /* a command; NULL: there is none, or none is needed */
};

struct diagnosis ARENA_LIST(struct finding);

/* Takes about half a second. root: prefix of the paths of /proc and /sys; "" outside of tests. */
int app_doctor(struct diagnosis *out, struct app *app, const char *root, struct error *err);
