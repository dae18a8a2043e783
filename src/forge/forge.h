/* Posts a comparison as a forge's comment, commit status or check run, or to a chat.
 *
 * Everything of the comparison is hostile, because the job that measured it ran the code of the
 * change. Everything of the environment is trusted, and so is the event, except for its texts. */
#pragma once

#include <stdbool.h>

#include "forge/http.h"
#include "forge/provider.h"

struct comparison;
struct pair;

/* What the user says; NULL or 0: the environment and the event decide. */
struct forge_options {
	const char *forge, *api, *project, *pull, *commit, *link, *event, *author, *context;
	double timeout, max_wait; /* s */
	bool plain_http;
};

/* An open connection to a forge, and what is posted there. */
struct forge {
	struct arena *mem;
	const struct forge_options *options;
	const struct forge_event *event;

	const struct provider *provider;
	struct http http;
	bool located;
	const char *api, *project;
	const char *number; /* of the pull request; NULL: there is none */
	const char *sha;    /* of the commit; NULL: not known */
	const char *link;   /* of the run that measured, or NULL */
	bool outdated;      /* the pull request has a newer commit */
};

/* Fills f from options, environment and event, without asking the forge. The caller sets the
 * members above the empty line, and those of http for showing and notes. */
int forge_open(struct forge *f, struct error *err);
/* Asks for the pull request, once: sets number, sha and outdated as far as they are known. */
int forge_locate(struct forge *f, struct error *err);
void forge_close(struct forge *f);
#define CLOSES_FORGE __attribute__((cleanup(forge_close)))

/* The file of the event that has started the workflow; NULL: there is none. */
const char *forge_event_path(const struct forge_options *options);

/* Sends a request. -1: no answer, or a status other than 2xx; the error contains the forge's
 * message and, if the token lacks a right, the needed rights. id, head, user: for their places.
 * query: instead of the verb's. */
struct forge_call {
	enum verb verb;
	uint64_t id;
	const char *query, *head, *user;
	const char *body;
};
int forge_call(struct http_answer *out, bool *unknown, struct forge *f, const struct forge_call *c,
	struct error *err);
bool forge_has(const struct forge *f, enum verb verb);
/* Reads an answer's object. */
int forge_read(void *out, const struct forge *f, const struct http_answer *a,
	const struct field *fields, struct error *err);

/* A JSON object of these texts, which end with a NULL key; one without a value is left out. */
const char *forge_object(struct arena *mem, const struct pair *members);

/* Whether the comparison is green: nothing failed, whatever exit status the file names. */
bool forge_passes(const struct comparison *c);

/* Posts, each; *what: a sentence about it. */
int forge_status(const char **what, struct forge *f, const struct comparison *c, struct error *err);
int forge_comment(const char **what, struct forge *f, const struct comparison *c,
	struct error *err);
int forge_check(const char **what, struct forge *f, const struct comparison *c, struct error *err);

/* Whether the user may write to the repository. */
int forge_may_write(bool *may, struct forge *f, const char *login, struct error *err);
