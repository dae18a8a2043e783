/* What benchctl and its spawn helper say to each other. A request is followed by `bytes` bytes:
 * path, cwd, input, ends_burst, stamp, group, limit, the arguments and the environment, each ending
 * with NUL. */
#ifndef BENCHCTL_SPAWN_WIRE_H
#define BENCHCTL_SPAWN_WIRE_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include "process/spawner.h"

struct spawn_request {
	size_t bytes;
	uint32_t argc, envc;
	uint8_t has_cwd, has_input, has_stamp, pinned, counters; /* 0 or 1 */
	uint8_t cgroup;                                          /* enum cgroup_version */
	int output;
	uint32_t repeat; /* the process is run so often, one after the other */
	uint64_t timeout_ns, sample_ns;
	double memory_limit;
	double inject;
	cpu_set_t cpus;
};

enum spawn_stage {
	STAGE_NONE,
	STAGE_SPAWN,
	STAGE_CWD,
	STAGE_INPUT,
	STAGE_CPUS,
	STAGE_EXEC,
};

/* One for each process that was run; the last one has `last` set and is followed by its samples. */
struct spawn_reply {
	bool last;
	enum spawn_stage stage; /* where starting failed; error says why */
	int error;
	int status; /* as wait4 gives it */
	bool timed_out;
	unsigned left_behind;
	uint64_t started_ns; /* CLOCK_REALTIME */
	uint64_t wall_ns;
	struct rusage usage;
	double io_operations;
	double over_memory; /* B it had when it broke the limit; 0: it had not */
	enum limit_keeper keeper, breach;
	size_t samples;
	double sampling;
	double counters[COUNTERS];
};

/* The byte before a request, and the one that benchctl may send while a process runs. That one can
 * come too late to be read then, and is skipped before the next request. */
enum { SPAWN_REQUEST = 'r', SPAWN_CANCEL = 'c' };

/* Memory that is kept from one message to the next. */
struct spawn_buffer {
	char *v;
	size_t room;
};

/* A request as it was received, its strings in place. */
struct spawn_job {
	struct spawn_request request;
	struct spawn_buffer strings;
	const char *path, *cwd, *input, *ends_burst, *stamp;
	const char *group, *limit; /* where request.cgroup: its path, and memory_limit as digits */
	char **argv, **env;        /* env has room for the stamp */
	char stamped[128];
};

/* All four: false when the other end has gone or makes no sense, and then nothing more can be
 * understood. */
struct command;
struct memory_place;
bool spawn_wire_send(int fd, const void *data, size_t n);
bool spawn_wire_receive(int fd, void *data, size_t n);
bool spawn_wire_request(int fd, struct spawn_buffer *buffer, const struct command *c,
	const struct memory_place *place, size_t repeat);
bool spawn_wire_job(int fd, struct spawn_job *job);

/* The helper's end of what they share. */
struct spawn_channel {
	int socket;
	int out, err; /* the ends of the pipes that children write to */
	int null;
};

/* The life of the helper; returns when benchctl has gone. */
void spawn_helper(const struct spawn_channel *ch);

#endif
