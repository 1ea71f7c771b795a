/* Has a program that links OpenSSL's libssl write its secrets to $SSLKEYLOGFILE, which it cannot do by itself:
 *
 *     cc -shared -fPIC -o keylog.so keylog.c
 *     SSLKEYLOGFILE=keys.log LD_PRELOAD=./keylog.so hostapd ...
 *
 * It stands in for SSL_CTX_new and SSL_CTX_new_ex, and sets the callback of what they make. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef void (*callback)(const void *, const char *);

static void write_line(const void *connection, const char *line)
{
    const char *path = getenv("SSLKEYLOGFILE");
    char text[512];
    int length, file;
    (void)connection;
    if (!path) return;
    length = snprintf(text, sizeof text, "%s\n", line);
    file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return;
    if (length > 0 && length < (int)sizeof text && write(file, text, (size_t)length) < 0) perror("keylog");
    close(file);
}

static void *with_callback(void *context)
{
    void (*set)(void *, callback) = (void (*)(void *, callback))dlsym(RTLD_DEFAULT, "SSL_CTX_set_keylog_callback");
    if (context && set) set(context, write_line);
    return context;
}

void *SSL_CTX_new(const void *method)
{
    void *(*make)(const void *) = (void *(*)(const void *))dlsym(RTLD_NEXT, "SSL_CTX_new");
    return with_callback(make(method));
}

void *SSL_CTX_new_ex(void *library, const char *properties, const void *method)
{
    void *(*make)(void *, const char *, const void *) =
        (void *(*)(void *, const char *, const void *))dlsym(RTLD_NEXT, "SSL_CTX_new_ex");
    return with_callback(make(library, properties, method));
}
