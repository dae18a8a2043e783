#include "app/site/site.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <microhttpd.h>

#include "app/view.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/lazy.h"
#include "base/text.h"
#include "process/interrupt.h"
#include "report/html.h"

#define FUNCTIONS(F)                                                                               \
	F(MHD_start_daemon)                                                                        \
	F(MHD_stop_daemon)                                                                         \
	F(MHD_run_wait)                                                                            \
	F(MHD_get_daemon_info)                                                                     \
	F(MHD_lookup_connection_value)                                                             \
	F(MHD_get_connection_values)                                                               \
	F(MHD_create_response_from_buffer)                                                         \
	F(MHD_create_response_from_fd64)                                                           \
	F(MHD_add_response_header)                                                                 \
	F(MHD_queue_response)                                                                      \
	F(MHD_destroy_response)
struct microhttpd {
	FUNCTIONS(LAZY_POINTER)
};

enum { CONNECTIONS = 256, TIMEOUT = 10 /* s, of an idle connection */, WAIT = 200 /* ms */ };
#define REFRESH 1.0 /* s between two looks at what has changed */

struct server {
	struct microhttpd mhd;
	struct app_site site;
	uint64_t looked;           /* clock_ns */
	const char *hosts[2];      /* the values of Host that are answered */
	struct MHD_Connection *to; /* the request that is answered */
};

/* Headers of every answer. The pages load nothing from elsewhere, and no page may frame them. */
static const struct {
	const char *name, *value;
} headers[] = {
	{ "Content-Security-Policy",
		"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cache-Control", "no-cache" },
};

static enum MHD_Result queue(struct server *s, unsigned status, const char *type,
	struct MHD_Response *response)
{
	enum MHD_Result rc;

	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		s->mhd.MHD_add_response_header(response, headers[i].name, headers[i].value);
	s->mhd.MHD_add_response_header(response, "Content-Type", type);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		s->mhd.MHD_add_response_header(response, "Allow", "GET");
	rc = s->mhd.MHD_queue_response(s->to, status, response);
	s->mhd.MHD_destroy_response(response);
	return rc;
}

static enum MHD_Result answer(struct server *s, unsigned status, const char *type, const char *data,
	size_t n)
{
	union {
		const char *from;
		void *to;
	} bytes = { data }; /* they are copied, not changed */

	return queue(s, status, type,
		s->mhd.MHD_create_response_from_buffer(n, bytes.to, MHD_RESPMEM_MUST_COPY));
}

static enum MHD_Result say(struct server *s, unsigned status, const char *sentence)
{
	return answer(s, status, "text/plain; charset=utf-8", sentence, strlen(sentence));
}

static enum MHD_Result answer_runs(struct server *s)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	app_list_write(m.f, &s->site.stored);
	memory_file_end(&m);
	return answer(s, MHD_HTTP_OK, "application/json", m.data, m.n);
}

/* A file as an attachment of plain text, whatever it holds. */
static enum MHD_Result answer_fd(struct server *s, int fd, const char *type, bool attachment)
{
	struct MHD_Response *response;
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return say(s, MHD_HTTP_NOT_FOUND, "There is no such file.\n");
	}
	response = s->mhd.MHD_create_response_from_fd64((uint64_t)st.st_size, fd); /* closes it */
	if (response && attachment)
		s->mhd.MHD_add_response_header(response, "Content-Disposition", "attachment");
	return queue(s, MHD_HTTP_OK, type, response);
}

/* name: "run-017/head.log". Only a file that the run's page lists. */
static enum MHD_Result answer_file(struct server *s, struct arena *mem, const char *name)
{
	const char *slash = strchr(name, '/');
	const char *id = slash ? arena_copy(mem, name, (size_t)(slash - name)) : name;
	const struct site_run *run = app_site_run(&s->site, id);
	struct site_files files = { 0 };
	const char *dir = run ? file_join(mem, s->site.p.suite.output_dir, id) : NULL;

	if (dir && slash)
		app_site_files(&files, mem, dir, run->run, false);
	for (size_t i = 0; i < files.n; i++) {
		int fd;

		if (strcmp(files.v[i].name, slash + 1) != 0)
			continue;
		fd = app_site_open_file(dir, files.v[i].name);
		if (fd >= 0)
			return answer_fd(s, fd, "text/plain; charset=utf-8", true);
	}
	return say(s, MHD_HTTP_NOT_FOUND, "There is no such file.\n");
}

/* The kind of the page at path, whose rest becomes *name; SITE_PAGES: there is none. */
static enum site_page find_page(const char **name, const char *path)
{
	for (int k = 0; k < SITE_PAGES; k++) {
		size_t n = strlen(site_folders[k]);
		const char *rest = path + 1 + n;

		if (!text_starts(path + 1, site_folders[k]) || (*rest && (*rest != '/' || !n)))
			continue;
		*name = rest + (*rest == '/');
		return (enum site_page)k;
	}
	return SITE_PAGES;
}

static enum MHD_Result answer_page(struct server *s, struct arena *mem, const char *path)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct site site = s->site.site;
	const char *name = "";
	enum site_page kind = find_page(&name, path);
	struct error err;
	size_t begin;
	int rc;

	if (kind == SITE_FILE)
		return answer_file(s, mem, name);
	site.mem = mem;
	site_begin(m.f, &site, *name ? arena_printf(mem, "%s - %s", name, site.suite) : site.suite);
	fflush(m.f);
	begin = m.n;
	rc = app_site_page(m.f, &s->site, &site, kind, name, &err);
	if (rc != 0) {
		memory_file_cut(&m, begin);
		site_sorry(m.f, &site, rc < 0 ? err.text : "There is no such page.");
	}
	site_end(m.f, &site);
	memory_file_end(&m);
	return answer(s, rc ? MHD_HTTP_NOT_FOUND : MHD_HTTP_OK, "text/html; charset=utf-8", m.data,
		m.n);
}

struct chosen {
	struct server *s;
	struct arena *mem;
	const char *path; /* "/run-001/run-017" */
	size_t n;
};

/* The table has the newest run first, the page the oldest. */
static enum MHD_Result choose(void *ctx, enum MHD_ValueKind kind, const char *key,
	const char *value)
{
	struct chosen *c = ctx;

	(void)kind;
	if (strcmp(key, "run") == 0 && value && app_site_run(&c->s->site, value)) {
		c->path = arena_printf(c->mem, "/%s%s", html_address(c->mem, value), c->path);
		c->n++;
	}
	return MHD_YES;
}

/* A form names runs in the query; the page has a path: "base" and "head", or each "run". */
static enum MHD_Result redirect(struct server *s, struct arena *mem)
{
	const char *base = s->mhd.MHD_lookup_connection_value(s->to, MHD_GET_ARGUMENT_KIND, "base");
	const char *head = s->mhd.MHD_lookup_connection_value(s->to, MHD_GET_ARGUMENT_KIND, "head");
	struct chosen chosen = { s, mem, "", 0 };
	struct MHD_Response *response;
	const char *to = NULL;
	char nothing[] = "";

	s->mhd.MHD_get_connection_values(s->to, MHD_GET_ARGUMENT_KIND, choose, &chosen);
	if (base && head && app_site_run(&s->site, base) && app_site_run(&s->site, head))
		to = arena_printf(mem, "/%s/%s..%s", site_folders[SITE_COMPARISON],
			html_address(mem, base), html_address(mem, head));
	else if (chosen.n > 1)
		to = arena_printf(mem, "/%s%s", site_folders[SITE_RUNS], chosen.path);
	if (!to)
		return say(s, MHD_HTTP_NOT_FOUND, "Choose two or more runs that are stored.\n");
	response = s->mhd.MHD_create_response_from_buffer(0, nothing, MHD_RESPMEM_MUST_COPY);
	if (response)
		s->mhd.MHD_add_response_header(response, "Location", to);
	return queue(s, MHD_HTTP_SEE_OTHER, "text/plain", response);
}

static enum MHD_Result route(struct server *s, struct arena *mem, const char *path)
{
	int fd;

	if (strcmp(path, "/style.css") == 0)
		return answer(s, MHD_HTTP_OK, "text/css; charset=utf-8", site_style,
			strlen(site_style));
	if (strcmp(path, "/page.js") == 0)
		return answer(s, MHD_HTTP_OK, "text/javascript; charset=utf-8", site_script,
			strlen(site_script));
	if (strcmp(path, "/api/runs") == 0)
		return answer_runs(s);
	if (strcmp(path, "/compare") == 0)
		return redirect(s, mem);
	if (strcmp(path, "/dygraph.js") != 0)
		return answer_page(s, mem, path);
	fd = open(site_dygraphs_script, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? say(s, MHD_HTTP_NOT_FOUND, "dygraphs is not installed.\n")
		      : answer_fd(s, fd, "text/javascript; charset=utf-8", false);
}

struct addressed {
	const struct server *s;
	size_t right, wrong; /* headers */
};

static enum MHD_Result check_host(void *ctx, enum MHD_ValueKind kind, const char *key,
	const char *value)
{
	struct addressed *a = ctx;
	bool right = false;

	(void)kind;
	if (strcasecmp(key, "Host") != 0)
		return MHD_YES;
	for (size_t i = 0; i < ARRAY_SIZE(a->s->hosts); i++)
		right = right || text_equal(value, a->s->hosts[i]);
	a->right += right;
	a->wrong += !right;
	return MHD_YES;
}

/* A name that resolves to this machine (DNS rebinding) is another Host. */
static bool is_addressed(const struct server *s)
{
	struct addressed a = { s, 0, 0 };

	s->mhd.MHD_get_connection_values(s->to, MHD_HEADER_KIND, check_host, &a);
	return a.right == 1 && !a.wrong;
}

static void refresh(struct server *s)
{
	struct error err;

	if (clock_seconds(s->looked) < REFRESH)
		return;
	if (app_site_refresh(&s->site, &err) < 0)
		app_warn(s->site.owner, "%s", err.text);
	s->looked = clock_ns();
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type of a callback */
static enum MHD_Result handle(void *ctx, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *data, size_t *n, void **seen)
{
	FREES_ARENA struct arena mem = { 0 };
	struct server *s = ctx;

	(void)version;
	(void)data;
	if (!*seen) { /* the headers; the whole request is the next call */
		*seen = s;
		return MHD_YES;
	}
	if (*n) {
		*n = 0; /* a body is not read */
		return MHD_YES;
	}
	s->to = connection;
	if (!is_addressed(s))
		return say(s, MHD_HTTP_MISDIRECTED_REQUEST,
			"This server answers to 127.0.0.1 and localhost only.\n");
	if (strcmp(method, "GET") != 0)
		return say(s, MHD_HTTP_METHOD_NOT_ALLOWED, "This server answers GET only.\n");
	if (*path != '/' || !utf8_valid(path, strlen(path)))
		return say(s, MHD_HTTP_NOT_FOUND, "There is no such page.\n");
	refresh(s);
	return route(s, &mem, path);
}

static struct MHD_Daemon *start(struct server *s, size_t port, struct error *err)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct MHD_Daemon *d;

	errno = 0;
	/* By select, not epoll: with that libmicrohttpd does not notice that a client has left
	 * which sent a part of a request, and such clients fill all places. */
	d = s->mhd.MHD_start_daemon(MHD_NO_FLAG, (uint16_t)port, NULL, NULL, handle, s,
		MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT, MHD_OPTION_END);
	if (!d)
		error_set(err, "cannot listen on 127.0.0.1:%zu: %s\n  another port: --port N", port,
			errno ? strerror(errno) : "libmicrohttpd has refused");
	return d;
}

static int serve(struct server *s, struct MHD_Daemon *d, void (*ready)(void *ctx, const char *url),
	void *ctx, struct error *err)
{
	const union MHD_DaemonInfo *info = s->mhd.MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT);
	FREES_ARENA struct arena mem = { 0 };

	if (!info)
		return error_set(err, "libmicrohttpd does not say on which port it listens");
	s->hosts[0] = arena_printf(&mem, "127.0.0.1:%d", info->port);
	s->hosts[1] = arena_printf(&mem, "localhost:%d", info->port);
	ready(ctx, arena_printf(&mem, "http://%s/", s->hosts[0]));
	while (!interrupt_take())
		if (s->mhd.MHD_run_wait(d, WAIT) != MHD_YES && !interrupt_pending())
			return error_set(err, "libmicrohttpd cannot wait for requests");
	return 0;
}

int app_serve(struct app *app, const struct serve_options *o,
	void (*ready)(void *ctx, const char *url), void *ctx, struct error *err)
{
	struct server s = { 0 };
	struct MHD_Daemon *d;
	sigset_t before;
	int rc;

	if (LAZY_OPEN(&s.mhd, FUNCTIONS, "libmicrohttpd.so.12", "libmicrohttpd12", err) < 0)
		return error_stage(err, EXIT_MEASURE);
	if (app_site_check(app, &o->site, err) < 0 ||
		app_site_open(&s.site, app, &o->site, err) < 0)
		return -1;
	s.looked = clock_ns();
	interrupt_block(&before);
	d = start(&s, o->port, err);
	rc = d ? serve(&s, d, ready, ctx, err) : -1;
	if (d)
		s.mhd.MHD_stop_daemon(d);
	app_site_close(&s.site);
	interrupt_restore(&before);
	return rc < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}
