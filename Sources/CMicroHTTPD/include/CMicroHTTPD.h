#pragma once
#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

// What is used of libmicrohttpd, which is loaded by the first of these that is called.

/// Loads the library. NULL, or why it cannot be used; nothing else here may be called then.
const char *cmicrohttpd_load(void);

/// Starts a thread that answers; NULL where it cannot listen. MHD_start_daemon takes a variable number of arguments, which
/// Swift cannot pass.
struct MHD_Daemon *cmicrohttpd_start(const struct sockaddr *address, int is_ipv6, MHD_AccessHandlerCallback handler,
    void *context, MHD_RequestCompletedCallback completed, unsigned int connections, unsigned int seconds, size_t memory);

void cmicrohttpd_stop(struct MHD_Daemon *daemon);

/// The port of the daemon's socket; 0 if that is not known.
uint16_t cmicrohttpd_port(struct MHD_Daemon *daemon);

/// A field of the request's head; NULL if it has none of that name.
const char *cmicrohttpd_field(struct MHD_Connection *connection, const char *name);

/// An answer with a copy of the body; NULL where there is no memory.
struct MHD_Response *cmicrohttpd_answer(const void *body, size_t length);

void cmicrohttpd_add_field(struct MHD_Response *response, const char *name, const char *value);

/// Sends an answer, and lets go of it.
enum MHD_Result cmicrohttpd_send(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response);
