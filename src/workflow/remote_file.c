/* Files from and to another machine, by a shell there that answers lines. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sha256.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "model/host.h"
#include "model/workflow/workflow.h"
#include "process/interrupt.h"
#include "process/proc.h"
#include "workflow/remote_own.h"

enum { PIECE = 256 << 10, CLOCK_TRIES = 3 };

static int say(struct remote *r, const char *text, struct error *err)
{
	return dialogue_send(&r->dialogue, text, strlen(text), err);
}

/* Sends lines for the shell and reads the line that it answers; NULL: there is none. */
static const char *ask(struct remote *r, const char *text, struct error *err)
{
	return say(r, text, err) < 0 ? NULL : dialogue_line(&r->dialogue, r->spec.mem, err);
}

/* A path that a shell takes for nothing else; "~/" is the user's folder there. */
static const char *quoted(struct arena *mem, const char *path)
{
	if (path[0] == '~' && path[1] == '/')
		return arena_printf(mem, "\"$HOME\"/%s", words_quote_one(mem, path + 2));
	return words_quote_one(mem, *path == '-' ? arena_printf(mem, "./%s", path) : path);
}

/* sum: the digest of its standard input, by what the machine has. t: an incomplete file,
 * which goes away with the shell, however that ends. */
static const char begin[] =
	"t=; trap '[ -z \"$t\" ] || rm -f \"$t\"' EXIT; trap exit HUP PIPE TERM\n"
	"sum() { { if command -v openssl >&2; then openssl dgst -sha256 -r; "
	"elif command -v sha256sum >&2; then sha256sum; else shasum -a 256; fi; } 2>/dev/null | "
	"{ read -r s x; echo \"$s\"; }; }\n"
	"echo benchctl-ready\n";

/* Opens the shell where none is open. What a start-up file of the login shell prints is skipped. */
static int open_shell(struct remote *r, struct error *err)
{
	const struct words argv = remote_ssh(r);
	const struct proc p = { .argv = argv.v };
	const char *line;

	if (r->dialogue.pid)
		return 0;
	if (remote_renew(r, err) < 0)
		return -1;
	if (dialogue_open(&r->dialogue, r->spec.mem, &p) < 0)
		return error_set(err, "cannot start ssh: %s", strerror(errno));
	if (say(r, begin, err) < 0)
		return -1;
	do
		line = dialogue_line(&r->dialogue, r->spec.mem, err);
	while (line && strcmp(line, "benchctl-ready") != 0);
	return line ? 0
		: interrupt_pending()
		? -1
		: error_append(err, "; %s",
			  strstr(err->text, REFUSES_SESSION)
				  ? RAISE_SESSIONS
				  : "benchctl starts /bin/sh on the host; may this "
				    "user run commands?");
}

#define NOT_A_FILE "it is not a file, but a folder or a device"

/* The copy gets the name of the target; a folder or a device stays. */
static int check_target(const char *to, struct error *err)
{
	struct stat st;

	if (lstat(to, &st) < 0 || S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
		return 0;
	return error_set(err, "cannot write %s: " NOT_A_FILE, to);
}

static int receive(struct copied *c, struct remote *r, size_t n, struct file_draft *d,
	struct error *err)
{
	char *piece = arena_alloc(r->spec.mem, PIECE), hex[SHA256_DIGEST_STRING_LENGTH];
	SHA2_CTX sum;
	size_t left = n;

	SHA256Init(&sum);
	while (left) {
		size_t part = left < PIECE ? left : PIECE;

		if (dialogue_read(&r->dialogue, piece, part, err) < 0)
			return -1;
		if (write(d->fd, piece, part) != (ssize_t)part)
			return error_set(err, "cannot write %s: %s", d->temp, strerror(errno));
		SHA256Update(&sum, (const uint8_t *)piece, part);
		left -= part;
	}
	SHA256End(&sum, hex);
	*c = (struct copied){ n, arena_string(r->spec.mem, hex) };
	return 0;
}

static int fetch_into(struct copied *c, struct remote *r, const char *from, struct file_draft *d,
	struct error *err)
{
	struct arena *mem = r->spec.mem;
	const char *line, *sum;
	char *end;
	unsigned long long n;

	/* The digest is taken while the bytes are sent: as many as announced, also of a file that
	 * becomes shorter. */
	line = ask(r,
		arena_printf(mem,
			"f=%s; if [ -f \"$f\" ] && [ -r \"$f\" ]; then n=$(($(wc -c <\"$f\"))); "
			"x=; [ ! -x \"$f\" ] || x=' x'; echo \"size $n$x\"; exec 3>&1; s=$({ { "
			"head -c \"$n\" \"$f\"; head -c \"$n\" /dev/zero; } 2>/dev/null | head -c "
			"\"$n\" >&3 & sum <\"$f\"; wait; }); echo \"$s\"; elif [ -e \"$f\" ]; then "
			"echo 'is not a file that %s can read'; else echo 'does not exist'; fi\n",
			quoted(mem, from),
			r->spec.host->username ? r->spec.host->username : "the user"),
		err);
	if (!line)
		return -1;
	if (strncmp(line, "size ", 5) != 0)
		return error_set(err, "%s %s", from, line);
	n = strtoull(line + 5, &end, 10);
	d->runs = strcmp(end, " x") == 0;
	if ((*end && !d->runs) || end == line + 5)
		return error_set(err, "%s: the size '%s' is not a number", from, line + 5);
	if (receive(c, r, n, d, err) < 0 || !(sum = dialogue_line(&r->dialogue, mem, err)))
		return -1;
	if (strcmp(sum, c->sha256) != 0)
		return error_set(err,
			"%s changed while benchctl copied it, or the copy is damaged "
			"(SHA-256 %.12s on the host, %.12s here)",
			from, sum, c->sha256);
	return 0;
}

int remote_fetch(struct copied *c, struct remote *r, const char *from, const char *to,
	struct error *err)
{
	struct file_draft d;
	int rc;

	if (open_shell(r, err) < 0)
		return remote_refuse(r, err);
	if (check_target(to, err) < 0 || file_draft_open(&d, to, err) < 0)
		return -1;
	rc = fetch_into(c, r, from, &d, err);
	if (rc < 0) {
		unlink(d.temp);
		close(d.fd);
		dialogue_close(&r->dialogue);
		return remote_refuse(r, err);
	}
	return file_draft_end(&d, to, 0, err);
}

/* Sends the rest of fd. */
static int transmit(struct copied *c, struct remote *r, int fd, struct error *err)
{
	char *piece = arena_alloc(r->spec.mem, PIECE), hex[SHA256_DIGEST_STRING_LENGTH];
	size_t left = c->size;
	SHA2_CTX sum;

	SHA256Init(&sum);
	while (left) {
		ssize_t n = read(fd, piece, left < PIECE ? left : PIECE);

		if (n <= 0)
			return error_set(err, "the file became shorter while benchctl sent it");
		if (dialogue_send(&r->dialogue, piece, (size_t)n, err) < 0)
			return -1;
		SHA256Update(&sum, (const uint8_t *)piece, (size_t)n);
		left -= (size_t)n;
	}
	SHA256End(&sum, hex);
	c->sha256 = arena_string(r->spec.mem, hex);
	return 0;
}

static int send_file(struct copied *c, struct remote *r, int fd, const char *to, struct error *err)
{
	struct arena *mem = r->spec.mem;
	const char *line;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_set(err, "%s", strerror(errno));
	c->size = (size_t)st.st_size;
	/* The bytes follow the answer, because the shell may read ahead before it. All of them are
	 * read, also where the disk is full. */
	line = ask(r,
		arena_printf(mem,
			"f=%s; t='" NOT_A_FILE "'; { [ -f \"$f\" ] || [ ! -e \"$f\" ]; } && "
			"t=$(mktemp \"$f.XXXXXX\" 2>&1) && echo ready && { head -c %zu | { cat "
			">\"$t\" 2>/dev/null || cat >/dev/null; }; if [ $(($(wc -c <\"$t\"))) = "
			"%zu ]; then sum <\"$t\"; else echo short; fi; } || { echo \"$t\"; t=; }\n",
			quoted(mem, to), c->size, c->size),
		err);
	if (!line)
		return -1;
	if (strcmp(line, "ready") != 0)
		return error_set(err, "cannot write %s: %s", to, line);
	if (transmit(c, r, fd, err) < 0 || !(line = dialogue_line(&r->dialogue, mem, err)))
		return -1;
	if (strcmp(line, c->sha256) != 0) {
		ask(r, "rm -f \"$t\"; t=; echo done\n", err);
		return error_set(err, "%s was written only in part; is the disk of the host full?",
			to);
	}
	line = ask(r,
		arena_printf(mem,
			"chmod %s \"$t\"; mv -f \"$t\" \"$f\" 2>/dev/null && echo done || "
			"{ rm -f \"$t\"; echo failed; }; t=\n",
			st.st_mode & S_IXUSR ? "755" : "644"),
		err);
	if (!line)
		return -1;
	return strcmp(line, "done") == 0 ? 0 : error_set(err, "cannot rename %s", to);
}

int remote_send(struct copied *c, struct remote *r, const char *from, const char *to,
	struct error *err)
{
	CLOSES_FD int fd = file_open(from, err);

	if (fd < 0)
		return -1;
	if (open_shell(r, err) == 0 && send_file(c, r, fd, to, err) == 0)
		return 0;
	dialogue_close(&r->dialogue);
	return remote_refuse(r, err);
}

int local_copy(struct copied *c, struct arena *mem, const char *from, const char *to,
	struct error *err)
{
	CLOSES_FD int fd = file_open(from, err);
	char *piece = arena_alloc(mem, PIECE), hex[SHA256_DIGEST_STRING_LENGTH];
	struct file_draft d;
	SHA2_CTX sum;
	ssize_t n;
	struct stat st;
	int fault = 0;

	if (fd < 0 || check_target(to, err) < 0 || file_draft_open(&d, to, err) < 0)
		return -1;
	d.runs = fstat(fd, &st) == 0 && st.st_mode & S_IXUSR;
	*c = (struct copied){ 0 };
	SHA256Init(&sum);
	while (!fault && (n = read(fd, piece, PIECE)) != 0) {
		if (interrupt_pending())
			fault = EINTR;
		else if (n < 0 || write(d.fd, piece, (size_t)n) != n)
			fault = errno ? errno : EIO;
		else
			SHA256Update(&sum, (const uint8_t *)piece, (size_t)n);
		c->size += n > 0 ? (size_t)n : 0;
	}
	SHA256End(&sum, hex);
	c->sha256 = arena_string(mem, hex);
	return file_draft_end(&d, to, fault, err);
}

void remote_until(struct remote *r, uint64_t until)
{
	if (r)
		r->dialogue.until = until;
}

/* Its clock minus ours, by the exchange that took the least time. */
static int read_clock(struct run_machine *out, struct remote *r, struct error *err)
{
	out->round_trip = out->clock_offset = (double)NAN;
	for (int i = 0; i < CLOCK_TRIES; i++) {
		uint64_t began = clock_epoch_ns(), ended;
		const char *line;
		double offset, took;

		if (!(line = ask(r, "date +%s.%N\n", err)))
			return -1;
		ended = clock_epoch_ns();
		took = (double)(ended - began) / 1e9;
		offset = strtod(line, NULL) - (double)began / 1e9 - took / 2;
		if (isnan(out->round_trip) || took < out->round_trip) {
			out->round_trip = took;
			out->clock_offset = offset;
		}
	}
	return 0;
}

int remote_describe(struct run_machine *out, struct remote *r, struct error *err)
{
	struct arena *mem = r->spec.mem;
	struct host h = { 0 };
	const char *lines[6];

	if (open_shell(r, err) < 0 ||
		say(r,
			"uname -m; uname -sr; sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | "
			"head -n 1 | grep . || echo; nproc 2>/dev/null || echo 0; (. "
			"/etc/os-release; echo \"$PRETTY_NAME\") 2>/dev/null || echo; sed -n "
			"'s/^MemTotal: *\\([0-9]*\\).*/\\1/p' /proc/meminfo | grep . || echo 0\n",
			err) < 0)
		return remote_refuse(r, err);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (!(lines[i] = dialogue_line(&r->dialogue, mem, err)))
			return remote_refuse(r, err);
	h.arch = lines[0];
	h.kernel = lines[1];
	h.cpu = *lines[2] ? lines[2] : "unknown";
	h.cores = strtoul(lines[3], NULL, 10);
	h.os = lines[4];
	h.memory = (strtoull(lines[5], NULL, 10) + 32768) / 65536 * 65536 * 1024;
	host_finish(&h, mem);
	out->class = h.class;
	out->digest = h.digest;
	out->system = arena_printf(mem, "%s, %s", h.os, h.kernel);
	return read_clock(out, r, err) < 0 ? remote_refuse(r, err) : 0;
}
