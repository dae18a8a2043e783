/* Paths, and the files behind them. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/words.h"

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int file_seize(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0)
		fd_close(&fd);
	return fd;
}

int file_mkdirs(const char *path, struct error *err)
{
	char part[4096];
	size_t n = strlen(path);

	if (n >= sizeof part)
		return error_set(err, "cannot create %.200s...: the name is too long", path);
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) < 0 && !(errno == EEXIST && file_is_dir(part)))
			return error_set(err, "cannot create the folder %s: %s", part,
				strerror(errno));
	}
	return 0;
}

int file_mkdirs_of(const char *path, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = file_folder(&mem, path);

	return *folder ? file_mkdirs(folder, err) : 0;
}

char *file_folder(struct arena *mem, const char *path)
{
	const char *slash = strrchr(path, '/');

	return arena_copy(mem, path, slash ? (size_t)(slash - path) : 0);
}

const char *file_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *file_join(struct arena *mem, const char *dir, const char *name)
{
	size_t n = dir ? strlen(dir) : 0;

	if (n == 0 || *name == '/' || strcmp(dir, ".") == 0)
		return arena_string(mem, name);
	return arena_printf(mem, "%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

char *file_absolute(struct arena *mem, const char *path)
{
	char *current = getcwd(NULL, 0);
	char *absolute = file_join(mem, current ? current : ".", path);

	free(current);
	return absolute;
}

char *file_real(struct arena *mem, const char *path)
{
	char *real = realpath(path, NULL), *copy = arena_string(mem, real);

	free(real);
	return copy;
}

char *file_tidy(struct arena *mem, const char *path)
{
	char *rest = arena_string(mem, path), *tidy = arena_string(mem, ""), *part;

	while ((part = strsep(&rest, "/"))) {
		char *slash = strrchr(tidy, '/'), *last = slash ? slash + 1 : tidy;

		if (!*part || strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0 && *last && strcmp(last, "..") != 0)
			*(slash ? slash : tidy) = '\0';
		else
			tidy = arena_printf(mem, "%s%s%s", tidy, *tidy ? "/" : "", part);
	}
	return *path == '/' ? arena_printf(mem, "/%s", tidy) : tidy;
}

const char *file_inside(struct arena *mem, const char *root, const char *path)
{
	const char *absolute = file_absolute(mem, path), *slash = strrchr(absolute, '/');
	const char *folder = file_real(mem, file_folder(mem, absolute)), *full;

	full = file_tidy(mem, folder ? arena_printf(mem, "%s%s", folder, slash) : absolute);
	return file_is_below(full, root) ? full + strlen(root) + 1 : NULL;
}

bool file_is_below(const char *path, const char *folder)
{
	size_t n = folder ? strlen(folder) : 0;

	return n && strncmp(path, folder, n) == 0 && path[n] == '/';
}

bool file_is_confined(const char *path)
{
	int depth = 0;

	if (*path == '\0' || *path == '/')
		return false;
	while (*path && depth >= 0) {
		size_t n = strcspn(path, "/");

		if (n == 2 && path[0] == '.' && path[1] == '.')
			depth--;
		else if (n && !(n == 1 && *path == '.'))
			depth++;
		path += n + (path[n] == '/');
	}
	return depth >= 0;
}

int file_names(struct words *names, struct arena *mem, const char *folder)
{
	DIR *d = opendir(folder);

	if (!d)
		return -1;
	for (const struct dirent *e; (e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			words_push(mem, names, arena_string(mem, e->d_name));
	closedir(d);
	words_sort(names);
	return 0;
}
