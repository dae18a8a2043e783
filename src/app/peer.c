#include "app/app.h"

#include "host/peer.h"
#include "process/interrupt.h"

#define LOOK 3600.0 /* s */

int app_peer(const char *address, void (*listening)(void *ctx, const char *address), void *ctx,
	struct error *err)
{
	struct peer *peer;
	sigset_t before;
	int signal;

	interrupt_block(&before);
	peer = peer_start(address, err);
	if (!peer) {
		interrupt_restore(&before);
		return error_stage(err, EXIT_USAGE);
	}
	listening(ctx, peer_address(peer));
	do
		signal = interrupt_sleep(LOOK);
	while (!signal);
	peer_stop(peer);
	interrupt_restore(&before);
	return error_signal(err, signal);
}
