#include "spawner_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "service/service.h"
#include "service/port.h"

/* A service that runs the server of tests/programs. */
static struct service_spec spec_of(struct fixture *f, const char *behaviour, const char *folder)
{
	struct service_spec s = { .name = "api",
		.cwd = folder,
		.log = arena_printf(&f->mem, "%s/log", folder),
		.host = "localhost",
		.attempts = 200,
		.interval = 0.1,
		.timeout = 2,
		.grace = 5 };

	words_push(&f->mem, &s.env, f->mark);
	words_push(&f->mem, &s.command,
		arena_printf(&f->mem, "%s {port} %s", PROGRAM("server"), behaviour));
	s.command.scalar = true;
	words_push(&f->mem, &s.health, "/health");
	return s;
}

static void a_server_starts_and_stops(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct service_spec spec = spec_of(f, "plain", folder);
	const struct service_info *info;
	struct service *s;
	struct outcome o;
	struct error err;

	spec.sample = 0.001;
	s = service_start(&spec, f->spawner, &f->mem, &err);
	assert_ok(s ? 0 : -1, &err);
	info = service_info(s);
	assert_text(info->url, arena_printf(&f->mem, "http://127.0.0.1:%u", info->port));
	assert_int_equal(kill(info->pid, 0), 0);
	assert_true(info->startup_ns > 0);
	assert_ok(service_check(s, "now", &err), &err);
	kill(info->pid, SIGKILL);
	AWAIT(service_check(s, "in sample 3", &err) < 0);
	assert_contains(err.text, "was killed by SIGKILL in sample 3");
	service_stop(s, &o);
	assert_int_equal(o.kind, OUTCOME_KILLED);
	assert_int_equal(unit_survivors(f->mark), 0);
	unit_remove(folder);
}

static void the_loss_of_its_helper_is_said(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem), *status;
	struct service_spec spec = spec_of(f, "plain", folder);
	struct service *s;
	struct outcome o;
	struct error err;

	s = service_start(&spec, f->spawner, &f->mem, &err);
	assert_ok(s ? 0 : -1, &err);
	status = unit_read(&f->mem,
		arena_printf(&f->mem, "/proc/%d/status", (int)service_info(s)->pid));
	kill((pid_t)strtol(strstr(status, "PPid:") + 5, NULL, 10), SIGKILL);
	AWAIT(service_check(s, "now", &err) < 0);
	assert_contains(err.text, "): benchctl's helper process was killed, perhaps by");
	service_stop(s, &o);
	AWAIT(unit_survivors(f->mark) == 0);
	unit_remove(folder);
}

static void its_samples_survive_its_end(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct service_spec spec = spec_of(f, "workers 2", folder);
	struct service *s;
	struct outcome o;
	struct error err;
	double threads = 0;

	spec.sample = 0.001;
	s = service_start(&spec, f->spawner, &f->mem, &err);
	assert_ok(s ? 0 : -1, &err);
	poll(NULL, 0, 50);
	service_stop(s, &o);
	for (size_t i = 0; i < o.samples_n; i++) {
		assert_true(o.samples[i].rss > 0);
		threads = o.samples[i].threads > threads ? o.samples[i].threads : threads;
	}
	assert_true(threads >= 3);
	assert_int_equal(unit_survivors(f->mark), 0);
	unit_remove(folder);
}

static void a_server_that_fails_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *behaviour, *text;
	} rows[] = {
		{ "exits 3", "exited with status 3 before it was ready" },
		{ "silent", "is not ready after 3 attempts" },
		{ "mute", "no answer in time" },
		{ "root",
			"; if the server is ready, write health: /PATH with a path that it answers" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *folder = unit_folder(&f->mem);
		struct service_spec spec = spec_of(f, rows[i].behaviour, folder);
		struct error err;

		spec.attempts = 3;
		spec.timeout = i == 2 ? 0.1 : 2;
		assert_null(service_start(&spec, f->spawner, &f->mem, &err));
		/* Unless it needs longer than these attempts to begin. */
		if (i < 3 || !strstr(err.text, "Connection refused"))
			assert_contains(err.text, rows[i].text);
		assert_int_equal(unit_survivors(f->mark), 0);
		unit_remove(folder);
	}
}

static void ports_are_taken_once(void **state)
{
	struct port a, b, c;
	struct error err;

	(void)state;
	assert_ok(port_take(&a, 0, &err), &err);
	assert_ok(port_take(&b, 0, &err), &err);
	assert_int_not_equal(a.number, b.number);
	assert_int_equal(port_take(&c, a.number, &err), -1);
	assert_contains(err.text, "is taken");
	port_release(&a);
	assert_ok(port_take(&c, 0, &err), &err);
	port_release(&c);
	port_release(&b);
}

static void a_listener_keeps_its_port(void **state)
{
	static const int families[] = { AF_INET, AF_INET6 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		struct sockaddr_in6 at = { .sin6_family = (sa_family_t)families[i],
			.sin6_addr = IN6ADDR_LOOPBACK_INIT };
		struct sockaddr_in in = { .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		struct sockaddr *p = i ? (struct sockaddr *)&at : (struct sockaddr *)&in;
		socklen_t size = i ? sizeof at : sizeof in;
		int fd = socket(families[i], SOCK_STREAM, 0);
		struct port port;
		struct error err;

		if (fd < 0 || bind(fd, p, size) < 0)
			continue; /* a machine without IPv6 */
		assert_int_equal(listen(fd, 1), 0);
		assert_int_equal(getsockname(fd, p, &size), 0);
		assert_int_equal(port_take(&port, ntohs(i ? at.sin6_port : in.sin_port), &err), -1);
		assert_contains(err.text, "another program listens on it");
		close(fd);
	}
}

static void placeholders_are_replaced(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct pairs values = { 0 };
	static const struct {
		const char *text, *plain, *quoted;
	} rows[] = {
		{ "", "", "" },
		{ "x", "x", "x" },
		{ "a {port} b", "a 80 b", "a 80 b" },
		{ "{port}{port}", "8080", "8080" },
		{ "{dir}/x", "/a b/x", "'/a b'/x" },
		{ "{text}{none}", "a/{port} b", "'a/{port} b'''" },
		{ "{}{port", "{}{port", "{}{port" },
		{ "{other} {port", "{other} {port", "{other} {port" },
		{ "{{port}}", "{80}", "{80}" },
		{ "${port}", "$80", "$80" },
	};

	(void)state;
	pairs_set(&values, &mem, "port", "80");
	pairs_set(&values, &mem, "dir", "/a b");
	pairs_set(&values, &mem, "text", "a/{port} b");
	pairs_set(&values, &mem, "none", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].text, pairs_fill(&mem, rows[i].text, &values, false),
			rows[i].plain);
		assert_row(rows[i].text, pairs_fill(&mem, rows[i].text, &values, true),
			rows[i].quoted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_starts_and_stops),
		cmocka_unit_test(the_loss_of_its_helper_is_said),
		cmocka_unit_test(its_samples_survive_its_end),
		cmocka_unit_test(a_server_that_fails_leaves_nothing),
		cmocka_unit_test(ports_are_taken_once),
		cmocka_unit_test(a_listener_keeps_its_port),
		cmocka_unit_test(placeholders_are_replaced),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
