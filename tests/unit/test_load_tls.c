/* Loads over TLS, to openssl's test server. */
#include "load_fixture.h"

struct tls {
	struct arena mem;
	const char *folder, *certificate;
	pid_t pid;
	uint16_t port;
};

static pid_t start(const char *const *argv, int out)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	dup2(out, STDOUT_FILENO);
	dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
	dup2(STDIN_FILENO, STDERR_FILENO);
	execvp(*argv, (char **)(uintptr_t)argv);
	_exit(127);
}

static int tls_setup(void **state)
{
	static struct tls t;
	int out[2], status;
	char line[200] = "";
	FILE *said;

	t.folder = unit_folder(&t.mem);
	t.certificate = arena_printf(&t.mem, "%s/certificate", t.folder);
	const char *key = arena_printf(&t.mem, "%s/key", t.folder);
	const char *const make[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
		"-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", t.certificate,
		NULL };
	const char *const listen_[] = { "openssl", "s_server", "-accept", "127.0.0.1:0", "-www",
		"-cert", t.certificate, "-key", key, NULL };

	assert_int_equal(pipe(out), 0);
	assert_true(waitpid(start(make, out[1]), &status, 0) > 0 && status == 0);
	t.pid = start(listen_, out[1]);
	close(out[1]);
	said = fdopen(out[0], "r");
	while (!t.port && fgets(line, sizeof line, said))
		if (strncmp(line, "ACCEPT ", 7) == 0)
			t.port = (uint16_t)strtoul(strrchr(line, ':') + 1, NULL, 10);
	assert_true(t.port > 0);
	*state = &t;
	return 0;
}

static int tls_teardown(void **state)
{
	struct tls *t = *state;

	kill(t->pid, SIGKILL);
	waitpid(t->pid, NULL, 0);
	unit_remove(t->folder);
	arena_free(&t->mem);
	return 0;
}

/* What a client that trusts so far gets. */
static void certificates_are_checked(void **state)
{
	static const struct load_request get = { .weight = 1, .path = "/" };
	static const struct {
		const char *host;
		bool ca_file, insecure;
		const char *error;
	} rows[] = {
		{ "127.0.0.1", true, false, NULL },
		{ "127.0.0.1", false, true, NULL },
		{ "localhost", false, true, NULL },
		{ "127.0.0.1", false, false, "GET /: SSL certificate problem: self-signed" },
		{ "localhost", true, false, "no alternative certificate subject name matches" },
	};
	const struct tls *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct load_plan p = plan_of(&(struct server){ .port = t->port }, &get);
		struct load_result r;
		struct load_answer a;
		struct error err = { 0 };

		p.target.tls = true;
		p.target.host = rows[i].host;
		p.target.ca_file = rows[i].ca_file ? t->certificate : NULL;
		p.target.insecure = rows[i].insecure;
		p.timeout_ns = 10000000000;
		assert_ok(load_run(&r, &p, &mem, &err), &err);
		if (rows[i].error) {
			assert_contains(r.first_error, rows[i].error);
			assert_int_equal(r.errors[LOAD_ERROR_CONNECT], 4);
			assert_int_equal(load_probe(&a, &p, 0, &mem, &err), -1);
			assert_contains(err.text, rows[i].error);
			continue;
		}
		assert_text(r.first_error, NULL);
		assert_int_equal(r.completed, 4);
		assert_ok(load_probe(&a, &p, 0, &mem, &err), &err);
		assert_true(a.expected && a.length > 0);
		assert_contains(load_header_find(&a.headers, "content-type")->value, "text/html");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_are_checked),
	};

	return cmocka_run_group_tests(tests, tls_setup, tls_teardown);
}
