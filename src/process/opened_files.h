/* Which files a program and everything that it starts open for reading or execute.
 *
 * The kernel asks before each such call (seccomp user notification, Linux 5.5), even without
 * privileges and in containers. Where it cannot, nothing is noted. A set-user-ID program has no
 * privileges in such a run, and every call takes some microseconds longer: never measure it. */
#pragma once

struct arena;
struct words;

/* In a separate process: runs the program as a child and ends as that ends. Adds
 * absolute paths to the file `list`, each with its NUL, as they were asked for; a '>' is before one
 * that is written. Nothing is added where the kernel does not support it. */
_Noreturn void opened_files_exec(const char *list, const char *path, char *const *argv,
	char *const *env);

/* What such a list has: the paths that were only read, with the sources of what Python has
 * compiled, and the others (NULL: not asked for), each once and sorted. Nothing where it cannot
 * be read. */
void opened_files_read(struct words *read, struct words *written, struct arena *mem,
	const char *list);
