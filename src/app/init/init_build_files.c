/* CMake, meson and zig: the programs that their files name. */
#include "app/init/init_tree.h"

#include <string.h>

#include "base/file.h"

enum { PROGRAMS_MAX = 8 };

/* The next name behind `before` in the text, in quotes or not, but no variable; NULL: none. */
static const char *next_name(const char **text, struct arena *mem, const char *before)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.+-";

	while ((*text = strstr(*text, before))) {
		const char *name = *text + strlen(before);
		size_t n;

		name += strspn(name, " \t\n\"'");
		n = strspn(name, letters);
		*text = name;
		if (n && !strchr("$/{", name[n]))
			return arena_copy(mem, name, n);
	}
	return NULL;
}

/* A project's programs, by the files that describe them. */
struct described {
	const char *file;      /* "CMakeLists.txt" */
	const char *before;    /* what precedes a program's name */
	const char *reporting; /* a file with this text uses Google Benchmark */
	const char *build, *products;
};

/* The programs of one file whose names say that they are benchmarks, or all in a folder whose name
 * says so. */
static void add_programs(struct finds *f, const struct described *d, const char *path,
	const char *products)
{
	const char *text = tree_read(f->mem, path), *all = text, *name;
	const char *folder = file_folder(f->mem, path);
	size_t n = f->n;

	while (text && f->n < n + PROGRAMS_MAX && (name = next_name(&text, f->mem, d->before))) {
		const char *place = products ? products : file_join(f->mem, d->products, folder);
		bool google = d->reporting && strstr(all, d->reporting);

		if (!strcasestr(name, "bench") && !strcasestr(folder, "bench"))
			continue;
		place = arena_printf(f->mem, "./%s/%s", file_tidy(f->mem, place), name);
		find_add(f,
			(struct find){
				.why = arena_printf(f->mem, "the program '%s' of %s", name, path),
				.build = d->build,
				.id = name,
				.command = arena_printf(f->mem, "%s%s",
					words_quote_one(f->mem, place),
					google ? " --benchmark_format=json --benchmark_min_time=0.1"
					       : ""),
				.import = google ? "google-benchmark" : NULL,
			});
	}
}

/* Where CMakeLists.txt puts all programs; NULL: beside their sources' place. */
static const char *cmake_products(struct finds *f, const char *text)
{
	const char *at = strstr(text, "CMAKE_RUNTIME_OUTPUT_DIRECTORY");

	at = at ? strstr(at, "_BINARY_DIR}") : NULL;
	if (!at)
		return NULL;
	at += strlen("_BINARY_DIR}");
	return file_join(f->mem, "build",
		arena_copy(f->mem, *at == '/' ? at + 1 : at,
			strcspn(*at == '/' ? at + 1 : at, ")\" \n")));
}

/* Projects build their benchmarks only on demand: option(PROJECT_BUILD_BENCHMARKS "..." OFF). */
static const char *cmake_options(struct finds *f, const char *text)
{
	const char *list = "", *name;

	while ((name = next_name(&text, f->mem, "option(")))
		if (strcasestr(name, "bench"))
			list = arena_printf(f->mem, "%s -D%s=ON", list, name);
	return list;
}

static bool add_described(struct finds *f, const struct tree *t, const struct described *d,
	const char *products)
{
	const struct clue files = { { d->file, arena_printf(f->mem, "*/%s", d->file) },
		{ d->before } };
	size_t at = 0, n = f->n;
	const char *path;

	if (!tree_is_file(d->file))
		return false;
	while ((path = tree_next(t, &files, &at)))
		add_programs(f, d, path, products);
	return f->n > n;
}

bool find_cmake(struct finds *f, const struct tree *t)
{
	const char *text = tree_read(f->mem, "CMakeLists.txt");
	struct described d = { .file = "CMakeLists.txt",
		.before = "add_executable(",
		.reporting = "benchmark::benchmark",
		.products = "build" };

	if (!text)
		return false;
	d.build = arena_printf(f->mem,
		"cmake -S . -B build -DCMAKE_BUILD_TYPE=Release%s && cmake --build build",
		cmake_options(f, text));
	return add_described(f, t, &d, cmake_products(f, text));
}

bool find_meson(struct finds *f, const struct tree *t)
{
	static const struct described d = { .file = "meson.build",
		.before = "executable(",
		.reporting = "dependency('benchmark",
		.build = "meson setup build --buildtype=release && meson compile -C build",
		.products = "build" };

	return add_described(f, t, &d, NULL);
}

bool find_zig(struct finds *f, const struct tree *t)
{
	static const struct described d = { .file = "build.zig",
		.before = ".name =",
		.build = "zig build -Doptimize=ReleaseFast",
		.products = "zig-out/bin" };
	const char *text = tree_read(f->mem, d.file), *name;

	while (text && (name = next_name(&text, f->mem, ".step(")))
		if (strcasestr(name, "bench"))
			return find_add(f,
				(struct find){
					.why = arena_printf(f->mem, "the step '%s' of build.zig",
						name),
					.build = d.build,
					.id = name,
					.command = arena_printf(f->mem,
						"zig build %s -Doptimize=ReleaseFast", name),
				});
	return add_described(f, t, &d, d.products);
}
