/* A repository in a temporary folder, which is the current one, and an app with the real helper. */
#pragma once

#include "unit.h"

#include "app/app.h"
#include "app/project/project.h"

struct fixture {
	struct arena mem;
	const char *folder;
	struct app app;
	struct error err;
	struct project_options options;
	const char *notes, *warnings; /* that the app has sent, a line each */
	int before;                   /* the current folder of the test program */
	int saved[2];                 /* standard output and errors while an app function runs */
	int printed;                  /* the file that they go to */
};

static inline void fixture_note(void *ctx, const char *text)
{
	struct fixture *f = ctx;

	f->notes = arena_printf(&f->mem, "%s%s\n", f->notes, text);
}

static inline void fixture_warn(void *ctx, const char *text)
{
	struct fixture *f = ctx;

	f->warnings = arena_printf(&f->mem, "%s%s\n", f->warnings, text);
}

/* Runs a script in the folder; it has to succeed. */
static inline void shell(struct fixture *f, const char *script)
{
	FILE *p = popen(arena_printf(&f->mem, "set -e; exec >'%s.out' 2>&1; %s", f->folder, script),
		"r");

	assert_non_null(p);
	if (pclose(p) != 0)
		fail_msg("%s\n%s", script,
			unit_read(&f->mem, arena_printf(&f->mem, "%s.out", f->folder)));
}

static inline int fixture_make(void **state)
{
	static const char *const unset[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "CI",
		"GITHUB_ACTIONS", "GITHUB_BASE_REF", "GITHUB_EVENT_NAME", "XDG_CACHE_HOME" };
	struct fixture *f = calloc(1, sizeof *f);

	f->folder = realpath(unit_folder(&f->mem), NULL);
	f->notes = f->warnings = "";
	f->before = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(chdir(f->folder), 0);
	setenv("HOME", arena_printf(&f->mem, "%s/home", f->folder), 1);
	setenv("GIT_CONFIG_GLOBAL", arena_printf(&f->mem, "%s/home/.gitconfig", f->folder), 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	for (size_t i = 0; i < ARRAY_SIZE(unset); i++)
		unsetenv(unset[i]);
	shell(f,
		"mkdir home; git config --global user.name Ada;"
		"git config --global user.email ada@example.org;"
		"git config --global init.defaultBranch main;"
		"mkdir work; cd work; git init -q; printf 'results\\n' >.gitignore;"
		"git add .; git commit -qm first");
	assert_int_equal(chdir("work"), 0);
	f->app.ui = (struct app_ui){ .note = fixture_note, .warn = fixture_warn, .ctx = f };
	assert_ok(app_start(&f->app, true, &f->err), &f->err);
	*state = f;
	return 0;
}

static inline int fixture_remove(void **state)
{
	struct fixture *f = *state;

	app_end(&f->app, 0);
	assert_int_equal(fchdir(f->before), 0);
	close(f->before);
	unit_remove(f->folder);
	remove(arena_printf(&f->mem, "%s.out", f->folder));
	free((char *)(uintptr_t)f->folder);
	arena_free(&f->mem);
	free(f);
	return 0;
}

#define WITH_APP(f) cmocka_unit_test_setup_teardown(f, fixture_make, fixture_remove)

static inline void fixture_listen(struct fixture *f)
{
	f->printed = open(f->folder, O_TMPFILE | O_RDWR, 0600);
	assert_true(f->printed >= 0);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		f->saved[i] = dup(i + 1);
		dup2(f->printed, i + 1);
	}
	*f->err.text = '\0';
	f->err.exit = EXIT_PASS;
}

static inline int fixture_silent(struct fixture *f, int rc, const char *call)
{
	off_t n;

	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		dup2(f->saved[i], i + 1);
		close(f->saved[i]);
	}
	n = lseek(f->printed, 0, SEEK_END);
	close(f->printed);
	if (n)
		fail_msg("%s printed %d bytes", call, (int)n);
	return rc;
}

/* Calls an app function; fails when it prints. */
#define CALL(call) (fixture_listen(f), fixture_silent(f, call, #call))
#define SUCCEEDS(call)                                                                             \
	do {                                                                                       \
		if (CALL(call) != 0)                                                               \
			fail_msg("%s: %s", #call, f->err.text);                                    \
	} while (0)
/* The call fails with that status and a sentence with that part. */
#define FAILS(status, part, call)                                                                  \
	do {                                                                                       \
		assert_int_equal(CALL(call), -1);                                                  \
		assert_contains(app_error_text(&f->app, &f->err), part);                           \
		assert_int_equal(f->err.exit, status);                                             \
	} while (0)

/* A suite of one benchmark, a, in the class of machines "pool". more: lines of the file. */
static inline void write_suite(const char *command, const char *more)
{
	char text[1024];

	snprintf(text, sizeof text,
		"benchmark: { name: demo, machine_class: pool }\n"
		"defaults: { runs: 5, warmup: 0 }\n%s"
		"suite:\n  - { name: a, command: \"%s\" }\n",
		more, command);
	unit_write("benchctl.yaml", text);
}

/* A run in which a took that many seconds, ten times. */
static inline void write_run(const char *path, const char *wall)
{
	char text[2048];
	size_t n;

	n = (size_t)snprintf(text, sizeof text,
		"{\"benchctl\":\"run\",\"schema\":1,\"suite\":\"demo\",\"runs\":[{\"suite\":\"demo\","
		"\"status\":\"ok\",\"started\":\"2026-01-01T00:00:00Z\",\"finished\":"
		"\"2026-01-01T00:00:01Z\",\"host\":{\"class\":\"pool\"},\"results\":[{\"id\":\"a\","
		"\"status\":\"ok\",\"metrics\":{\"wall\":{\"unit\":\"s\",\"better\":\"lower\","
		"\"samples\":[");
	for (int i = 0; i < 10; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? "," : "", wall);
	snprintf(text + n, sizeof text - n, "]}}}]}]}\n");
	unit_write(path, text);
}
