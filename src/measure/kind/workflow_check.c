/* health_check: as what src/service can ask. */
#include "measure/kind/workflow.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* A background stage without a health check must live this long before the next one starts. */
#define START_TIME 0.1 /* s */

/* A file, a process and a command are asked by a shell, here as on a host. */
static const char *shell_line(struct arena *mem, const struct workflow_check *c, const char *target)
{
	const char *word = words_quote_one(mem, target);

	switch (c->type) {
	case CHECK_FILE: return arena_printf(mem, "test -e %s", word);
	case CHECK_PROCESS:
		return arena_printf(mem,
			"if test -f %s; then read -r p <%s && kill -0 \"$p\"; else "
			"for c in /proc/[0-9]*/comm; do read -r n <\"$c\" || continue; "
			"test \"$n\" = %s && exit 0; done 2>/dev/null; exit 1; fi",
			word, word, word);
	case CHECK_COMMAND: return target;
	default: return NULL;
	}
}

static bool take_port(struct service_spec *spec, struct arena *mem, const char *text)
{
	const char *host;

	if (!workflow_port(&spec->port, &host, mem, text))
		return false;
	spec->host = host ? host : spec->host;
	return true;
}

static int take_url(struct service_spec *spec, struct arena *mem, const char *text,
	struct error *err)
{
	const char *rest = text_starts(text, "http://") ? text + strlen("http://") : text, *path;
	const char *at;

	if (text_starts(text, "https://")) {
		words_printf(mem, &spec->health, "command:curl -fsS -o /dev/null %s",
			words_quote_one(mem, text));
		return 0;
	}
	path = rest + strcspn(rest, "/");
	at = arena_copy(mem, rest, (size_t)(path - rest));
	if (!take_port(spec, mem, at)) {
		spec->port = 80;
		spec->host = at;
	}
	if (!*at)
		return error_set(err, "'%s' has no port; write http://localhost:8080/health", text);
	words_push(mem, &spec->health, *path ? path : "/");
	return 0;
}

static int take_target(struct service_spec *spec, struct arena *mem, const struct workflow_check *c,
	const char *target, struct error *err)
{
	switch (c->type) {
	case CHECK_PORT:
		if (!take_port(spec, mem, target))
			return error_set(err, "'%s' is not a port; write 8080 or HOST:8080",
				target);
		words_push(mem, &spec->health, "port");
		return 0;
	case CHECK_HTTP: return take_url(spec, mem, target, err);
	default:
		words_printf(mem, &spec->health, "command:%s", shell_line(mem, c, target));
		return 0;
	}
}

/* Without a tool that every machine has: what is there decides. */
static const char *remote_line(struct arena *mem, const struct workflow_check *c,
	const struct service_spec *spec)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is one */
	const char *path = spec->health.v[0];

	if (strcmp(path, "port") == 0)
		return arena_printf(mem,
			"if command -v bash >/dev/null; "
			"then bash -c 'exec 3<>/dev/tcp/%s/%u' 2>/dev/null; "
			"else grep -qi ':%04X 0*:0000 0A' /proc/net/tcp /proc/net/tcp6; fi",
			spec->host, spec->port, spec->port);
	if (*path != '/')
		return path + strlen("command:");
	return arena_printf(mem,
		"if command -v curl >/dev/null; then s=$(curl -s -o /dev/null -m 2 -w "
		"'%%{http_code}' %s); else s=$(bash -c 'exec 3<>/dev/tcp/%s/%u && printf \"GET $1 "
		"HTTP/1.0\\r\\nHost: %s:%u\\r\\n\\r\\n\" >&3 && read -r v s x <&3 && echo \"$s\"' "
		"x %s); fi; case $s in %s) ;; *) exit 1 ;; esac",
		words_quote_one(mem,
			arena_printf(mem, "http://%s:%u%s", spec->host, spec->port, path)),
		spec->host, spec->port, spec->host, spec->port, words_quote_one(mem, path),
		c->status ? arena_printf(mem, "%zu", c->status) : "2??");
}

/* The check runs where the stage does. */
static int move_check(struct task *t, struct stage_run *r, struct remote *remote,
	const char *target, struct error *err)
{
	struct arena *mem = t->context->mem;
	const struct workflow_check *c = &r->stage->check;
	const char *line;

	if (strspn(r->spec.host,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_") !=
		strlen(r->spec.host))
		return error_set(err, "'%s' is not a host", r->spec.host);
	r->spec.timeout = c->timeout; /* its login shell may be slow */
	if (remote_check_line(&line, remote, remote_line(mem, c, &r->spec), &r->env,
		    r->spec.timeout, err) < 0)
		return -1;
	r->spec.check = c->type == CHECK_COMMAND
		? target
		: arena_printf(mem, "%s %s", check_type_names[c->type], target);
	r->spec.health = (struct words){ 0 };
	words_printf(mem, &r->spec.health, "command:%s", line);
	return 0;
}

int stage_check_spec(struct task *t, struct stage_run *r, struct error *err)
{
	const struct workflow_check *c = &r->stage->check;
	struct arena *mem = t->context->mem;
	struct remote *remote = workflow_remote(t, r->host);
	const char *target;
	size_t attempts = c->retries ? c->retries : 1;

	r->spec = (struct service_spec){ .name = arena_printf(mem, "'%s'", r->stage->name),
		.env = r->here,
		.cwd = stage_path(t, ""),
		.log = r->log,
		.host = "localhost",
		.own_port = true,
		.status = (unsigned)c->status,
		.attempts = attempts,
		.interval = c->retries ? c->timeout / (double)attempts : 1e-3,
		.timeout = c->timeout < 2 || !c->retries ? c->timeout : 2,
		.deadline = c->timeout,
		.shown = r->stage->command ? r->stage->command : r->stage->script,
		.grace = r->stage->grace };
	if (!c->target) {
		if (!r->stage->background)
			return 0;
		r->spec.interval = START_TIME;
		r->spec.attempts = 1;
		words_push(mem, &r->spec.health, "process");
		return 0;
	}
	if (stage_expand(&target, t, r, c->target, err) < 0 ||
		take_target(&r->spec, mem, c, target, err) < 0)
		return error_context(err, "stage '%s': health_check", r->stage->name);
	if (remote && c->target && move_check(t, r, remote, target, err) < 0)
		return error_context(err, "stage '%s': health_check", r->stage->name);
	return 0;
}
