/* Runs another program for its answer (git, cc, ssh). What it starts may outlive it, such as a
 * daemon of git; benchmarks and services run in a scope instead (spawner.h, scope.h). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct error;

struct proc {
	const char *const *argv;   /* argv[0] is looked up in PATH; NULL at the end */
	const char *cwd;           /* NULL: the current folder */
	const char *const *env;    /* "K=V" added to the environment; NULL at the end, or NULL */
	size_t max;                /* maximum bytes of standard output; 0: 64 MiB */
	double timeout;            /* seconds; 0: 60 */
	void (*beside)(void *ctx); /* called while it runs; or NULL */
	void *ctx;
};

struct proc_answer {
	int status; /* exit status, or 128 + signal */
	char *out;  /* out_n bytes and a NUL */
	size_t out_n;
	char *err; /* the first 4 KiB, without trailing white space */
};

/* Returns 0 when the program ran to its end, whatever its exit status. A signal that is held
 * (interrupt.h) kills it, stays held, and is an error. */
int proc_run(struct proc_answer *a, struct arena *mem, const struct proc *p, struct error *err);

/* Starts the program and does not wait: argv, cwd and env of p, the three descriptors as standard
 * streams, no signal blocked, SIGPIPE as usual. own_group: in its own process group. Returns 0
 * or errno. */
int proc_start(pid_t *pid, struct arena *mem, const struct proc *p, const int streams[3],
	bool own_group);
