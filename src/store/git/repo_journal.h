/* Which ref a process is about to move: a process that is killed meanwhile leaves git's lock of
 * that ref, and the next one removes it. */
#pragma once

/* Waits for other processes, removes the lock that a dead one has left, and notes that the ref goes
 * to the commit. Returns a descriptor for repo_journal_end; -1: there is no journal, which is not a
 * failure. gitdir: the common one, with the final '/'. */
int repo_journal_begin(const char *gitdir, const char *ref, const char *commit);
void repo_journal_end(int fd);
