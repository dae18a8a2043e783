/* Requests for libcurl, and libcurl itself, which is opened when a load needs it. */
#pragma once

/* libcurl's checks of types are macros that hide the table of functions. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include "base/lazy.h"

struct load_plan;
struct request;

#define CURL_FUNCTIONS(F)                                                                          \
	F(curl_global_init)                                                                        \
	F(curl_global_cleanup)                                                                     \
	F(curl_easy_init)                                                                          \
	F(curl_easy_cleanup)                                                                       \
	F(curl_easy_perform)                                                                       \
	F(curl_easy_recv)                                                                          \
	F(curl_easy_send)                                                                          \
	F(curl_easy_reset)                                                                         \
	F(curl_easy_setopt)                                                                        \
	F(curl_easy_getinfo)                                                                       \
	F(curl_easy_strerror)                                                                      \
	F(curl_getdate)                                                                            \
	F(curl_slist_append)                                                                       \
	F(curl_slist_free_all)                                                                     \
	F(curl_multi_init)                                                                         \
	F(curl_multi_cleanup)                                                                      \
	F(curl_multi_setopt)                                                                       \
	F(curl_multi_assign)                                                                       \
	F(curl_multi_add_handle)                                                                   \
	F(curl_multi_remove_handle)                                                                \
	F(curl_multi_socket_action)                                                                \
	F(curl_multi_perform)                                                                      \
	F(curl_multi_poll)                                                                         \
	F(curl_multi_info_read)
struct curl_library {
	CURL_FUNCTIONS(LAZY_POINTER)
};

/* Opens and initialises it; curl_global_cleanup ends that. */
int curl_library_open(struct curl_library *lib, struct error *err);

/* Gives an easy handle, which was reset, this request: its bytes as HTTP/1.1 sends them, which must
 * stay until the answer. Returns the list of header lines, which the caller frees. */
struct curl_slist *curl_request_set(const struct curl_library *lib, CURL *easy,
	const struct request *r, const char *bytes, size_t n);

/* The options that all requests of a plan share. */
void curl_plan_set(const struct curl_library *lib, CURL *easy, const struct load_plan *plan);
