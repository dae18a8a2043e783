/* The command of a comment: "/benchctl accept ID --max +12% reason". Anybody may have written it,
 * so no part goes to a shell or names a file. */
#pragma once

struct arena;
struct error;

struct comment_command {
	const char *id, *max, *reason;
	const char *metric, *expires; /* or NULL */
};

/* Reads the first line that is not empty; the others are ignored. */
int comment_command_read(struct comment_command *out, struct arena *mem, const char *comment,
	struct error *err);
