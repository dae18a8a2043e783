/* The backend on libgit2, shared by its two files. */
#ifndef BENCHCTL_REPO_LIB_H
#define BENCHCTL_REPO_LIB_H

#include <git2.h>

#include "base/lazy.h"
#include "store/git/repo_backend.h"

#define REPO_LIB_FUNCTIONS(F)                                                                      \
	F(git_blob_create_from_buffer)                                                             \
	F(git_blob_free)                                                                           \
	F(git_blob_lookup)                                                                         \
	F(git_blob_rawcontent)                                                                     \
	F(git_blob_rawsize)                                                                        \
	F(git_branch_is_checked_out)                                                               \
	F(git_buf_dispose)                                                                         \
	F(git_commit_create)                                                                       \
	F(git_commit_free)                                                                         \
	F(git_commit_id)                                                                           \
	F(git_commit_lookup)                                                                       \
	F(git_commit_parent_id)                                                                    \
	F(git_commit_parentcount)                                                                  \
	F(git_commit_tree)                                                                         \
	F(git_commit_tree_id)                                                                      \
	F(git_config_free)                                                                         \
	F(git_config_get_string_buf)                                                               \
	F(git_describe_commit)                                                                     \
	F(git_describe_format)                                                                     \
	F(git_describe_result_free)                                                                \
	F(git_diff_free)                                                                           \
	F(git_diff_index_to_workdir)                                                               \
	F(git_diff_tree_to_index)                                                                  \
	F(git_error_clear)                                                                         \
	F(git_error_last)                                                                          \
	F(git_index_add)                                                                           \
	F(git_index_free)                                                                          \
	F(git_index_read)                                                                          \
	F(git_index_remove)                                                                        \
	F(git_index_write)                                                                         \
	F(git_libgit2_init)                                                                        \
	F(git_libgit2_opts)                                                                        \
	F(git_libgit2_shutdown)                                                                    \
	F(git_merge_base)                                                                          \
	F(git_object_free)                                                                         \
	F(git_object_id)                                                                           \
	F(git_object_peel)                                                                         \
	F(git_object_type)                                                                         \
	F(git_object_type2string)                                                                  \
	F(git_oid_fromstr)                                                                         \
	F(git_oid_tostr_s)                                                                         \
	F(git_reference_create_matching)                                                           \
	F(git_reference_free)                                                                      \
	F(git_reference_lookup)                                                                    \
	F(git_reference_name_to_id)                                                                \
	F(git_reference_symbolic_target)                                                           \
	F(git_reference_target)                                                                    \
	F(git_repository_config_snapshot)                                                          \
	F(git_repository_discover)                                                                 \
	F(git_repository_free)                                                                     \
	F(git_repository_index)                                                                    \
	F(git_repository_is_bare)                                                                  \
	F(git_repository_is_shallow)                                                               \
	F(git_repository_open_ext)                                                                 \
	F(git_repository_path)                                                                     \
	F(git_repository_set_ident)                                                                \
	F(git_repository_workdir)                                                                  \
	F(git_revparse_single)                                                                     \
	F(git_signature_free)                                                                      \
	F(git_signature_now)                                                                       \
	F(git_status_file)                                                                         \
	F(git_tree_create_updated)                                                                 \
	F(git_tree_entry_byindex)                                                                  \
	F(git_tree_entry_byname)                                                                   \
	F(git_tree_entry_bypath)                                                                   \
	F(git_tree_entry_filemode)                                                                 \
	F(git_tree_entry_free)                                                                     \
	F(git_tree_entry_id)                                                                       \
	F(git_tree_entry_name)                                                                     \
	F(git_tree_entrycount)                                                                     \
	F(git_tree_free)                                                                           \
	F(git_tree_lookup)

struct repo_git2 {
	REPO_LIB_FUNCTIONS(LAZY_POINTER)
};

struct repo_lib {
	struct repo_git2 g;
	struct arena *mem;
	const char *folder;
	git_repository *repo;
	struct repo_view view;
};

/* "WHAT (why in libgit2's words)" as the sentence for when the git program cannot be asked. Returns
 * UNDECIDED. */
__attribute__((format(printf, 3, 4))) int repo_lib_undecided(struct error *err,
	const struct repo_lib *l, const char *fmt, ...);
/* A copy of the id in hexadecimal. */
const char *repo_lib_hex(const struct repo_lib *l, const git_oid *id);
int repo_lib_commit(git_commit **commit, const struct repo_lib *l, const char *id,
	struct error *err);

/* repo_lib_read.c */
int repo_lib_resolve(const char **commit, void *state, const char *rev, struct error *err);
int repo_lib_merge_base(const char **commit, void *state, const char *a, const char *b,
	struct error *err);
int repo_lib_parents(struct words *parents, void *state, const char *commit, struct error *err);
int repo_lib_last_tag(const char **tag, void *state, const char *commit, struct error *err);
int repo_lib_dirty(bool *dirty, void *state, const char *but, struct error *err);
int repo_lib_read(const char **data, size_t *n, void *state, const char *commit, const char *path,
	struct error *err);
int repo_lib_list(struct words *names, void *state, const char *commit, const char *folder,
	struct error *err);

/* repo_lib_write.c */
int repo_lib_tip(struct repo_tip *tip, void *state, const char *name, struct error *err);
int repo_lib_draft(const char **commit, void *state, const struct repo_draft *draft,
	struct error *err);
int repo_lib_move(void *state, const struct repo_move *move, struct error *err);
int repo_lib_changed(const char **path, void *state, const struct repo_change *changes, size_t n,
	struct error *err);
int repo_lib_stage(void *state, const struct repo_change *changes, size_t n, struct error *err);

#endif
