#include "process/spawner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "process/interrupt.h"
#include "process/scope.h"
#include "process/spawn_wire.h"
#include "process/spawner_own.h"

/* Forks the first helper. */
static int start_helper(struct spawner *s)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	s->socket = pair[0];
	s->pid = fork();
	if (s->pid == 0) {
		close(pair[0]);
		spawn_first_helper(pair[1]);
		_exit(0);
	}
	close(pair[1]);
	return s->pid < 0 ? -1 : 0;
}

struct spawner *spawner_start(struct error *err)
{
	struct spawner *s = calloc(1, sizeof *s);

	if (!s)
		die_of_memory(0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	s->socket = s->signals = s->watch.stop = -1;
	interrupt_block(&s->signals_before);
	s->signals = interrupt_open();
	if (s->signals < 0 || start_helper(s) < 0)
		error_set(err, "cannot start the spawn helper: %s", strerror(errno));
	else
		s->own = scope_open(s, err);
	if (s->own) {
		interrupt_watch_start(&s->watch, s->signals);
		return s;
	}
	spawner_stop(s);
	return NULL;
}

void spawner_stop(struct spawner *s)
{
	int status = 0;

	if (!s)
		return;
	interrupt_watch_stop(&s->watch);
	scope_close(s->own);
	if (s->socket >= 0) {
		shutdown(s->socket,
			SHUT_RDWR); /* ends the helper even if another process holds the socket */
		close(s->socket);
	}
	while (s->pid > 0 && waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		spawn_sweep(); /* this process has got what the helpers had */
	if (s->signals >= 0)
		close(s->signals);
	if (s->has_parent)
		cgroup_parent_close(&s->parent);
	interrupt_restore(&s->signals_before);
	free(s->folder);
	free(s);
}

const struct cgroup_parent *spawner_cgroup_parent(struct spawner *s)
{
	if (!s->has_parent)
		cgroup_parent_open(&s->parent);
	s->has_parent = true;
	return &s->parent;
}

void spawner_enter(struct spawner *s, const char *folder)
{
	free(s->folder);
	s->folder = strdup(folder);
	if (!s->folder)
		die_of_memory(0);
}

int spawner_burst(struct spawner *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err)
{
	return scope_burst(s->own, c, o, n, err);
}

int spawner_run(struct spawner *s, const struct command *c, struct outcome *o, struct error *err)
{
	return scope_burst(s->own, c, o, 1, err) < 0 ? -1 : 0;
}
