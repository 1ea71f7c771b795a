#include "CMicroHTTPD.h"

#ifdef MTLSCOPE_LINKED
#define CALL(name) name
const char *cmicrohttpd_load(void) { return NULL; }
#else
#include "CLazyLibrary.h"
#include <pthread.h>

// The version of the interface that microhttpd.h describes.
#ifdef __APPLE__
#define LIBRARY "libmicrohttpd.12.dylib"
#else
#define LIBRARY "libmicrohttpd.so.12"
#endif
#define FUNCTIONS(each) \
    each(MHD_start_daemon) each(MHD_stop_daemon) each(MHD_get_daemon_info) each(MHD_lookup_connection_value) \
    each(MHD_create_response_from_buffer) each(MHD_add_response_header) each(MHD_queue_response) \
    each(MHD_destroy_response)

static struct {
#define FIELD(name) __typeof__(&name) name;
    FUNCTIONS(FIELD)
} library;

#define CALL(name) library.name

static const char *failure;

static void load(void) {
#define SYMBOL(name) { #name, (void **)&library.name },
    static const struct clazylibrary_symbol symbols[] = { FUNCTIONS(SYMBOL) };
    failure = clazylibrary_load(LIBRARY, symbols, sizeof symbols / sizeof symbols[0]);
}

const char *cmicrohttpd_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure;
}
#endif

struct MHD_Daemon *cmicrohttpd_start(const struct sockaddr *address, int is_ipv6, MHD_AccessHandlerCallback handler,
    void *context, MHD_RequestCompletedCallback completed, unsigned int connections, unsigned int seconds, size_t memory) {
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC | (is_ipv6 ? MHD_USE_IPv6 : 0);
    return CALL(MHD_start_daemon)(flags, 0, NULL, NULL, handler, context, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
}

void cmicrohttpd_stop(struct MHD_Daemon *daemon) { CALL(MHD_stop_daemon)(daemon); }

uint16_t cmicrohttpd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = CALL(MHD_get_daemon_info)(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

const char *cmicrohttpd_field(struct MHD_Connection *connection, const char *name) {
    return CALL(MHD_lookup_connection_value)(connection, MHD_HEADER_KIND, name);
}

struct MHD_Response *cmicrohttpd_answer(const void *body, size_t length) {
    return CALL(MHD_create_response_from_buffer)(length, (void *)body, MHD_RESPMEM_MUST_COPY);
}

void cmicrohttpd_add_field(struct MHD_Response *response, const char *name, const char *value) {
    CALL(MHD_add_response_header)(response, name, value);
}

enum MHD_Result cmicrohttpd_send(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response) {
    enum MHD_Result result = CALL(MHD_queue_response)(connection, status, response);
    CALL(MHD_destroy_response)(response);
    return result;
}
