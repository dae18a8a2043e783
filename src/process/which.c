#include "process/which.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static int find_in_folder(const char **path, const char *name, const char *file, const char *folder,
	struct error *err)
{
	if (!file_exists(file))
		return error_set(err, "%s does not exist%s%s", name, folder ? " in " : "",
			folder ? folder : "");
	if (!is_program(file))
		return error_set(err, "%s is not an executable file%s", name,
			file_is_dir(file) ? " but a folder" : "; try: chmod +x");
	*path = name; /* execve resolves it after the change of folder */
	return 0;
}

int which_find(const char **path, struct arena *mem, const char *name, const char *folder,
	const char *dirs, struct error *err)
{
	const char *file = file_join(mem, folder, name);
	size_t n;

	if (strchr(name, '/'))
		return find_in_folder(path, name, file, folder, err);
	for (dirs = dirs ? dirs : "/usr/bin:/bin"; dirs; dirs = dirs[n] ? dirs + n + 1 : NULL) {
		char *candidate;

		n = strcspn(dirs, ":");
		candidate = arena_copy(mem, dirs, n);
		candidate = file_join(mem, *candidate ? candidate : ".", name);
		if (is_program(file_join(mem, folder, candidate))) {
			*path = candidate;
			return 0;
		}
	}
	if (is_program(file))
		return error_set(err,
			"%s is not in PATH; to run the file in this folder, write ./%s", name,
			name);
	return error_set(err, "%s is not in PATH; is it installed?", name);
}
