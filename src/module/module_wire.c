#include "module/module_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool module_wire_send(int fd, const struct module_message *m)
{
	ssize_t n;

	do
		n = send(fd, m, sizeof *m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof *m;
}

static bool is_sane(struct module_message *m)
{
	m->sub[MODULE_NAME - 1] = m->name[MODULE_NAME - 1] = m->unit[MODULE_UNIT - 1] = '\0';
	if (m->tag == MODULE_BUCKETS)
		return m->n > 0 && m->n <= MODULE_BUCKETS_EACH;
	m->text[MODULE_TEXT - 1] = '\0';
	return m->tag >= MODULE_OPEN && m->tag <= MODULE_DONE &&
		m->better >= BENCHCTL_BETTER_LOWER && m->better <= BENCHCTL_BETTER_NONE;
}

bool module_wire_receive(int fd, struct module_message *m)
{
	ssize_t n;

	do
		n = recv(fd, m, sizeof *m, 0);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof *m && is_sane(m);
}

bool module_wire_text(char *out, size_t size, const char *text)
{
	size_t n = text ? strlen(text) : 0;
	bool fits = n < size;

	n = fits ? n : size - 1;
	memcpy(out, text ? text : "", n);
	out[n] = '\0';
	return fits;
}
