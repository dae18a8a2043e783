/* The machine of a run. */
#pragma once

#include "base/record.h"

struct host {
	const char *class;  /* x86_64-amd-epyc-2c: results of one class are comparable */
	const char *digest; /* SHA-256 over all stored members below, in hexadecimal */
	const char *arch, *cpu, *microcode;
	size_t cores;  /* this process may use */
	size_t memory; /* bytes */
	const char *kernel, *os;
	const char *governor, *turbo, *virtualization;
	const char *compiler;
	const char *quota; /* of the cgroup, such as "200000 100000"; NULL: none */
	const char *flags; /* instructions of the processor, which no run stores; or NULL */
};

extern const struct field host_fields[];

/* The processor and the class; `class`, if not NULL or empty, replaces the derived one. */
void host_probe(struct host *h, struct arena *mem, const char *class);

/* Adds the members that only a stored run needs, and the digest. */
void host_identify(struct host *h, struct arena *mem);

/* Class and digest of another machine, from the other members. */
void host_finish(struct host *h, struct arena *mem);

/* SHA-256 of n bytes, 64 hexadecimal digits. */
char *digest_hex(struct arena *mem, const void *data, size_t n);
