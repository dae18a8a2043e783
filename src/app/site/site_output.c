/* The files of a run, and the tables among them. Metadata is as foreign as any other file, so no
 * path in it leads out of the run's folder. */
#include "app/site/site.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/plot/plot.h"
#include "base/file.h"
#include "base/text.h"
#include "model/run/run.h"

enum { TEXT_SHOWN = 64 << 10, FILES_READ = 100, TABLES = 6, PICTURES = 4 };
enum { PLOTS = 8, PLOT_BYTES = 1 << 20 };
#define TABLE_BYTES (64 << 20)

int app_site_open_file(const char *dir, const char *name)
{
	int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next;
	char part[NAME_MAX + 1];
	size_t n;

	if (!file_is_confined(name)) {
		fd_close(&at);
		return -1;
	}
	for (; at >= 0; at = next, name += n + 1) {
		const char *slash = strchrnul(name, '/');

		n = (size_t)(slash - name);
		if (n >= sizeof part)
			n = sizeof part - 1;
		memcpy(part, name, n);
		part[n] = '\0';
		next = openat(at, part,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
				(*slash ? O_DIRECTORY : 0));
		close(at);
		if (!*slash)
			return next;
	}
	return -1;
}

/* A text has no NUL. */
static void read_beginning(struct site_file *f, struct arena *mem, int fd)
{
	char *text = arena_alloc(mem, TEXT_SHOWN + 1);
	ssize_t n = read(fd, text, TEXT_SHOWN);

	if (n <= 0 || memchr(text, '\0', (size_t)n))
		return;
	f->text = text;
	f->text_n = (size_t)n;
}

static void add_file(struct site_files *files, struct arena *mem, const char *dir, const char *name,
	bool read)
{
	CLOSES_FD int fd = app_site_open_file(dir, name);
	struct site_file *f;
	struct stat st;

	if (TEXT_FIND(files->v, files->n, name, name) || fd < 0 || fstat(fd, &st) < 0 ||
		!S_ISREG(st.st_mode))
		return;
	f = ARENA_PUSH(mem, files);
	*f = (struct site_file){ .name = name, .size = (size_t)st.st_size };
	if (read && files->n <= FILES_READ && !strstr(name, ".json"))
		read_beginning(f, mem, fd);
}

/* A browser shows a picture of an <img> without its scripts. */
static const char *picture_of(struct arena *mem, const char *dir, const char *name)
{
	static const char *const endings[] = { "svg", "png", NULL };
	static const char *const types[] = { "svg+xml", "png" };
	CLOSES_FD int fd = app_site_open_file(dir, name);
	const char *dot = strrchr(name, '.');
	int type = dot ? text_choice(endings, dot + 1) : -1;
	char *bytes, *text;
	size_t n;

	if (fd < 0 || type < 0 ||
		file_read_fd(&bytes, &n, mem, name, fd, PLOT_BYTES, ERROR_IGNORED) < 0)
		return NULL;
	text = arena_alloc(mem, TEXT_BASE64_SIZE(n));
	text_base64(text, (const uint8_t *)bytes, n);
	return arena_printf(mem, "data:image/%s;base64,%s", types[type], text);
}

/* What `benchctl plot` has drawn. */
static void add_plots(struct site_files *files, struct arena *mem, const char *dir, bool read)
{
	struct words names = { 0 };
	size_t shown = 0;

	file_names(&names, mem, file_join(mem, dir, "plots"));
	for (size_t i = 0; i < names.n; i++) {
		const char *name = file_join(mem, "plots", names.v[i]);
		size_t before = files->n;

		add_file(files, mem, dir, name, false);
		if (files->n == before || !read || shown == PLOTS)
			continue;
		files->v[before].picture = picture_of(mem, dir, name);
		shown += files->v[before].picture != NULL;
	}
}

void app_site_files(struct site_files *files, struct arena *mem, const char *dir,
	const struct run *run, bool read)
{
	struct words names = { 0 };

	*files = (struct site_files){ 0 };
	file_names(&names, mem, dir);
	for (size_t i = 0; i < names.n; i++)
		add_file(files, mem, dir, names.v[i], read);
	for (size_t i = 0; i < run->stages.n; i++)
		if (run->stages.v[i].log)
			add_file(files, mem, dir, run->stages.v[i].log, read);
	for (size_t i = 0; i < run->outputs.n; i++)
		if (run->outputs.v[i].file)
			add_file(files, mem, dir, run->outputs.v[i].file, read);
	add_plots(files, mem, dir, read);
}

/* The column's entry in the schema, such as "latency float ms", from its type on; or NULL. */
static const char *type_of(struct arena *mem, const char *schema, const char *column)
{
	size_t n = strcspn(column, "(");
	const char *name, *at;

	while (n && column[n - 1] == ' ')
		n--;
	name = arena_printf(mem, ", %.*s ", (int)n, column);
	at = strstr(arena_printf(mem, ", %s", schema ? schema : ""), name);
	return at ? at + strlen(name) : NULL;
}

/* By its cells, or as its schema says. */
static bool is_moment(struct arena *mem, const char *schema, const struct column *c)
{
	const char *type = type_of(mem, schema, c->name);

	return c->is_moment || (type && text_starts(type, "timestamp"));
}

/* With the unit that the schema gives it: "latency (ms)". */
static const char *label_of(struct arena *mem, const char *schema, const char *column)
{
	const char *type = type_of(mem, schema, column);
	const size_t word = type ? strcspn(type, " ,") : 0;

	if (!type || type[word] != ' ' || strchr(column, '('))
		return column;
	return arena_printf(mem, "%s (%.*s)", column, (int)strcspn(type + word + 1, ","),
		type + word + 1);
}

static void read_output(struct site_output *o, struct arena *mem, const char *dir,
	const char *schema)
{
	CLOSES_FD int fd = app_site_open_file(dir, o->file);
	struct columns c = { 0 };
	const char *path = arena_printf(mem, "/proc/self/fd/%d", fd);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > TABLE_BYTES) {
		o->fault = "The file does not exist, or is too large for this page.";
		return;
	}
	if (columns_read(&c, mem, path, ERROR_IGNORED) < 0)
		o->fault = "The file cannot be read as CSV.";
	for (size_t i = 0; i < c.n; i++)
		words_push(mem, &o->head, c.v[i].name);
	o->cells = c.cells;
	o->rows = c.rows;
	for (size_t i = 0; i < c.n; i++)
		if (!is_moment(mem, schema, &c.v[i])) {
			if (c.v[i].numeric && o->n < PICTURES)
				*ARENA_PUSH(mem, o) = (struct site_column){
					label_of(mem, schema, c.v[i].name), c.v[i].v
				};
		} else if (!o->seconds && columns_since_first(c.v[i].v, c.rows, c.v[i].is_moment)) {
			o->seconds = c.v[i].v;
		}
}

void app_site_outputs(struct site_outputs *outputs, struct arena *mem, const char *dir,
	const struct run *run)
{
	*outputs = (struct site_outputs){ 0 };
	for (size_t i = 0; i < run->outputs.n && outputs->n < TABLES; i++) {
		if (!run->outputs.v[i].rows || !run->outputs.v[i].file)
			continue;
		*ARENA_PUSH(mem, outputs) = (struct site_output){ .file = run->outputs.v[i].file };
		read_output(&outputs->v[outputs->n - 1], mem, dir, run->outputs.v[i].schema);
	}
}
