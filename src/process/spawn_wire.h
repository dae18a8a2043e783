/* The messages between benchctl and its helpers over sockets.
 *
 * The first helper reads SPAWN_SCOPE, a byte that brings the three descriptors of a scope, and
 * forks a helper for it. That one reads jobs: SPAWN_REQUEST, struct spawn_request and `bytes` bytes
 * of strings, each with its NUL: path, cwd, input, log, ends_burst, stamp, group, limit,
 * opened_list ("" for one that is not given), the arguments and the environment. It answers with
 * one struct spawn_reply for each run; before it, where the request says announce, with the process
 * id as an int32_t (0: not started). */
#pragma once

#include <sched.h>
#include <stdint.h>

#include "process/log_limit.h"
#include "process/procfs.h"
#include "process/spawner.h"

struct spawn_request {
	size_t bytes;
	uint32_t argc, envc;
	uint8_t pinned, counters, announce, shared; /* 0 or 1 */
	uint8_t has_channel; /* SPAWN_REQUEST brings a descriptor, its standard input */
	uint8_t cgroup;      /* enum cgroup_version */
	int output;
	uint32_t repeat; /* runs, one after the other */
	uint64_t timeout_ns, grace_ns, sample_ns, burst_ns;
	int (*serve)(int channel); /* the helper is a fork of benchctl, so addresses are the same */
	double memory_limit;
	double inject;
	cpu_set_t cpus;
};

enum spawn_stage {
	STAGE_NONE,
	STAGE_SPAWN,
	STAGE_CWD,
	STAGE_INPUT,
	STAGE_LOG,
	STAGE_CPUS,
	STAGE_EXEC,
};

/* One for each run; the last one has `last` set and is followed by its samples. */
struct spawn_reply {
	bool last;
	enum spawn_stage stage; /* where starting failed */
	struct outcome outcome; /* without its pointers */
};

/* Bytes that begin a message. SPAWN_STOP is sent while a process runs; one that comes too late is
 * skipped before the next request. */
enum { SPAWN_SCOPE = 'n', SPAWN_REQUEST = 'r', SPAWN_STOP = 'c' };
enum { SPAWN_FDS = 3 }; /* descriptors that a byte can bring */

/* Memory that is kept from one message to the next. */
struct spawn_buffer {
	char *v;
	size_t room;
};

/* A request as it was received, its strings in place. */
struct spawn_job {
	struct spawn_request request;
	struct spawn_buffer strings;
	const char *path, *cwd, *input, *log, *ends_burst, *stamp, *opened_list;
	const char *group, *limit; /* where request.cgroup: its path, and memory_limit as digits */
	char **argv, **env;        /* env has room for the stamp */
	int channel;               /* -1: none; to be closed */
	char stamped[128];
};

/* What a request says beside the command. */
struct spawn_job_terms {
	size_t repeat;
	bool announce;
	int channel;                        /* -1: none */
	const struct cgroup_parent *parent; /* NULL: no memory limit */
};

/* False when the other end has gone or sent an invalid message; then the channel is unusable. */
/* Bytes with descriptors, n_fds <= SPAWN_FDS of them. */
bool spawn_wire_send_fds(int fd, const void *data, size_t n, const int *fds, size_t n_fds);
/* The next byte of a message, with the descriptors that it brings; -1: none. */
bool spawn_wire_tag(int fd, unsigned char *tag, int fds[SPAWN_FDS]);
bool spawn_wire_request(int fd, struct spawn_buffer *buffer, const struct command *c,
	const struct spawn_job_terms *terms);
bool spawn_wire_job(int fd, struct spawn_job *job);

/* A scope as its helper sees it. */
struct spawn_channel {
	int socket;
	int out, err; /* the ends of the pipes that children write to */
	int null;
	int turns; /* schedstat of the helper itself */
	struct procfs_io io;
	double io_operations; /* of its children, by the last look */
	struct log_limit log; /* of the process that runs */
};

/* spawn_child.c: starts a process of a job, in the helper of a scope. */
struct memory_cgroup;

/* Written by the child, which shares our memory until it calls execve. */
struct spawn_launch {
	uint64_t begin_ns, start_ns; /* before it was made, and before execve */
	uint64_t waited_ns;          /* for a processor, in between */
	unsigned reads;              /* read calls that this cost */
	enum spawn_stage stage;
	int error;
	bool outside; /* of the group that it belongs in */
};

/* Starts it in the group, if that has a version, by vfork, because the child of a plain fork pays
 * for copying page tables first. -1 where no process could be made; where it could not execute the
 * program, l->stage says what failed. */
pid_t spawn_child(const struct spawn_channel *ch, const struct spawn_job *job,
	const struct memory_cgroup *group, volatile struct spawn_launch *l);

/* spawn_waited.c: how long a process that has ended waited for a processor. */

/* The turns of a process that has ended and is not waited for; false where the kernel does not say.
 * It is not asked, which costs 18 us, where the process never slept, so had no children, and ran
 * all the time since it was made, but for what a start and the end's signal take. */
bool spawn_turns(struct procfs_turns *turns, pid_t pid, const volatile struct spawn_launch *l,
	const struct outcome *o);
/* How many seconds the process, and then this helper, waited for a processor. Its first thread's
 * turns say that where they are all of what the process and its children used; other threads' turns
 * end with them. NaN: unknown. */
double spawn_waited(const struct procfs_turns *turns, const volatile struct spawn_launch *l,
	const struct outcome *o);

/* Kills and reaps all children of this process; the number of those that had to be killed. */
unsigned spawn_sweep(void);

/* The life of the first helper; returns when benchctl has gone. */
void spawn_first_helper(int socket);
