/* What modules get from outside: settings as text, addresses of peers, and messages over sockets.
 */
#include "fuzz.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/words.h"
#include "host/families.h"
#include "host/peer.h"
#include "module/module_values.h"
#include "module/module_wire.h"

/* Each line is a setting. */
static void check_values(struct arena *mem, const char *text)
{
	char *rest = arena_string(mem, text), *line;
	struct words settings = { 0 };

	while ((line = strsep(&rest, "\n")))
		words_push(mem, &settings, line);
	for (size_t i = 0; families[i]; i++) {
		union benchctl_value *v;
		struct error err = { 0 };

		if (module_values(&v, mem, families[i], settings.v, settings.n, &err) < 0) {
			FUZZ_CHECK(*err.text);
			continue;
		}
		for (size_t k = 0; k < families[i]->options_n; k++) {
			const struct benchctl_option *o = module_option(families[i], k);

			if (o->type == BENCHCTL_COUNT && o->max > 0)
				FUZZ_CHECK((double)v[k].count >= o->min &&
					(double)v[k].count <= o->max);
			if (o->type == BENCHCTL_TIME || o->type == BENCHCTL_SIZE)
				FUZZ_CHECK(v[k].number >= o->min && v[k].number <= o->max);
		}
	}
}

static void check_peer(const char *text, const uint8_t *data, size_t n)
{
	struct peer_place place;
	struct peer_hello hello;

	if (peer_place_read(&place, text)) {
		FUZZ_CHECK(*place.host && strlen(place.host) < sizeof place.host);
		FUZZ_CHECK(strtoul(place.port, NULL, 10) <= 65535);
	}
	if (n < sizeof hello)
		return;
	memcpy(&hello, data, sizeof hello);
	if (peer_hello_read(&hello))
		FUZZ_CHECK(memcmp(data, PEER_MAGIC, 8) == 0);
}

/* A message as the process of a plugin could send it: too short, or with any bytes. */
static void check_message(struct arena *mem, const uint8_t *data, size_t n)
{
	struct module_message *m = arena_alloc(mem, sizeof *m),
			      *got = arena_alloc(mem, sizeof *got);
	int pair[2];

	memset(m, 'x', sizeof *m);
	memcpy(m, data, n < sizeof *m ? n : sizeof *m);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return;
	FUZZ_CHECK(send(pair[0], m, n % 2 ? sizeof *m : n + 1, 0) > 0);
	if (module_wire_receive(pair[1], got)) {
		FUZZ_CHECK(memchr(got->sub, '\0', MODULE_NAME) &&
			memchr(got->name, '\0', MODULE_NAME) &&
			memchr(got->unit, '\0', MODULE_UNIT));
		FUZZ_CHECK(got->tag == MODULE_BUCKETS
				? got->n > 0 && got->n <= (int)MODULE_BUCKETS_EACH
				: memchr(got->text, '\0', MODULE_TEXT) != NULL);
	}
	close(pair[0]);
	close(pair[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n);

	check_values(&mem, text);
	check_peer(text, data, n);
	if (n < sizeof(struct module_message))
		check_message(&mem, data, n);
	return 0;
}
