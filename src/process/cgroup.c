#include "process/cgroup.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "process/procfs.h"

enum { BYTES_MAX = 16 << 20 };

/* The path in the line "0::PATH", or "N:...,CONTROLLER,...:PATH"; NULL: no such line. */
static const char *find_group(size_t *n, const char *text, enum cgroup_version version,
	const char *controller)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t length = strcspn(line, "\n");
		const char *list = memchr(line, ':', length), *path;

		path = list ? memchr(list + 1, ':', length - (size_t)(list + 1 - line)) : NULL;
		if (!path || path[1] != '/')
			continue;
		path++;
		*n = length - (size_t)(path - line);
		if (version == CGROUP_2
				? text_starts(line, "0::/")
				: text_lists(list + 1, (size_t)(path - 2 - list), ",", controller))
			return path;
	}
	return NULL;
}

/* A field of mountinfo, in which blanks are \040, without its escapes. False: it is too long. */
static bool unescape(char out[CGROUP_PATH_MAX], const char *s, size_t n)
{
	size_t used = 0;

	for (const char *end = s + n; s < end; used++) {
		if (used + 1 >= CGROUP_PATH_MAX)
			return false;
		if (*s == '\\' && end - s >= 4 && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' &&
			s[2] <= '7' && s[3] >= '0' && s[3] <= '7') {
			out[used] = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			out[used] = *s++;
		}
	}
	out[used] = '\0';
	return true;
}

/* The folder of the group in a mount that shows the hierarchy from `root` on. */
static bool resolve(char out[CGROUP_PATH_MAX], const char *root, const char *mount,
	const char *group)
{
	size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);

	/* Namespaces show what lies outside of them as /.. */
	if (strstr(root, "/..") || strncmp(group, root, n) != 0 || (group[n] && group[n] != '/'))
		return false;
	group += n;
	return snprintf(out, CGROUP_PATH_MAX, "%s%s", mount, strcmp(group, "/") == 0 ? "" : group) <
		CGROUP_PATH_MAX;
}

/* ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [OPTIONAL...] - TYPE SOURCE SUPER */
static bool resolve_in(char out[CGROUP_PATH_MAX], const char *line, const char *group,
	enum cgroup_version version, const char *controller)
{
	enum { FIELDS = 5, ROOT = 3, MOUNT = 4, TYPE = 0, SUPER = 2 };
	char root[CGROUP_PATH_MAX], mount[CGROUP_PATH_MAX];
	const char *end = line + strcspn(line, "\n"), *at[FIELDS], *type[3];
	size_t n[FIELDS], length[3];

	for (int i = 0; i < FIELDS; i++, line += *line == ' ') {
		at[i] = line;
		line += n[i] = strcspn(line, " \n");
	}
	line = memmem(line, (size_t)(end - line), " - ", 3);
	if (!line)
		return false;
	line += 3;
	for (int i = 0; i < 3; i++, line += *line == ' ') {
		type[i] = line;
		line += length[i] = strcspn(line, " \n");
	}
	if (version == CGROUP_2 ? !(length[TYPE] == 7 && memcmp(type[TYPE], "cgroup2", 7) == 0)
				: !(length[TYPE] == 6 && memcmp(type[TYPE], "cgroup", 6) == 0 &&
					  text_lists(type[SUPER], length[SUPER], ",", controller)))
		return false;
	return unescape(root, at[ROOT], n[ROOT]) && unescape(mount, at[MOUNT], n[MOUNT]) &&
		*root == '/' && *mount == '/' && resolve(out, root, mount, group);
}

bool cgroup_find(struct cgroup *g, const char *controller, const char *groups, const char *mounts)
{
	*g = (struct cgroup){ 0 };
	for (enum cgroup_version v = CGROUP_1; v <= CGROUP_2; v++) {
		char group[CGROUP_PATH_MAX];
		size_t n;
		const char *path = find_group(&n, groups, v, controller);

		if (!path || n >= sizeof group)
			continue;
		memcpy(group, path, n);
		group[n] = '\0';
		if (strstr(group, "/.."))
			continue;
		for (const char *line = mounts; *line;
			line += strcspn(line, "\n"), line += *line == '\n') {
			if (resolve_in(g->path, line, group, v, controller)) {
				g->version = v;
				return true;
			}
		}
	}
	return false;
}

bool cgroup_own(struct cgroup *g, const char *controller, const char *root)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char *const files[] = { "/proc/self/cgroup", "/proc/self/mountinfo" };
	char *text[ARRAY_SIZE(files)];
	struct cgroup found;
	struct error err;
	size_t n;

	*g = (struct cgroup){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (file_read(&text[i], &n, &mem, arena_printf(&mem, "%s%s", root, files[i]),
			    BYTES_MAX, &err) < 0)
			return false;
	if (!cgroup_find(&found, controller, text[0], text[1]) ||
		snprintf(g->path, sizeof g->path, "%s%s", root, found.path) >= (int)sizeof g->path)
		return false;
	g->version = found.version;
	return true;
}

bool cgroup_read(char *out, size_t size, const struct cgroup *g, const char *file)
{
	char path[CGROUP_PATH_MAX + 64];

	return g->version != CGROUP_NONE &&
		snprintf(path, sizeof path, "%s/%s", g->path, file) < (int)sizeof path &&
		procfs_read(out, size, path);
}
