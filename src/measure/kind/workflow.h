/* One sample of a workflow: all its stages, one after the other. */
#pragma once

#include "base/arena.h"
#include "measure/task.h"
#include "model/workflow/workflow.h"
#include "service/service.h"
#include "workflow/remote.h"

struct stage_run { /* of one stage on one host */
	const struct workflow_stage *stage;
	const char *host;           /* alias */
	struct benchmark benchmark; /* the task's, with the stage's environment and limits */
	struct words env, here;     /* on its host; of what is started on this machine */
	const char *script;         /* absolute, on this machine; NULL: none */
	const char *log;            /* absolute */
	uint64_t began;             /* clock_ns */
	struct service *service;    /* of a background stage that runs */
	struct service_spec spec;   /* of its health check, too */
	struct remote_run remote;   /* where it runs on another machine; argv NULL: it does not */
};

struct connection {
	const char *alias;
	struct remote *remote;
	struct run_machine machine;
};

struct workflow_state {
	struct ARENA_LIST(struct connection) connections;
	const struct workflow_case *of;
	const char *folder, *subfolder; /* of this pass: absolute, and from the run's folder */
	struct ARENA_LIST(struct stage_run *) running; /* in the background */
	size_t started; /* stages of this pass, for the names of logs */
	/* Whether all stages until now have ended in an earlier run, and the s that they took. */
	bool resumes;
	double resumed;
};

struct workflow_state *workflow_state(const struct task *t);
struct run *workflow_run(const struct task *t);

/* The connection to the host, and what it is; NULL: it is this machine. */
struct remote *workflow_remote(const struct task *t, const char *alias);
const struct run_machine *workflow_machine(const struct task *t, const char *alias);

/* Runs it, or starts it in the background; awaits its health check, records how it ended, and
 * collects its outputs. cleans: it is one of `cleanup:`. */
int stage_run(struct task *t, struct sink *sink, const struct workflow_stage *stage,
	const char *host, bool cleans, struct error *err);
/* -1 when one of those in the background has ended. */
int stage_check_running(struct task *t, struct error *err);
/* Stops the last of them and collects its outputs. */
int stage_stop_last(struct task *t, struct sink *sink, struct error *err);
void stage_record(struct task *t, const struct stage_run *r, int status, const char *how);

/* Variables of the stage in a text: ${NAME}. */
int stage_expand(const char **out, const struct task *t, const struct stage_run *r,
	const char *text, struct error *err);
/* A file of this machine, from the stage's folder. */
const char *stage_path(const struct task *t, const char *path);

/* Collects the outputs and emits their metrics. partial: the stage failed; nothing must exist. */
int stage_collect(struct task *t, struct sink *sink, struct stage_run *r, bool partial,
	struct error *err);

/* 1: the stage ended in the run that this one resumes; its outputs are here. 0: it has to run. */
int stage_resume(struct task *t, struct sink *sink, const struct workflow_stage *stage,
	const char *host, struct error *err);

/* Copies the file of `copy:`. */
int stage_copy(struct task *t, const struct stage_run *r, struct error *err);

/* Composes the command of the stage on the host, and the command of ssh here. */
int stage_prepare_remote(struct program *p, struct task *t, struct stage_run *r,
	struct remote *remote, struct error *err);
/* Runs it there to its end. Only what has not started is tried again. */
int stage_run_remote(struct task *t, struct stage_run *r, struct remote *remote,
	const struct program *prepared, struct error *err);
/* The sentence for a stage that has failed, with its last lines. Returns -1. */
int stage_say(struct task *t, const struct stage_run *r, const char *how, struct error *err);

/* The command or the request of a health check. */
int stage_check_spec(struct task *t, struct stage_run *r, struct error *err);
