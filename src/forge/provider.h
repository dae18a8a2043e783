/* The forges: their URLs, names of fields and variables as data. A further one is a row. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/record.h"

/* What the program asks of a forge. */
enum verb {
	VERB_WHO,    /* whose the token is */
	VERB_PULL,   /* one pull request */
	VERB_PULLS,  /* the open pull requests of a branch */
	VERB_LIST,   /* comments */
	VERB_CREATE, /* a comment */
	VERB_UPDATE,
	VERB_DELETE,
	VERB_STATUS,     /* of a commit */
	VERB_CHECK,      /* a check run */
	VERB_CHECK_MORE, /* further annotations */
	VERB_PERMISSION, /* of a user */
	VERBS
};

struct endpoint {
	const char *method;
	const char *url; /* with the places {api} {project} {number} {sha} {id} {head} {user} */
	bool repeatable; /* twice does no harm */
};

struct provider {
	const char *name;             /* as in --forge */
	const char *title;            /* for people */
	const char *headers[4];       /* with the place {token}; ends with NULL */
	struct endpoint verbs[VERBS]; /* without a URL: the forge has no such thing */
	const struct field *user, *comment, *pull;
	const char *bot; /* who writes when the token may not ask; NULL: it always may */

	size_t comment_max;     /* characters */
	size_t description_max; /* of a status */
	const char *states[3];  /* of a status: pass, regression, neither */
	const char *state_key, *context_key;
	bool slash_commands; /* a comment's lines that begin with '/' are commands */

	/* Environment variables, each list in the order of preference and ending with NULL. */
	const char *detect; /* there in the forge's CI */
	const char *api[3], *project[3], *sha[4], *number[2], *event[3], *link[3], *tokens[5];
	const char *api_default;
	const char *run_url; /* with {server} {project} {run} {run_number}; NULL: `link` has it */
	const char *weak_token;  /* a variable whose token may not post; NULL: none */
	const char *right_token; /* what the token needs, as a sentence */
};

extern const struct provider *const providers[]; /* ends with NULL */

/* What is read of answers. */
struct forge_user {
	const char *name;
};
struct forge_comment {
	uint64_t id;
	const char *body;
	struct forge_user author;
};
struct forge_pull {
	uint64_t number;
	struct forge_head {
		const char *sha;
	} head;
};
