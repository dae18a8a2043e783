/* The file with which GitHub, Gitea and Forgejo describe what has started a workflow. Their forge
 * wrote it, but the texts in it are other people's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;

struct event_user {
	const char *login, *type;
};
struct event_head {
	const char *sha, *ref;
};

/* Members that the event lacks are NULL or 0. */
struct forge_event {
	const char *action;
	struct event_pull {
		uint64_t number;
		struct event_head head;
	} pull;
	struct event_run {
		const char *sha, *branch, *event, *url;
		struct {
			struct event_user owner;
		} repository;
	} run;
	struct {
		uint64_t number;
		bool is_pull;
	} issue;
	struct {
		const char *body;
		struct event_user user;
	} comment;
	struct event_user sender;
};

int event_read(struct forge_event *e, struct arena *mem, const char *path, struct error *err);

/* The command of a comment: "/benchctl accept ID --max +12% reason". Anybody may have written it,
 * so no part goes to a shell or names a file. */
struct comment_command {
	const char *id, *max, *reason;
	const char *metric, *expires; /* or NULL */
};

/* Reads the first line that is not empty; the others are ignored. */
int comment_command_read(struct comment_command *out, struct arena *mem, const char *comment,
	struct error *err);
