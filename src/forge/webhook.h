/* A headline and a link for a chat. */
#pragma once

struct arena;
struct comparison;
struct error;
struct http;

struct webhook {
	const char *kind;     /* "slack", "mattermost", "matrix" */
	const char *template; /* instead of the kind's, with the places {headline} {link} {verdict}
				 {suite} inside JSON strings; or NULL */
	const char *link;     /* or NULL */
};

/* The address is in BENCHCTL_WEBHOOK, because it is a secret; Matrix has its token in
 * BENCHCTL_WEBHOOK_TOKEN. The caller sets the members of h for showing, notes and time. */
int webhook_post(const char **what, struct http *h, const struct webhook *w,
	const struct comparison *c, struct error *err);
/* The JSON to send. */
int webhook_body(const char **out, struct arena *mem, const struct webhook *w,
	const struct comparison *c, struct error *err);
