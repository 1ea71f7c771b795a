// One end of a DTLS connection by wolfSSL:
//   wolfssl-end server ADDRESS PORT IDENTITY require|optional|none CA 1.2|1.3 ID-LENGTH
//   wolfssl-end client ADDRESS PORT IDENTITY|- CA 1.2|1.3 ID-LENGTH [CLIENT-PORT]
// DTLS 1.3 and connection ids need a build that has them: make/build-wolfssl. Secrets go to keys.log, of the client.
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/error-ssl.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

static void fail(const char *what, WOLFSSL *ssl, int code) {
    char text[WOLFSSL_MAX_ERROR_SZ];
    int error = ssl ? wolfSSL_get_error(ssl, code) : code;
    WOLFSSL_ALERT_HISTORY alerts;
    printf("%s failed: %d %s\n", what, error, wolfSSL_ERR_error_string((unsigned long) error, text));
    if (ssl && wolfSSL_get_alert_history(ssl, &alerts) == WOLFSSL_SUCCESS) {
        if (alerts.last_rx.code >= 0) printf("received alert [%d]\n", alerts.last_rx.code);
        if (alerts.last_tx.code >= 0) printf("sent alert [%d]\n", alerts.last_tx.code);
    }
    exit(1);
}

static int identity(WOLFSSL_CTX *context, const char *name) {
    char path[200];
    if (!strcmp(name, "-")) return 1;
    snprintf(path, sizeof path, "pki/%s.pem", name);
    if (wolfSSL_CTX_use_certificate_chain_file(context, path) != WOLFSSL_SUCCESS) return 0;
    snprintf(path, sizeof path, "pki/%s.test-only.key.pem", name);
    return wolfSSL_CTX_use_PrivateKey_file(context, path, WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS;
}

static void log_key(const char *label, const unsigned char *random, const unsigned char *secret, int size) {
    FILE *file = fopen("keys.log", "a");
    if (!file) return;
    fprintf(file, "%s ", label);
    for (int i = 0; i < 32; i++) fprintf(file, "%02x", random[i]);
    fprintf(file, " ");
    for (int i = 0; i < size; i++) fprintf(file, "%02x", secret[i]);
    fprintf(file, "\n");
    fclose(file);
}

#ifdef WOLFSSL_DTLS13
static int log_secret(WOLFSSL *ssl, int id, const unsigned char *secret, int size, void *context) {
    unsigned char random[32];
    (void) context;
    wolfSSL_get_client_random(ssl, random, sizeof random);
    switch (id) {
    case CLIENT_HANDSHAKE_TRAFFIC_SECRET: log_key("CLIENT_HANDSHAKE_TRAFFIC_SECRET", random, secret, size); break;
    case SERVER_HANDSHAKE_TRAFFIC_SECRET: log_key("SERVER_HANDSHAKE_TRAFFIC_SECRET", random, secret, size); break;
    case CLIENT_TRAFFIC_SECRET: log_key("CLIENT_TRAFFIC_SECRET_0", random, secret, size); break;
    case SERVER_TRAFFIC_SECRET: log_key("SERVER_TRAFFIC_SECRET_0", random, secret, size); break;
    }
    return 0;
}
#endif

int main(int count, char **arguments) {
    if (count < 8) return 64;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int is_server = !strcmp(arguments[1], "server");
    char **rest = arguments + (is_server ? 6 : 5);
    int is_13 = !strcmp(rest[1], "1.3");
    wolfSSL_Init();
    printf("wolfSSL %s\n", wolfSSL_lib_version());
#ifdef WOLFSSL_DTLS13
    WOLFSSL_METHOD *method = is_13 ? (is_server ? wolfDTLSv1_3_server_method() : wolfDTLSv1_3_client_method())
                                   : (is_server ? wolfDTLSv1_2_server_method() : wolfDTLSv1_2_client_method());
#else
    WOLFSSL_METHOD *method = is_server ? wolfDTLSv1_2_server_method() : wolfDTLSv1_2_client_method();
    if (is_13) return 64;
#endif
    WOLFSSL_CTX *context = wolfSSL_CTX_new(method);
    char path[200];
    snprintf(path, sizeof path, "pki/%s.pem", rest[0]);
    if (!identity(context, arguments[4])) fail("identity", NULL, 0);
    if (wolfSSL_CTX_load_verify_locations(context, path, NULL) != WOLFSSL_SUCCESS) fail("authority", NULL, 0);
    if (is_server) {
        int mode = !strcmp(arguments[5], "require") ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                   : !strcmp(arguments[5], "optional") ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;
        wolfSSL_CTX_set_verify(context, mode, NULL);
    }
    struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons((unsigned short) atoi(arguments[3])) };
    inet_pton(AF_INET, arguments[2], &peer.sin_addr);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (is_server) {
        char first[2048];
        socklen_t size = sizeof peer;
        bind(fd, (struct sockaddr *) &peer, sizeof peer);
        // Who sends the first datagram is the client.
        recvfrom(fd, first, sizeof first, MSG_PEEK, (struct sockaddr *) &peer, &size);
    }
    connect(fd, (struct sockaddr *) &peer, sizeof peer);
    struct timeval patience = { .tv_sec = 8 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    WOLFSSL *ssl = wolfSSL_new(context);
    wolfSSL_set_fd(ssl, fd);
    wolfSSL_dtls_set_peer(ssl, &peer, sizeof peer);
    wolfSSL_KeepArrays(ssl);
#ifdef WOLFSSL_DTLS_CID
    if (atoi(rest[2]) >= 0) {
        unsigned char id[32];
        memset(id, is_server ? 0x5E : 0xC1, sizeof id);
        if (wolfSSL_dtls_cid_use(ssl) != WOLFSSL_SUCCESS) fail("connection id", NULL, 0);
        wolfSSL_dtls_cid_set(ssl, id, (unsigned) atoi(rest[2]));
    }
#endif
#ifdef WOLFSSL_DTLS13
    if (is_13 && !is_server) wolfSSL_set_tls13_secret_cb(ssl, log_secret, NULL);
#endif
    int code;
    if (!is_server) wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, "api.example", 11);
    code = is_server ? wolfSSL_accept(ssl) : wolfSSL_connect(ssl);
    if (code != WOLFSSL_SUCCESS) fail("handshake", ssl, code);
    if (!is_13 && !is_server) {
        unsigned char random[32], master[48];
        wolfSSL_get_client_random(ssl, random, sizeof random);
        WOLFSSL_SESSION *session = wolfSSL_get_session(ssl);
        if (wolfSSL_SESSION_get_master_key(session, master, sizeof master) == 48) {
            log_key("CLIENT_RANDOM", random, master, 48);
        }
    }
    WOLFSSL_X509 *other = wolfSSL_get_peer_certificate(ssl);
    char name[200] = "none";
    if (other) wolfSSL_X509_NAME_oneline(wolfSSL_X509_get_subject_name(other), name, sizeof name);
    printf("handshake %s %s peer=%s\n", wolfSSL_get_version(ssl), wolfSSL_get_cipher(ssl), name);
    char buffer[512];
    if (!is_server) wolfSSL_write(ssl, "hello\n", 6);
    code = wolfSSL_read(ssl, buffer, sizeof buffer);
    if (code <= 0) fail("reading", ssl, code);
    printf("heard: %.*s", code, buffer);
    if (is_server) wolfSSL_write(ssl, buffer, code);
    wolfSSL_shutdown(ssl);
    return 0;
}
