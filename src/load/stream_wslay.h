/* libwslay, which is opened when a WebSocket needs it. */
#pragma once

#include <wslay/wslay.h>

#include "base/lazy.h"

#define WSLAY_FUNCTIONS(F)                                                                         \
	F(wslay_event_context_client_init)                                                         \
	F(wslay_event_context_free)                                                                \
	F(wslay_event_config_set_max_recv_msg_length)                                              \
	F(wslay_event_recv)                                                                        \
	F(wslay_event_send)                                                                        \
	F(wslay_event_queue_msg)                                                                   \
	F(wslay_event_queue_close)                                                                 \
	F(wslay_event_set_error)                                                                   \
	F(wslay_event_want_write)                                                                  \
	F(wslay_event_get_read_enabled)                                                            \
	F(wslay_event_get_queued_msg_count)                                                        \
	F(wslay_event_get_close_received)                                                          \
	F(wslay_event_get_status_code_received)                                                    \
	F(wslay_event_get_status_code_sent)
struct wslay_library {
	WSLAY_FUNCTIONS(LAZY_POINTER)
};
