/* How to build any commit of the folder. */
#include "app/init/init_tree.h"

#include <string.h>

#include "base/text.h"

/* The first file that is there decides. */
static const struct {
	const char *file, *command;
} systems[] = {
	{ "CMakeLists.txt",
		"cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build" },
	{ "meson.build", "meson setup build --buildtype=release && meson compile -C build" },
	{ "Cargo.toml", "cargo build --release --quiet" },
	{ "go.mod", "go build ./..." },
	{ "build.zig", "zig build -Doptimize=ReleaseFast" },
	{ "GNUmakefile", NULL },
	{ "makefile", NULL },
	{ "Makefile", NULL },
	{ "configure", "./configure -q && make" },
	{ "configure.ac", "autoreconf -i && ./configure -q && make" },
	{ "build.ninja", "ninja" },
	{ "package.json", NULL },
	{ "pom.xml", "mvn -q -DskipTests package" },
	{ "gradlew", "./gradlew -q assemble" },
};

/* What installs the packages that a lock file names. */
static const struct {
	const char *file, *command;
} locks[] = {
	{ "package-lock.json", "npm ci" },
	{ "npm-shrinkwrap.json", "npm ci" },
	{ "pnpm-lock.yaml", "pnpm install --frozen-lockfile" },
	{ "yarn.lock", "yarn install --frozen-lockfile" },
	{ "bun.lock", "bun install --frozen-lockfile" },
	{ "bun.lockb", "bun install --frozen-lockfile" },
};

/* What each tool writes below the folder. */
static const struct {
	const char *tool, *folder;
} products[] = {
	{ "cmake ", "build/" },
	{ "meson ", "build/" },
	{ "cargo ", "target/" },
	{ "mvn ", "target/" },
	{ "zig ", "zig-out/" },
	{ "zig ", ".zig-cache/" },
	{ "npm ", "node_modules/" },
	{ "pnpm ", "node_modules/" },
	{ "yarn ", "node_modules/" },
	{ "bun ", "node_modules/" },
	{ "-o bench-program ", "bench-program" },
};

static const char *install_command(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(locks); i++)
		if (tree_is_file(locks[i].file))
			return locks[i].command;
	return NULL;
}

static const char *build_npm(struct finds *f)
{
	const char *install = install_command();
	struct package p;

	if (!package_read(&p, f->mem))
		return NULL;
	if (p.depends)
		words_push(f->mem, &f->notes,
			"build: installs the packages of base and head into separate "
			"folders, so both sides have their own node_modules");
	if (p.depends && !install)
		words_push(f->mem, &f->notes,
			"without a lock file, npm may install other versions than "
			"the commits used: run `npm install`, commit "
			"package-lock.json, and write build: npm ci");
	if (!install)
		install = p.depends ? "npm install" : NULL;
	if (!p.build)
		return install ? install : "true";
	return arena_printf(f->mem, "%s%snpm run %s", install ? install : "", install ? " && " : "",
		p.build);
}

static const char *build_make(struct finds *f)
{
	const char *text = tree_read(f->mem, make_file()), *goal;

	goal = text ? make_goal(f->mem, text) : NULL;
	return goal ? arena_printf(f->mem, "make%s%s", *goal ? " " : "", goal) : NULL;
}

/* Of the whole folder; NULL: unknown. */
static const char *build_of_folder(struct finds *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(systems); i++) {
		if (!tree_is_file(systems[i].file))
			continue;
		if (systems[i].command)
			return systems[i].command;
		return text_equal(systems[i].file, "package.json") ? build_npm(f) : build_make(f);
	}
	return NULL;
}

/* One command for all: a program that nobody knows how to build leaves it open. */
static const char *join(struct finds *f, const char *folder, bool unknown)
{
	struct words parts = { 0 };
	const char *all = NULL;

	for (size_t i = 0; i < f->n; i++) {
		const char *part = f->v[i].build ? f->v[i].build : folder;

		if (part && !text_equal(part, "true") && !words_has(&parts, part))
			words_push(f->mem, &parts, part);
	}
	for (size_t i = 0; i < parts.n; i++)
		all = all ? arena_printf(f->mem, "%s && %s", all, parts.v[i]) : parts.v[i];
	return all ? all : unknown ? NULL : "true";
}

void find_build(struct finds *f)
{
	bool open = f->n == 0, unknown = false;
	const char *folder = NULL;

	for (size_t i = 0; i < f->n; i++)
		open = open || !f->v[i].build;
	if (open)
		folder = build_of_folder(f);
	for (size_t i = 0; i < f->n; i++)
		unknown = unknown || (!f->v[i].build && !folder && f->v[i].compiled);
	f->build = f->n ? join(f, folder, unknown) : folder ? folder : "true";
	for (size_t i = 0; f->build && i < ARRAY_SIZE(products); i++)
		if (strstr(arena_printf(f->mem, "%s ", f->build), products[i].tool) &&
			!words_has(&f->ignore, products[i].folder))
			words_push(f->mem, &f->ignore, products[i].folder);
}
