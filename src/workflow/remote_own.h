/* What the parts of a remote share. */
#pragma once

#include "process/dialogue.h"
#include "workflow/remote.h"

#define REFUSES_SESSION "Session open refused" /* of ssh, if its sshd refuses a session */
#define RAISE_SESSIONS  "its sshd allows too few sessions: raise MaxSessions"
#define PATIENCE        60.0 /* s of silence, while a file is read or written there */

struct remote {
	struct remote_spec spec;
	const char *ssh;                /* its path */
	const char *dir, *socket, *log; /* private to this process */
	int lock;                       /* of dir */
	struct scope *master;
	struct dialogue dialogue; /* with a shell there, for files */
	size_t files;             /* made in dir so far */
};

/* Puts the host before the sentence. Returns -1. */
int remote_refuse(const struct remote *r, struct error *err);

/* ssh with the remote shell as its last word. */
struct words remote_ssh(const struct remote *r);
