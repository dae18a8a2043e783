/* The process of a module, and the messages between it and benchctl over a socket. Both ends are
 * the same program, but a plugin may have overwritten memory, so the process may send any bytes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "benchctl/plugin.h"

struct error;

enum module_tag {
	/* To the process. text: source, name, then settings "KEY=VALUE", each with its NUL. */
	MODULE_OPEN = 1,
	MODULE_SAMPLE, /* n: how many */
	MODULE_CLOSE,
	/* From it, while a hook runs. sub: "" for the benchmark itself */
	MODULE_EMIT,      /* name, unit, better, exact, value */
	MODULE_BUCKETS,   /* n more buckets of a histogram */
	MODULE_HISTOGRAM, /* name, unit, better, exact */
	MODULE_FAIL,      /* text */
	MODULE_WARN,
	MODULE_NOTE,
	MODULE_DONE, /* n: what the hook has returned; text: why it failed, or ""; name: the primary
			metric, or "" */
};

enum { MODULE_NAME = 160, MODULE_UNIT = 32, MODULE_TEXT = 4096 };
enum { MODULE_BUCKETS_EACH = MODULE_TEXT / sizeof(struct benchctl_bucket) };

/* What MODULE_DONE says of a plugin that has another name. */
enum { MODULE_OTHER = -2 };

struct module_message {
	uint32_t tag;
	int32_t n, better, exact;
	double value;
	char sub[MODULE_NAME], name[MODULE_NAME], unit[MODULE_UNIT];
	union {
		char text[MODULE_TEXT];
		struct benchctl_bucket buckets[MODULE_BUCKETS_EACH];
	};
};

/* False when the other end has gone. An incomplete or senseless message is refused. */
bool module_wire_send(int fd, const struct module_message *m);
bool module_wire_receive(int fd, struct module_message *m);

/* Copies the text; false: it did not fit and was cut. */
bool module_wire_text(char *out, size_t size, const char *text);

/* module_serve.c: the life of the process. Obeys the messages that come over the socket until its
 * other end closes. Returns the exit status. */
int module_serve(int channel);

/* module_load.c: finds the declaration of a module, in that process. source: the name of a built-in
 * module, or a path with a slash in it, of a plugin. The plugin's code runs. */
int module_load(const struct benchctl_kind **kind, const char *source, struct error *err);
