#pragma once
#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>

/// MHD_start_daemon takes a variable number of arguments, which Swift cannot pass.
static inline struct MHD_Daemon *cmicrohttpd_start(const struct sockaddr *address, int is_ipv6,
    MHD_AccessHandlerCallback handler, void *context, MHD_RequestCompletedCallback completed, unsigned int connections,
    unsigned int seconds, size_t memory) {
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC | (is_ipv6 ? MHD_USE_IPv6 : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, handler, context, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
}

/// The port of the daemon's socket; 0 if that is not known.
static inline uint16_t cmicrohttpd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}
