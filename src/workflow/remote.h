/* A machine behind ssh. One master connection serves every command and file; it ends with benchctl,
 * however that ends, and then the machine ends what was started there. */
#pragma once

#include "base/words.h"
#include "model/run/run.h"

struct remote_spec {
	const struct workflow_host *host;
	const char *password, *key_password; /* NULL: none */
	struct spawner *spawner;
	struct arena *mem;
};

/* Connects. NULL with a sentence; nothing is left behind then. */
struct remote *remote_open(const struct remote_spec *spec, struct error *err);
/* Ends the connection. NULL is allowed. */
void remote_close(struct remote *r);
/* Connects again where the connection is gone. */
int remote_renew(struct remote *r, struct error *err);
/* What kind of machine it is, and how far its clock is from ours. */
int remote_describe(struct run_machine *out, struct remote *r, struct error *err);

/* A command there. */
struct remote_job {
	const char *command, *shell; /* a text for the shell, or a script by its #! line */
	bool script;
	const char *cwd;         /* NULL: the user's folder */
	const struct words *env; /* "K=V" */
	double grace;            /* s from SIGTERM to SIGKILL */
	bool quiet;              /* nobody reads the reports of remote_ending */
};

/* The ssh program that runs it. The command runs there until its input ends: remote_end, or the end
 * of benchctl, of ssh, or of the connection. */
struct remote_run {
	const char *const *argv; /* argv[0] is its path */
	const char *input;       /* a pipe, which has what the machine's shell shall do */
	int hold;                /* keeps the pipe open */
	const char *mark;        /* what its standard error reports with */
};
int remote_begin(struct remote_run *run, struct remote *r, const struct remote_job *job,
	struct error *err);
void remote_end(struct remote_run *run);

/* What the standard error of ssh says about it. started: the command has begun there; status: its
 * exit status, -1: unknown; left: it has left processes behind, which were killed. */
struct remote_ending {
	bool started, left;
	int status;
};
struct remote_ending remote_ending(const struct remote_run *run, const char *text);
/* The text without those reports. */
const char *remote_words(struct arena *mem, const struct remote_run *run, const char *text);

/* A line for the shell of this machine that runs another line there and exits with its status. It
 * runs for at most timeout s. */
int remote_check_line(const char **line, struct remote *r, const char *command,
	const struct words *env, double timeout, struct error *err);

/* Copies of files fail at that time (clock_ns); 0: never. r NULL: this machine, without limit. */
void remote_until(struct remote *r, uint64_t until);

/* Reads a file of that machine (NULL: of this one), n bytes at a time, into a file of this one; the
 * size and the digest are those of what was written, and of the origin. */
struct copied {
	size_t size;
	const char *sha256;
};
int remote_fetch(struct copied *c, struct remote *r, const char *from, const char *to,
	struct error *err);
int remote_send(struct copied *c, struct remote *r, const char *from, const char *to,
	struct error *err);
int local_copy(struct copied *c, struct arena *mem, const char *from, const char *to,
	struct error *err);
