/* From the options to the load of one round. */
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "import/read/csv_reader.h"
#include "load/fixture.h"
#include "load/url.h"
#include "load/workload.h"
#include "measure/kind/http.h"

enum { ROWS_MAX = 1000000, OPEN_CONNECTIONS = 512 };
#define ROWS_BYTES_MAX ((size_t)256 << 20)

static uint64_t ns(double seconds)
{
	return (uint64_t)(seconds * 1e9);
}

/* The numbers that are written there; none: *v is NULL. */
static int read_statuses(const int **v, size_t *n, struct arena *mem, const struct words *w,
	struct error *err)
{
	int *out = arena_array(mem, w->n + 1, sizeof *out);

	for (size_t i = 0; i < w->n; i++) {
		const char *s = w->v[i];

		if (strlen(s) != 3 || strspn(s, "0123456789") != 3 || *s < '2' || *s > '5')
			return error_set(err, "expect_status: '%s' is not a status from 200 to 599",
				s);
		out[i] = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	}
	*v = out;
	*n = w->n;
	return 0;
}

static void add_headers(struct load_request *r, struct arena *mem, const struct pairs *common)
{
	struct pairs all = { 0 };

	for (size_t i = 0; i < r->headers.n; i++)
		*ARENA_PUSH(mem, &all) = r->headers.v[i];
	for (size_t i = 0; i < common->n; i++)
		if (!load_header_find(&r->headers, common->v[i].key))
			*ARENA_PUSH(mem, &all) = common->v[i];
	r->headers = all;
}

static int make_request(struct load_request *r, struct arena *mem, const struct http_options *o,
	const struct http_request *one, struct error *err)
{
	const struct words *status = one->status.n ? &one->status : &o->status;

	*r = (struct load_request){ .weight = one->weight,
		.method = one->method,
		.path = one->path,
		.headers = one->headers,
		.body = one->body,
		.body_n = one->body ? strlen(one->body) : 0,
		.check_length = http_given(o, "expect_length"),
		.length = o->length };
	add_headers(r, mem, &o->headers);
	return read_statuses(&r->statuses, &r->statuses_n, mem, status, err);
}

struct requests ARENA_LIST(struct load_request);

static int add_fixture(struct requests *out, struct arena *mem, const struct http_options *o,
	const char *path, struct error *err)
{
	struct load_request *r;
	struct fixture f;

	if (fixture_load(&f, mem, path, err) < 0)
		return -1;
	if (f.unsupported)
		return error_set(err, "%s: %s", path, f.unsupported);
	r = ARENA_PUSH(mem, out);
	*r = f.request;
	add_headers(r, mem, &o->headers);
	return 0;
}

static int add_folder(struct requests *out, struct arena *mem, const struct http_options *o,
	const char *path, struct error *err)
{
	struct words names = { 0 };

	if (file_names(&names, mem, path) < 0)
		return error_set(err, "cannot list %s: %s", path, strerror(errno));
	for (size_t i = 0; i < names.n; i++)
		if (fixture_is_name(names.v[i]) &&
			add_fixture(out, mem, o, file_join(mem, path, names.v[i]), err) < 0)
			return -1;
	return 0;
}

static int add_fixtures(struct requests *out, struct arena *mem, const struct http_options *o,
	const char *root, struct error *err)
{
	for (size_t i = 0; i < o->fixtures.n; i++) {
		const char *path = file_join(mem, root, o->fixtures.v[i]);

		if ((file_is_dir(path) ? add_folder : add_fixture)(out, mem, o, path, err) < 0)
			return error_context(err, "fixtures");
	}
	return out->n || !o->fixtures.n
		? 0
		: error_set(err, "fixtures: there is none in %s", words_list(mem, &o->fixtures));
}

static int add_workload(struct requests *out, struct arena *mem, const struct http_options *o,
	struct error *err)
{
	struct words names = { 0 };

	if (!o->workload)
		return 0;
	if (workload_names(&names, mem, o->workload, err) < 0)
		return error_context(err, "workload");
	for (size_t i = 0; i < names.n; i++) {
		struct load_request *r = ARENA_PUSH(mem, out);

		*r = workload_request(workload_find(names.v[i]), mem, o->seed);
		add_headers(r, mem, &o->headers);
		if (read_statuses(&r->statuses, &r->statuses_n, mem, &o->status, err) < 0)
			return -1;
	}
	return 0;
}

static int make_requests(struct load_plan *plan, struct arena *mem, const struct http_options *o,
	const char *path, const char *root, struct error *err)
{
	const struct http_request single = {
		.weight = 1, .method = o->method, .path = o->path ? o->path : path, .body = o->body
	};
	const struct http_request *v = o->requests.n ? o->requests.v : &single;
	size_t n = o->requests.n ? o->requests.n : o->workload || o->fixtures.n ? 0 : 1;
	struct requests out = { 0 };

	if (strcmp(path, "/") != 0 && (n == 0 || o->requests.n || o->path))
		return error_set(err,
			"url: has the path '%.200s'; remove it, because %s sets the path", path,
			o->path                 ? "path:"
				: o->requests.n ? "requests:"
				: o->fixtures.n ? "fixtures:"
						: "workload:");
	for (size_t i = 0; i < n; i++)
		if (make_request(ARENA_PUSH(mem, &out), mem, o, &v[i], err) < 0)
			return -1;
	if (add_fixtures(&out, mem, o, root, err) < 0 || add_workload(&out, mem, o, err) < 0)
		return -1;
	plan->requests = out.v;
	plan->requests_n = out.n;
	return 0;
}

static int row_fault(const struct csv_reader *csv, const char *path, const char *why,
	struct error *err)
{
	return error_set(err, "rows: %s:%zu: %s", path, csv->line, why);
}

/* Each column as the values of all rows. */
static int take_rows(struct load_plan *plan, struct arena *mem, struct csv_reader *csv,
	const char *path, struct error *err)
{
	struct column ARENA_LIST(const char *) * columns;
	struct load_column *out;
	size_t n, rows = 0;

	if (!csv_reader_next(csv))
		return row_fault(csv, path, csv->fault ? csv->fault : "there are no columns", err);
	n = csv->n;
	columns = arena_array(mem, n, sizeof *columns);
	out = arena_array(mem, n, sizeof *out);
	for (size_t i = 0; i < n; i++)
		out[i].name = part_text(mem, part_trim(csv->cell[i]));
	while (csv_reader_next(csv)) {
		if (csv->n != n)
			return row_fault(csv, path,
				"has another number of cells than the first line", err);
		if (++rows > ROWS_MAX)
			return row_fault(csv, path, "is beyond the largest number of rows, 1000000",
				err);
		for (size_t i = 0; i < n; i++)
			*ARENA_PUSH(mem, &columns[i]) = part_text(mem, csv->cell[i]);
	}
	if (csv->fault || rows == 0)
		return row_fault(csv, path, csv->fault ? csv->fault : "there are no rows", err);
	for (size_t i = 0; i < n; i++) {
		out[i].v = columns[i].v;
		out[i].n = rows;
	}
	plan->columns = out;
	plan->columns_n = n;
	return 0;
}

static int read_rows(struct load_plan *plan, struct arena *mem, const char *path, struct error *err)
{
	struct csv_reader *csv;
	char *text;
	size_t n;
	int rc;

	if (file_read(&text, &n, mem, path, ROWS_BYTES_MAX, err) < 0)
		return error_context(err, "rows");
	csv = arena_alloc(mem, sizeof *csv);
	csv_reader_begin(csv, text, n);
	rc = take_rows(plan, mem, csv, path, err);
	csv_reader_end(csv);
	return rc;
}

int http_plan_make(struct load_plan *plan, struct arena *mem, const struct http_options *o,
	const char *url, const char *root, double longest, struct error *err)
{
	bool counted = http_is_counted(o);
	bool open = o->rate > 0 || http_given(o, "capacity");
	const char *path;

	*plan = (struct load_plan){ .connections = open && !http_given(o, "concurrency")
			? OPEN_CONNECTIONS
			: (unsigned)o->concurrency,
		.rate = o->rate,
		.threads = (unsigned)o->threads,
		.ramp_ns = ns(o->ramp),
		.warmup_ns = ns(o->warmup),
		.duration_ns = ns(counted ? longest : o->duration),
		.count = o->count,
		.requests_per_connection = (unsigned)o->requests_per_connection,
		.timeout_ns = ns(o->timeout),
		.seed = o->seed,
		.stop_fd = -1 };
	if (url_read(&plan->target, &path, mem, url, "http", err) < 0 ||
		make_requests(plan, mem, o, path, root, err) < 0)
		return -1;
	if (o->http2 && !plan->target.tls)
		return error_set(err,
			"http2: needs TLS; give the service tls: true, or a url: of https://");
	plan->target.protocol = o->http2 ? LOAD_HTTP_2 : LOAD_HTTP_1;
	plan->target.insecure = o->insecure;
	plan->target.ca_file = o->ca_file ? file_join(mem, root, o->ca_file) : NULL;
	return o->rows ? read_rows(plan, mem, file_join(mem, root, o->rows), err) : 0;
}
