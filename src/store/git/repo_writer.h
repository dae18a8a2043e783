/* libgit2 as the files of repo_write.h share it. */
#pragma once

#include <git2.h>
#include <git2/sys/alloc.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h> /* git_error_clear since 1.9 */
#endif

#include "base/lazy.h"

#define REPO_FUNCTIONS(F)                                                                          \
	F(git_blob_create_from_buffer)                                                             \
	F(git_branch_is_checked_out)                                                               \
	F(git_buf_dispose)                                                                         \
	F(git_commit_create)                                                                       \
	F(git_commit_free)                                                                         \
	F(git_commit_lookup)                                                                       \
	F(git_commit_tree)                                                                         \
	F(git_commit_tree_id)                                                                      \
	F(git_config_free)                                                                         \
	F(git_config_get_string_buf)                                                               \
	F(git_error_clear)                                                                         \
	F(git_error_last)                                                                          \
	F(git_libgit2_init)                                                                        \
	F(git_libgit2_opts)                                                                        \
	F(git_libgit2_shutdown)                                                                    \
	F(git_oid_fromstr)                                                                         \
	F(git_oid_tostr_s)                                                                         \
	F(git_reference_create_matching)                                                           \
	F(git_reference_free)                                                                      \
	F(git_reference_lookup)                                                                    \
	F(git_reference_symbolic_target)                                                           \
	F(git_reference_target)                                                                    \
	F(git_repository_config_snapshot)                                                          \
	F(git_repository_commondir)                                                                \
	F(git_repository_free)                                                                     \
	F(git_repository_open_ext)                                                                 \
	F(git_repository_set_ident)                                                                \
	F(git_signature_free)                                                                      \
	F(git_signature_now)                                                                       \
	F(git_tree_create_updated)                                                                 \
	F(git_tree_entry_bypath)                                                                   \
	F(git_tree_entry_filemode)                                                                 \
	F(git_tree_entry_free)                                                                     \
	F(git_tree_free)                                                                           \
	F(git_tree_lookup)

struct repo_writer {
	struct {
		REPO_FUNCTIONS(LAZY_POINTER)
	} g;
	struct arena *mem;
	git_repository *repo;
};

/* "WHAT: why in libgit2's words", which may be missing or of an earlier call. Returns -1. */
__attribute__((format(printf, 3, 4))) int repo_write_failed(struct error *err,
	const struct repo_writer *w, const char *fmt, ...);
const char *repo_write_hex(const struct repo_writer *w, const git_oid *id);

/* repo_memory.c: memory for libgit2, which does not survive every failed allocation. Ends the
 * process when memory ends (die_of_memory). */
extern const git_allocator repo_memory;
