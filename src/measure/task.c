#include "measure/task.h"

#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "measure/services.h"
#include "measure/user_metrics.h"
#include "process/interrupt.h"

const struct kind *const kinds[] = { &command_kind, &external_kind, &http_kind, &module_kind,
	&workflow_kind, NULL };

static const struct kind_hooks *hooks_of(const struct task *t)
{
	return t->benchmark->kind->hooks;
}

const char *task_moment(const struct task *t, size_t i)
{
	return t->counts ? arena_printf(t->context->mem, "in sample %zu", t->samples + i + 1)
			 : "in warm-up";
}

int task_probe(struct task *t, struct error *err)
{
	const struct kind_hooks *hooks = hooks_of(t);

	t->phase = "init";
	/* The kind may change the folder and the environment, which fixtures share. */
	if (hooks->probe && hooks->probe(t, err) < 0)
		return -1;
	return fixtures_probe(t, err);
}

/* A server that has ended is the reason for whatever failed; one that is ending gets some time. */
static int check_services(struct task *t, const char *when, bool failed, struct error *err)
{
	static const double patience = 0.2; /* s */

	return t->context->interrupted ? 0 : services_check(t, when, failed ? patience : 0, err);
}

/* A call of calibrate or sample, with the fixtures around it. */
static int call(struct task *t, size_t n, struct error *err)
{
	const struct kind_hooks *hooks = hooks_of(t);
	bool calibrates = n == 0;
	int got;

	if (services_renew(t, err) < 0 || fixtures_run(t, FIXTURE_PREPARE, err) < 0 ||
		user_metrics_clear(t->context, err) < 0)
		return -1;
	sink_begin(&t->sink, t, t->counts || calibrates);
	services_span_begin(t);
	got = calibrates ? hooks->calibrate(t, &t->sink, err) : hooks->sample(t, &t->sink, n, err);
	services_span_end(t);
	if (check_services(t, task_moment(t, 0), got < 0, err) < 0 || got < 0 ||
		sink_end(&t->sink, err) < 0)
		return -1;
	if (got == 0 && !calibrates)
		return error_set(err, "no sample was taken %s", task_moment(t, 0));
	return got;
}

int task_begin(struct task *t, struct error *err)
{
	const struct kind_hooks *hooks = hooks_of(t);
	int rc;

	t->phase = "init";
	t->begun = true;
	if (services_start(t, err) < 0)
		return -1;
	rc = fixtures_setup(t, err);
	if (rc == 0 && hooks->open)
		rc = hooks->open(t, err);
	if (rc < 0) {
		check_services(t, "before the first sample", true, err);
		return -1;
	}
	t->open = true;
	if (rc == 0)
		return 0;
	return call(t, 0, err) < 0 ? -1 : fixtures_run(t, FIXTURE_CONCLUDE, err);
}

int task_sample(struct task *t, size_t n, bool counts, struct error *err)
{
	size_t reported = leak_samples_reported(t);
	bool reports;
	int got;

	t->phase = counts ? "run" : "warmup";
	t->counts = counts;
	/* The reports of several processes could not be distinguished. */
	got = call(t, fixtures_per_sample(t) || t->reports ? 1 : n, err);
	if (got < 0)
		return -1;
	reports = user_metrics_exist(t->context);
	t->reports = t->reports || reports;
	if (counts) {
		t->samples += (size_t)got;
		if ((reports && user_metrics_take(t, err) < 0) ||
			leak_samples_add_reported(t, reported, err) < 0)
			return -1;
		result_close(t->result, (size_t)got);
	}
	return fixtures_run(t, FIXTURE_CONCLUDE, err) < 0 ? -1 : got;
}

const struct suite *task_suite(const struct task *t)
{
	return t->benchmark->home ? t->benchmark->home : t->context->measurement->suite;
}

bool task_interrupted(struct measure_context *c)
{
	if (!c->interrupted)
		c->interrupted = interrupt_take();
	return c->interrupted != 0;
}

/* The samples are good, but cleaning up failed. */
static void warn(struct task *t, const struct error *err)
{
	t->result->warning = secrets_hide(t->context->mem, &t->secrets, err->text,
		strlen(err->text));
}

void task_end(struct task *t)
{
	const struct kind_hooks *hooks = hooks_of(t);
	struct error err;

	t->phase = "fini";
	if (t->open && hooks->close && hooks->close(t, &err) < 0)
		warn(t, &err);
	t->open = false;
	/* A signal that nobody has taken would end cleanup. */
	task_interrupted(t->context);
	if (t->begun && fixtures_cleanup(t, &err) < 0)
		warn(t, &err);
	t->begun = false;
	services_stop(t);
}
