/* server PORT BEHAVIOUR [ARG]: a small HTTP server for the scenarios of services. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int is(const char *behaviour, const char *name)
{
	return strcmp(behaviour, name) == 0;
}

static int listen_on(int port, int family)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((unsigned short)port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(family, SOCK_STREAM, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (family == AF_INET ? bind(fd, (struct sockaddr *)&in, sizeof in)
			      : bind(fd, (struct sockaddr *)&in6, sizeof in6)) {
		perror("bind");
		exit(98);
	}
	listen(fd, 64);
	return fd;
}

static void answer(int fd, const char *status, const char *body)
{
	char text[300];
	int n = snprintf(text, sizeof text,
		"HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", status,
		strlen(body), body);

	if (write(fd, text, (size_t)n) != n)
		perror("write");
}

int main(int argc, char **argv)
{
	const char *how = argc > 2 ? argv[2] : "plain";
	int limit = argc > 3 ? atoi(argv[3]) : 0, listener, served = 0;

	signal(SIGPIPE, SIG_IGN);
	if (is(how, "exits")) {
		fprintf(stderr, "no database here\n");
		return limit;
	}
	if (is(how, "stubborn"))
		signal(SIGTERM, SIG_IGN);
	if (is(how, "chatty"))
		for (int i = 0; i < 10 * 1024 * 16; i++)
			fprintf(stderr, "%063d\n", i);
	if (is(how, "background") && fork())
		return 0;
	if (is(how, "silent"))
		for (;;)
			pause();
	listener = listen_on(argc > 1 ? atoi(argv[1]) : 0, is(how, "ipv6") ? AF_INET6 : AF_INET);
	while (is(how, "workers") && limit-- > 0 && fork())
		;
	for (;;) {
		char request[4096] = "";
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (is(how, "mute"))
			continue;
		if (read(fd, request, sizeof request - 1) > 0) {
			served++;
			if (is(how, "garbage"))
				answer(fd, "what", "");
			else if (is(how, "503") && served <= limit)
				answer(fd, "503 Not Yet", "");
			else if (is(how, "root") && strncmp(request, "GET / ", 6) != 0)
				answer(fd, "404 Not Found", "");
			else if (is(how, "503"))
				answer(fd, "204 No Content", "");
			else
				answer(fd, "200 OK", "ok\n");
		}
		close(fd);
		if (is(how, "dies") && served > limit) {
			fprintf(stderr, "out of ideas\n");
			return 7;
		}
	}
}
