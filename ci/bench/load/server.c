/* A server for ci/bench/load.sh: server MODE. It prints its port, and answers every request with 13
 * bytes: `now` at once, `delay` after 10 ms, `stall` at once except in the first of every five
 * seconds. `delay` never sleeps, and answers GET /truth with the median of the microseconds that it
 * took since the last such request. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DELAY_NS  UINT64_C(10000000)
#define SECOND_NS UINT64_C(1000000000)

enum { EVENTS_MAX = 256, QUEUE_MAX = 1 << 16, TOOK_MAX = 1 << 20 };
static const char answer[] = "HTTP/1.1 200 OK\r\nServer: small\r\nContent-Type: text/plain\r\n"
			     "Content-Length: 13\r\n\r\nHello, world!";

/* Answers that wait; all wait for the same time, so the oldest is due first. */
struct queue {
	struct {
		int fd;
		uint64_t due;
	} v[QUEUE_MAX];
	unsigned first, end;
	uint64_t took[TOOK_MAX];
	size_t n;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static void send_answer(int fd)
{
	send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
}

static void send_due(struct queue *q)
{
	while (q->first != q->end && q->v[q->first % QUEUE_MAX].due <= now_ns()) {
		uint64_t since = q->v[q->first % QUEUE_MAX].due - DELAY_NS;

		send_answer(q->v[q->first++ % QUEUE_MAX].fd);
		q->took[q->n++ % TOOK_MAX] = now_ns() - since;
	}
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void send_truth(int fd, struct queue *q)
{
	char text[200];
	size_t n = q->n < TOOK_MAX ? q->n : TOOK_MAX;

	qsort(q->took, n, sizeof *q->took, by_size);
	n = (size_t)snprintf(text, sizeof text,
		"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%.1f\n",
		n ? (double)q->took[n / 2] / 1e3 : 0);
	q->n = 0;
	send(fd, text, n, MSG_NOSIGNAL);
	close(fd);
}

static void accept_all(int epoll, int listener)
{
	struct epoll_event e = { .events = EPOLLIN };
	int one = 1;

	while ((e.data.fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(e.data.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		epoll_ctl(epoll, EPOLL_CTL_ADD, e.data.fd, &e);
	}
}

static void receive(int fd, bool delay, struct queue *q)
{
	char bytes[16384];
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);

	if (n <= 0) {
		close(fd);
	} else if (delay && strncmp(bytes, "GET /truth", strlen("GET /truth")) == 0) {
		send_truth(fd, q);
	} else if (delay) {
		q->v[q->end % QUEUE_MAX].fd = fd;
		q->v[q->end++ % QUEUE_MAX].due = now_ns() + DELAY_NS;
	} else {
		send_answer(fd);
	}
}

static int listen_somewhere(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, n) < 0 || listen(fd, 4096) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &n) < 0)
		return -1;
	printf("%u\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

static void serve(int listener, bool delay, bool stall)
{
	static struct queue q;
	struct epoll_event events[EVENTS_MAX], e = { .events = EPOLLIN, .data.fd = listener };
	int epoll = epoll_create1(0);
	uint64_t began = now_ns();

	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS_MAX, q.first == q.end ? -1 : 0);

		if (stall && (now_ns() - began) / SECOND_NS % 5 == 0)
			usleep((useconds_t)((SECOND_NS - (now_ns() - began) % SECOND_NS) / 1000));
		for (int i = 0; i < n; i++)
			if (events[i].data.fd == listener)
				accept_all(epoll, listener);
			else
				receive(events[i].data.fd, delay, &q);
		send_due(&q);
	}
}

int main(int argc, char **argv)
{
	int listener = listen_somewhere();

	if (listener < 0 || argc != 2)
		return 1;
	serve(listener, strcmp(argv[1], "delay") == 0, strcmp(argv[1], "stall") == 0);
}
