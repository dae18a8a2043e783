#include "host/disk_parts.h"

#if __has_include(<liburing.h>)

#include <errno.h>
#define typeof __typeof__ /* headers before 2.0 need GNU C */
#include <liburing.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lazy.h"

#define FUNCTIONS(F) F(io_uring_queue_init) F(io_uring_queue_exit) F(io_uring_submit_and_wait)
struct uring {
	FUNCTIONS(LAZY_POINTER)
};

struct disk_ring {
	struct uring library;
	struct io_uring ring;
};

const char *disk_ring_open(struct disk_ring **out, size_t n)
{
	struct disk_ring *r = calloc(1, sizeof *r);
	struct error err;
	int rc = -ENOMEM;

	*out = NULL;
	if (r && LAZY_OPEN(&r->library, FUNCTIONS, "liburing.so.2", "liburing2", &err) < 0) {
		free(r);
		return "liburing.so.2 cannot be opened; install the package liburing2";
	}
	if (r)
		rc = r->library.io_uring_queue_init((unsigned)n, &r->ring, 0);
	if (rc < 0) {
		free(r);
		return strerror(-rc);
	}
	*out = r;
	return NULL;
}

void disk_ring_close(struct disk_ring *r)
{
	if (r)
		r->library.io_uring_queue_exit(&r->ring);
	free(r);
}

void disk_ring_put(struct disk_ring *r, uint64_t number, enum disk_operation operation, int fd,
	void *block, size_t bytes, off_t at)
{
	struct io_uring_sqe *e = io_uring_get_sqe(&r->ring);

	switch (operation) {
	case DISK_READ: io_uring_prep_read(e, fd, block, (unsigned)bytes, (uint64_t)at); break;
	case DISK_WRITE: io_uring_prep_write(e, fd, block, (unsigned)bytes, (uint64_t)at); break;
	case DISK_FSYNC: io_uring_prep_fsync(e, fd, 0); break;
	case DISK_FDATASYNC:
	default: io_uring_prep_fsync(e, fd, IORING_FSYNC_DATASYNC); break;
	}
	e->user_data = number;
}

size_t disk_ring_take(struct disk_ring *r, struct disk_done *done, size_t n)
{
	struct io_uring_cqe *e;
	unsigned head, some = 0;
	int rc;

	do
		rc = r->library.io_uring_submit_and_wait(&r->ring, 1);
	while (rc == -EINTR);
	if (rc < 0) {
		errno = -rc;
		return 0;
	}
	io_uring_for_each_cqe(&r->ring, head, e)
	{
		if (some == n)
			break;
		done[some++] = (struct disk_done){ e->user_data, e->res };
	}
	io_uring_cq_advance(&r->ring, some);
	return some;
}

#else

const char *disk_ring_open(struct disk_ring **out, size_t n)
{
	(void)n;
	*out = NULL;
	return "this benchctl was built without liburing";
}

void disk_ring_close(struct disk_ring *r)
{
	(void)r;
}

void disk_ring_put(struct disk_ring *r, uint64_t number, enum disk_operation operation, int fd,
	void *block, size_t bytes, off_t at)
{
	(void)r, (void)number, (void)operation, (void)fd, (void)block, (void)bytes, (void)at;
}

size_t disk_ring_take(struct disk_ring *r, struct disk_done *done, size_t n)
{
	(void)r, (void)done, (void)n;
	return 0;
}

#endif
