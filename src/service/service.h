/* A server that benchctl starts, waits for and stops. It has its own scope, so all that it starts
 * ends with benchctl, however that ends.
 *
 *	s = service_start(&spec, spawner, mem, err);
 *	info = service_info(s);
 *	...
 *	if (service_check(s, when, err) < 0)         it has ended
 *	service_stop(s, &outcome, err);
 */
#pragma once

#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/option/option.h"

struct outcome;
struct spawner;

struct service_spec {             /* lives as long as the service */
	const char *name;         /* for messages */
	struct words command;     /* with placeholders; {port} is added to the values */
	struct pairs values;      /* of the placeholders */
	struct words env;         /* "K=V", besides PORT and own_env */
	struct pairs own_env;     /* values with placeholders */
	const char *cwd;          /* absolute */
	const char *fallback_cwd; /* where a program that cwd lacks is looked for; or NULL */
	const char *log;          /* absolute; gets both output streams */
	const char *host;
	bool tls;      /* its URL is https://HOST:PORT, because certificates have names */
	unsigned port; /* 0: a free one */
	/* It chooses its port itself: host and port are those of the checks, {port} stays and PORT
	 * is not set. Without a command, only the checks are awaited. */
	bool own_port;
	unsigned status;   /* of the answer to GET; 0: any 2xx */
	double deadline;   /* s, of all attempts; 0: none */
	const char *shown; /* the command, for messages; NULL: as it is */
	struct words health;
	const char *check; /* a command of health, for messages; NULL: as it is */
	size_t attempts;
	double interval, timeout, grace; /* s */
	double sample;                   /* s between two samples of its processes; 0: none */
	const cpu_set_t *cpus;           /* NULL: any */
	/* Changes the words that are started, whose program is `path`; such as to put a profiler
	 * before them. NULL: nothing is changed. */
	int (*wrap)(void *ctx, struct words *argv, const char *path, struct error *err);
	void *wrap_ctx;
};

struct service_info {
	pid_t pid;
	unsigned port;
	const char *url; /* "http://127.0.0.1:8080", without a trailing / */
	uint64_t startup_ns;
	uint64_t started; /* CLOCK_REALTIME, ns */
	const char *command;
};

/* Starts it and waits until it is ready. NULL with a sentence; if a signal was the reason, that is
 * still pending (interrupt.h). Nothing is left behind then. */
struct service *service_start(const struct service_spec *spec, struct spawner *spawner,
	struct arena *mem, struct error *err);
const struct service_info *service_info(const struct service *s);

/* -1 with a sentence when it has ended. when: "in sample 3". */
int service_check(struct service *s, const char *when, struct error *err);

/* Waits until the service has ended by itself, at most this many seconds. */
void service_await_end(struct service *s, double seconds);

/* SIGTERM, grace, SIGKILL. o: how it ended, with its samples, until the spawner ends; all 0 where
 * the helper has died. */
void service_stop(struct service *s, struct outcome *o);
