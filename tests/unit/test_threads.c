/* Work that threads share: whatever processors and threads there are, the results are the same. The
 * system calls that say so are replaced. */
#include "app_fixture.h"
#include "judge_fixture.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "app/compare.h"
#include "base/threads.h"

static struct {
	size_t processors;
	size_t allowed; /* threads that can be started */
	size_t started, joined;
} machine;

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	(void)pid;
	memset(set, 0, size);
	for (size_t i = 0; i < machine.processors; i++)
		CPU_SET(i, set);
	return 0;
}

typedef int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *ctx)
{
	create real;

	if (machine.started == machine.allowed)
		return EAGAIN;
	machine.started++;
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	return real(thread, attr, run, ctx);
}

typedef int (*join)(pthread_t, void **);

int pthread_join(pthread_t thread, void **result)
{
	join real;

	machine.joined++;
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_join");
	return real(thread, result);
}

static const struct {
	size_t processors, allowed;
} machines[] = { { 1, 99 }, { 2, 99 }, { 8, 99 }, { 64, 99 }, { 8, 0 }, { 8, 2 } };

static void use(size_t i)
{
	machine.processors = machines[i].processors;
	machine.allowed = machines[i].allowed;
	machine.started = machine.joined = 0;
}

enum { JOBS_MAX = 1000 };
struct jobs {
	atomic_uint done[JOBS_MAX], busy[THREADS_MAX];
	atomic_bool shared, signalled; /* a worker by two threads; a thread that takes signals */
	pthread_t first;
};

static void job(void *ctx, size_t worker, size_t i)
{
	struct jobs *j = ctx;
	sigset_t blocked;

	if (atomic_fetch_add(&j->busy[worker], 1))
		atomic_store(&j->shared, true);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	if (!pthread_equal(pthread_self(), j->first) && !sigismember(&blocked, SIGINT))
		atomic_store(&j->signalled, true);
	atomic_fetch_add(&j->done[i], 1);
	atomic_fetch_sub(&j->busy[worker], 1);
}

static void each_is_done_once(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 7, JOBS_MAX };

	(void)state;
	for (size_t m = 0; m < ARRAY_SIZE(machines); m++)
		for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
			struct jobs j = { .first = pthread_self() };
			size_t most = sizes[s] < THREADS_MAX ? sizes[s] : THREADS_MAX;
			sigset_t blocked;

			use(m);
			most = most < machine.processors ? most : machine.processors;
			threads_share(sizes[s], THREADS_MAX, job, &j);
			for (size_t i = 0; i < JOBS_MAX; i++)
				assert_int_equal(j.done[i], i < sizes[s]);
			assert_false(j.shared || j.signalled);
			most = most ? most - 1 : 0;
			assert_int_equal(machine.started,
				most < machine.allowed ? most : machine.allowed);
			assert_int_equal(machine.joined, machine.started);
			pthread_sigmask(SIG_BLOCK, NULL, &blocked);
			assert_false(sigismember(&blocked, SIGINT));
		}
}

static void one_thread_is_this_one(void **state)
{
	struct jobs j = { .first = pthread_self() };

	(void)state;
	use(2);
	threads_share(JOBS_MAX, 1, job, &j);
	assert_int_equal(machine.started, 0);
	assert_int_equal(threads_count(1), 1);
	assert_int_equal(threads_count(3), 3);
	assert_int_equal(threads_count(100), THREADS_MAX);
}

/* One of a few hundred benchmarks: steady, slower, new, gone, failed, of two metrics. */
static const char *sample(struct arena *mem, size_t i, bool head)
{
	if (i % 50 == (head ? 7 : 8))
		return "";
	if (i % 50 == 9 && head)
		return arena_printf(mem, "b%zu ! out of order;", i);
	if (i % 20 == 3)
		return arena_printf(mem, "b%zu wall s 20~%zu;b%zu size B 3x%zu;", i, i + 1, i,
			head ? i : i + 1);
	return arena_printf(mem, "b%zu wall s %d~%g;", i, i % 3 ? 20 : 35,
		(double)(i + 1) * (head && i % 10 == 0 ? 1.2 : 1));
}

static struct run side(struct arena *mem, size_t n, bool head)
{
	char *text = arena_alloc(mem, n * 100), *end = text;

	for (size_t i = 0; i < n; i++)
		end = stpcpy(end, sample(mem, i, head));
	return judge_run(mem, head, text);
}

/* Every figure to the last bit. */
static const char *rows_told(struct arena *mem, const struct comparison *c)
{
	struct bytes all = { 0 };

	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];
		const char *row = arena_printf(mem,
			"%s %s %d %d %d %a %a %a %a %a %a %a %a %a %s %zu\n", r->id, r->metric.name,
			r->verdict, r->consequence, r->reason.kind, r->change, r->effect,
			r->effect_lo, r->effect_hi, r->p, r->p_worse, r->psi, r->psi_p, r->visible,
			r->reason.text ? r->reason.text : "", r->head.n);

		arena_append(mem, &all, row, strlen(row));
	}
	for (size_t i = 0; i < c->notes.n; i++)
		arena_append(mem, &all, c->notes.v[i], strlen(c->notes.v[i]));
	arena_append(mem, &all, "", 1);
	return all.v;
}

static void rows_are_the_same(void **state)
{
	const char *selected[] = { "b1*", "b2*", "b3*", "b4*" };
	const struct words filter = { .v = selected, .n = ARRAY_SIZE(selected) };

	(void)state;
	for (size_t n = 60; n < 800; n *= 10) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "judge: [tail]\nmetrics: { size: {} }");
		const struct compare_options options = { .gate = &gate, .filter = &filter };
		struct run base = side(&mem, n, false), head = side(&mem, n, true);
		const struct run_set set = { .v = &base, .n = 1 };
		const char *first = NULL;

		for (size_t m = 0; m < ARRAY_SIZE(machines); m++) {
			struct comparison c = { 0 };
			const char *told;

			use(m);
			compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
			told = rows_told(&mem, &c);
			for (size_t i = 1; i < c.n; i++)
				assert_true(strcmp(c.v[i - 1].id, c.v[i].id) <= 0);
			assert_int_equal(c.notes.n, 2);
			assert_contains(c.notes.v[0], "judge: ");
			assert_contains(c.notes.v[1], "not selected");
			if (m == 0)
				first = told;
			assert_string_equal(told, first);
			assert_int_equal(machine.started > 0,
				n > 500 && machine.processors > 1 && machine.allowed);
		}
	}
}

/* Two of them are large together. */
enum { LINES = 2000 };
static void write_go(struct arena *mem, const char *path, const char *early, const char *late)
{
	struct bytes all = { 0 };

	arena_append(mem, &all, early, strlen(early));
	for (size_t i = 0; i < LINES; i++) {
		const char *line = arena_printf(mem, "BenchmarkOf%0300zu-2 100 %zu.%zu ns/op\n",
			i / 20, 1000 + i / 20, i * 7919 % 9);

		arena_append(mem, &all, line, strlen(line));
	}
	arena_append(mem, &all, late, strlen(late) + 1);
	unit_write(path, all.v);
}

static struct words names(struct arena *mem, const char *text)
{
	char *rest = arena_string(mem, text), *name;
	struct words w = { 0 };

	while ((name = strsep(&rest, " ")))
		words_push(mem, &w, name);
	return w;
}

static const char *compared(struct fixture *f, const char *base, const char *head)
{
	struct arena *mem = &f->app.mem;
	const struct compare_request r = { .base = names(mem, base), .head = names(mem, head) };
	struct comparison c;

	f->notes = f->warnings = "";
	if (app_compare(&c, &f->app, &f->options, &r, &f->err) < 0)
		return arena_printf(mem, "%s%s%d %s", f->notes, f->warnings, (int)f->err.exit,
			f->err.text);
	return arena_printf(mem, "%s%s%s", f->notes, f->warnings, rows_told(mem, &c));
}

static void files_are_read_in_order(void **state)
{
	static const char bad[] = "BenchmarkBad-2 100 5\n";
	static const struct {
		const char *base, *head, *told;
	} rows[] = {
		{ "a.txt", "b.txt", "Of000" },
		{ "a.txt b.txt", "late.txt", "late.txt:2001: 5 of BenchmarkBad-2 has no unit" },
		{ "late.txt", "early.txt", "late.txt:2001: " },
		{ "early.txt", "late.txt", "early.txt:1: " },
		{ "a.txt early.txt late.txt", "b.txt", "early.txt:1: " },
		{ "late.txt late.txt", "early.txt", "are the same file" },
		{ "a.txt", "absent.txt", "'absent.txt' is neither a file" },
		{ "absent.txt", "late.txt", "'absent.txt' is neither a file" },
		{ "late.txt", "absent.txt", "late.txt:2001: " },
		{ "a.txt b.txt", "a.txt b.txt", "2 files of base, 2 of head" },
	};
	struct fixture *f = *state;

	use(0);
	write_go(&f->app.mem, "a.txt", "", "");
	write_go(&f->app.mem, "b.txt", "BenchmarkMore 1 5 ns/op\n", "");
	write_go(&f->app.mem, "early.txt", bad, "");
	write_go(&f->app.mem, "late.txt", "", bad);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *first = NULL;

		for (size_t m = 0; m < ARRAY_SIZE(machines); m++) {
			const char *told;

			use(m);
			told = compared(f, rows[i].base, rows[i].head);
			assert_contains(told, rows[i].told);
			first = first ? first : told;
			assert_string_equal(told, first);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_done_once),
		cmocka_unit_test(one_thread_is_this_one),
		cmocka_unit_test(rows_are_the_same),
		WITH_APP(files_are_read_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
