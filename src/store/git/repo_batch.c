#include "store/git/repo_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "process/proc.h"
#include "store/git/repo_internal.h"

#define PATIENCE 120.0 /* s: a partial clone may have to fetch before it answers */

/* -1 when the program cannot be started at all; errno says why. */
static int start(struct repo_batch *b, struct arena *mem)
{
	const struct proc p = { .argv = b->argv, .env = b->env };

	b->git.name = "git cat-file";
	b->git.patience = PATIENCE;
	return dialogue_open(&b->git, mem, &p);
}

void repo_batch_stop(struct repo_batch *b)
{
	dialogue_close(&b->git);
}

/* "ID TYPE SIZE" */
static int parse_header(struct repo_object *o, struct arena *mem, const char *line)
{
	size_t id = strspn(line, "0123456789abcdef"), type;
	char *end;

	if (id == 0 || line[id] != ' ')
		return -1;
	type = strcspn(line + id + 1, " ");
	o->id = arena_copy(mem, line, id);
	o->type = arena_copy(mem, line + id + 1, type);
	line += id + 1 + type;
	errno = 0;
	o->n = strtoull(line, &end, 10);
	return *line == ' ' && end > line && *end == '\0' && errno == 0 ? 0 : -1;
}

int repo_batch_send(struct repo_batch *b, struct arena *mem, const char *const *names, size_t n,
	struct error *err)
{
	struct bytes lines = { 0 };

	for (size_t i = 0; i < n; i++) {
		arena_append(mem, &lines, names[i], strlen(names[i]));
		arena_append(mem, &lines, "\n", 1);
	}
	if (b->git.finished)
		repo_batch_stop(b);
	if (b->git.pid == 0 && start(b, mem) < 0)
		return error_set(err, "cannot run %s: %s", b->argv[0], strerror(errno));
	return dialogue_send(&b->git, lines.v, lines.n, err);
}

int repo_batch_head(struct repo_object *o, struct repo_batch *b, struct arena *mem,
	const char *name, struct error *err)
{
	size_t echo = strlen(name);
	char *line = dialogue_line(&b->git, mem, err);

	if (!line)
		return -1;
	/* Before anything else: a name may look like the head of an answer. */
	if (strncmp(line, name, echo) == 0) {
		if (strcmp(line + echo, " missing") == 0)
			return 1;
		if (strcmp(line + echo, " ambiguous") == 0)
			return 2;
	}
	if (parse_header(o, mem, line) < 0)
		return dialogue_fail(&b->git, EPROTO, err);
	if (o->n <= REPO_MAX_BLOB)
		return 0;
	repo_batch_stop(b);
	return error_set(err, "%.500s is larger than %d MiB", o->id, REPO_MAX_BLOB >> 20);
}

int repo_batch_receive(struct repo_object *o, struct repo_batch *b, struct arena *mem,
	const char *name, struct error *err)
{
	int rc = repo_batch_head(o, b, mem, name, err);
	char *data;

	if (rc != 0)
		return rc;
	data = arena_alloc(mem, o->n + 1);
	if (dialogue_read(&b->git, data, o->n + 1, err) < 0)
		return -1;
	data[o->n] = '\0';
	o->data = data;
	return 0;
}

int repo_batch_ask(struct repo_object *o, struct repo_batch *b, struct arena *mem, const char *name,
	struct error *err)
{
	return repo_batch_send(b, mem, &name, 1, err) < 0
		? -1
		: repo_batch_receive(o, b, mem, name, err);
}
