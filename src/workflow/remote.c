/* The master connection of a machine. */
#include "workflow/remote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/host.h"
#include "model/workflow/workflow.h"
#include "process/interrupt.h"
#include "process/output_tail.h"
#include "process/proc.h"
#include "process/scope.h"
#include "process/spawner.h"
#include "process/which.h"
#include "workflow/remote_own.h"

/* For the sockets, whose paths have little room. */
#define FOLDERS      "/tmp"
#define PREFIX       "benchctl-ssh-"
#define CONNECT_TIME 30 /* s */

int remote_refuse(const struct remote *r, struct error *err)
{
	return error_context(err, "host %s (%s)", r->spec.host->item.key, r->spec.host->ip);
}

static void remove_folder(struct arena *mem, const char *dir)
{
	struct words files = { 0 };

	file_names(&files, mem, dir);
	for (size_t i = 0; i < files.n; i++)
		unlink(file_join(mem, dir, files.v[i]));
	rmdir(dir);
}

/* Folders of processes that were killed: nobody holds their lock. */
static void reap(struct arena *mem)
{
	struct words names = { 0 };

	file_names(&names, mem, FOLDERS);
	for (size_t i = 0; i < names.n; i++) {
		const char *dir = arena_printf(mem, "%s/%s", FOLDERS, names.v[i]);
		CLOSES_FD int lock = -1;
		struct stat st;

		if (text_starts(names.v[i], PREFIX) && lstat(dir, &st) == 0 &&
			S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
			(lock = file_seize(dir)) >= 0)
			remove_folder(mem, dir);
	}
}

static int make_folder(struct remote *r, struct error *err)
{
	char name[] = FOLDERS "/" PREFIX "XXXXXX";

	reap(r->spec.mem);
	if (!mkdtemp(name))
		return error_set(err, "cannot create a folder in %s: %s", FOLDERS, strerror(errno));
	r->dir = arena_string(r->spec.mem, name);
	r->lock = file_seize(r->dir);
	r->socket = file_join(r->spec.mem, r->dir, "s");
	r->log = file_join(r->spec.mem, r->dir, "log");
	return 0;
}

/* ssh asks this program for a secret, which only its environment has. It answers nothing else, such
 * as whether an unknown key of a host is right. */
static const char askpass[] = "#!/bin/sh\n"
			      "case $1 in\n"
			      "*assphrase*) printf '%s\\n' \"$BENCHCTL_KEY_PASSWORD\" ;;\n"
			      "*assword*) printf '%s\\n' \"$BENCHCTL_PASSWORD\" ;;\n"
			      "*) exit 1 ;;\n"
			      "esac\n";

static int ask_by_program(const struct remote *r, struct words *env, struct error *err)
{
	struct arena *mem = r->spec.mem;
	const char *path = file_join(mem, r->dir, "askpass");

	if (file_write(path, askpass, sizeof askpass - 1, err) < 0)
		return -1;
	chmod(path, 0700);
	words_set(mem, env, arena_printf(mem, "SSH_ASKPASS=%s", path));
	words_set(mem, env, "SSH_ASKPASS_REQUIRE=force");
	if (r->spec.password)
		words_set(mem, env, arena_printf(mem, "BENCHCTL_PASSWORD=%s", r->spec.password));
	if (r->spec.key_password)
		words_set(mem, env,
			arena_printf(mem, "BENCHCTL_KEY_PASSWORD=%s", r->spec.key_password));
	return 0;
}

/* "~/x" as a shell would read it. */
static const char *home_path(struct arena *mem, const char *path)
{
	const char *home = getenv("HOME");

	return text_starts(path, "~/") && home ? file_join(mem, home, path + 2) : path;
}

static void add_destination(const struct remote *r, struct words *w)
{
	const struct workflow_host *h = r->spec.host;
	struct arena *mem = r->spec.mem;

	if (h->port)
		words_printf(mem, w, "-p%zu", h->port);
	if (h->username)
		words_add(mem, w, (const char *[]){ "-l", h->username, NULL });
	words_add(mem, w, (const char *[]){ "--", h->ip, NULL });
}

static int master_words(struct remote *r, struct words *w, struct error *err)
{
	static const char *const options[] = { "-M", "-N", "-T", "-a", "-x", "-oControlPersist=no",
		"-oConnectTimeout=10", "-oServerAliveInterval=5", "-oServerAliveCountMax=3",
		"-oClearAllForwardings=yes", "-oPermitLocalCommand=no", "-oRemoteCommand=none",
		"-oNumberOfPasswordPrompts=1", NULL };
	const struct workflow_host *h = r->spec.host;
	const bool asks = r->spec.password || r->spec.key_password;
	struct arena *mem = r->spec.mem;

	words_push(mem, w, r->ssh);
	words_add(mem, w, options);
	words_add(mem, w, (const char *[]){ "-S", r->socket, NULL });
	words_push(mem, w, asks ? "-oBatchMode=no" : "-oBatchMode=yes");
	if (asks || h->known_hosts)
		words_push(mem, w, "-oStrictHostKeyChecking=yes");
	if (h->known_hosts)
		words_add(mem, w,
			(const char *[]){ "-oGlobalKnownHostsFile=/dev/null",
				arena_printf(mem, "-oUserKnownHostsFile=%s",
					file_absolute(mem, home_path(mem, h->known_hosts))),
				NULL });
	if (h->key_file) {
		const char *key = file_absolute(mem, home_path(mem, h->key_file));

		if (!file_exists(key))
			return error_set(err, "key_file: %s does not exist", key);
		words_add(mem, w, (const char *[]){ "-oIdentitiesOnly=yes", "-i", key, NULL });
	}
	add_destination(r, w);
	return 0;
}

/* Why ssh has ended, in its own words. */
static int say_refused(const struct remote *r, struct error *err)
{
	struct arena *mem = r->spec.mem;
	const char *hint = "";
	/* It ends its lines for a terminal. */
	char *text = text_drop(arena_string(mem, last_lines_of(mem, r->log, 8)), '\r');
	const struct {
		const char *sign, *hint;
	} hints[] = {
		{ "UNPROTECTED PRIVATE KEY FILE",
			"; other users can read key_file, so ssh does not use it: chmod 600" },
		{ "REMOTE HOST IDENTIFICATION HAS CHANGED",
			"; the key of the host has changed: check that it is the right machine, "
			"then remove the old key with ssh-keygen -R" },
		{ "Host key verification failed",
			"; its key is unknown: connect once with ssh, or add it to known_hosts" },
		{ "Permission denied",
			"; ssh has no key or password that the host accepts: check username and "
			"key_file" },
	};

	for (char *banner; (banner = strstr(text, "@@@\n"));)
		text = banner + strlen("@@@\n");
	for (size_t i = 0; i < ARRAY_SIZE(hints) && !*hint; i++)
		if (strstr(last_lines_of(mem, r->log, 100), hints[i].sign))
			hint = hints[i].hint;
	return error_set(err, "ssh cannot connect: %s%s", *text ? text : "it printed nothing",
		hint);
}

/* The socket is there once the connection is. */
static int await_master(struct remote *r, struct error *err)
{
	uint64_t began = clock_ns();
	struct outcome o;

	while (!file_exists(r->socket)) {
		int rc = scope_wait(&o, r->master, 0.005, err);

		if (rc < 0)
			return -1;
		if (rc == SCOPE_ENDED)
			return say_refused(r, err);
		if (rc == SCOPE_INTERRUPTED || interrupt_pending())
			return error_set(err, "interrupted before ssh was connected");
		if (clock_seconds(began) > CONNECT_TIME)
			return error_set(err, "ssh is not connected after %d s", CONNECT_TIME);
	}
	return 0;
}

static int start_master(struct remote *r, struct error *err)
{
	struct words argv = { 0 }, env = { 0 };
	struct command c = { .log = r->log, .grace = 1 };

	if (master_words(r, &argv, err) < 0)
		return -1;
	words_add(r->spec.mem, &env, (const char *const *)environ);
	if ((r->spec.password || r->spec.key_password) && ask_by_program(r, &env, err) < 0)
		return -1;
	c.path = r->ssh;
	c.argv = argv.v;
	c.env = env.v;
	r->master = scope_open(r->spec.spawner, err);
	if (!r->master || scope_start(r->master, &c, err) < 0)
		return -1;
	return await_master(r, err);
}

static void stop_master(struct remote *r)
{
	const char *const argv[] = { r->ssh, "-S", r->socket, "-O", "exit", "--", r->spec.host->ip,
		NULL };
	const struct proc p = { .argv = argv, .timeout = 5 };
	struct proc_answer ignored;
	struct outcome o;

	dialogue_close(&r->dialogue);
	if (r->master && scope_pid(r->master)) {
		if (file_exists(r->socket))
			proc_run(&ignored, r->spec.mem, &p, ERROR_IGNORED);
		if (scope_wait(&o, r->master, 0.5, ERROR_IGNORED) != SCOPE_ENDED &&
			scope_pid(r->master))
			scope_stop(&o, r->master);
	}
	scope_close(r->master);
	r->master = NULL;
	unlink(r->socket);
}

struct remote *remote_open(const struct remote_spec *spec, struct error *err)
{
	struct remote *r = arena_alloc(spec->mem, sizeof *r);

	*r = (struct remote){ .spec = *spec, .lock = -1 };
	r->dialogue.name = "its shell";
	r->dialogue.patience = PATIENCE;
	if (which_find(&r->ssh, spec->mem, "ssh", NULL, getenv("PATH"), err) < 0)
		error_append(err, "; install openssh-client");
	else if (make_folder(r, err) == 0 && start_master(r, err) == 0)
		return r;
	remote_refuse(r, err);
	remote_close(r);
	return NULL;
}

void remote_close(struct remote *r)
{
	if (!r || !r->dir)
		return;
	stop_master(r);
	remove_folder(r->spec.mem, r->dir);
	fd_close(&r->lock);
	r->dir = NULL;
}

int remote_renew(struct remote *r, struct error *err)
{
	struct outcome o;

	if (r->master && scope_wait(&o, r->master, 0, err) == SCOPE_RUNNING &&
		file_exists(r->socket))
		return 0;
	stop_master(r);
	return start_master(r, err) < 0 ? remote_refuse(r, err) : 0;
}

/* ssh by the master alone: without that it ends at once, instead of connecting by itself. */
struct words remote_ssh(const struct remote *r)
{
	static const char *const options[] = { "-T", "-oControlMaster=no", "-oBatchMode=yes",
		"-oProxyCommand=false", "-oLogLevel=ERROR", NULL };
	struct words w = { 0 };

	words_push(r->spec.mem, &w, r->ssh);
	words_add(r->spec.mem, &w, options);
	words_add(r->spec.mem, &w, (const char *[]){ "-S", r->socket, NULL });
	add_destination(r, &w);
	/* Whatever the login shell is: sh, fish and csh understand this. */
	words_push(r->spec.mem, &w, "exec /bin/sh -s");
	return w;
}
