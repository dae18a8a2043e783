#include "store/removal.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Whether something is mounted there; without statx (musl), only another file system is seen. */
static bool is_mounted(const char *path)
{
#ifdef STATX_ATTR_MOUNT_ROOT
	struct statx st;

	return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, 0, &st) == 0 &&
		(st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
#else
	FREES_ARENA struct arena mem = { 0 };
	struct stat st, above;

	return lstat(path, &st) == 0 && stat(file_join(&mem, path, ".."), &above) == 0 &&
		st.st_dev != above.st_dev;
#endif
}

/* Bytes in the files below path, without what is mounted there; remove_all also removes them. */
static double visit(const char *path, bool remove_all)
{
	FREES_ARENA struct arena mem = { 0 };
	char *const roots[] = { arena_string(&mem, path), NULL };
	FTS *f = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	double size = 0;

	for (FTSENT *e; f && (e = fts_read(f));) {
		if (e->fts_info == FTS_F)
			size += (double)e->fts_statp->st_size;
		if (e->fts_info == FTS_D && is_mounted(e->fts_path))
			fts_set(f, e, FTS_SKIP);
		else if (remove_all && e->fts_info == FTS_D)
			chmod(e->fts_path, 0700); /* Go's module cache is read-only */
		else if (remove_all)
			remove(e->fts_path);
	}
	if (f)
		fts_close(f);
	return size;
}

double removal_size(const char *path)
{
	return visit(path, false);
}

void removal_tree(const char *path)
{
	visit(path, true);
}

void removal_add(struct removals *list, struct arena *mem, const char *path)
{
	*ARENA_PUSH(mem, list) = (struct removal){ arena_string(mem, path),
		visit(path, !list->dry_run) };
}
