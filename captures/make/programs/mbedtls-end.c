// One end of a DTLS 1.2 connection by Mbed TLS:
//   mbedtls-end server ADDRESS PORT IDENTITY require|optional|none CA MTU [renegotiate|leave]
//   mbedtls-end client ADDRESS PORT IDENTITY|- CA MTU [renegotiate]
// IDENTITY and CA name files of pki/. MTU 0: as the library has it. Secrets go to keys.log, of the client.
// `renegotiate`: the server begins another handshake once it has answered. `leave`: it closes when the handshake is over.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cookie.h>
#include <mbedtls/timing.h>
#include <mbedtls/version.h>

static mbedtls_ssl_context ssl;
static mbedtls_ssl_config config;
static mbedtls_x509_crt own, roots;
static mbedtls_pk_context key;
static mbedtls_ctr_drbg_context random_bytes;
static int handshakes = 0;

static void fail(const char *what, int code) {
    char text[200];
    mbedtls_strerror(code, text, sizeof text);
    printf("%s failed: -0x%04x %s\n", what, (unsigned) -code, text);
    fflush(stdout);
    exit(1);
}

static int log_keys(void *context, const unsigned char *master, const unsigned char *block, size_t mac, size_t size,
                    size_t iv, const unsigned char client[32], const unsigned char server[32], mbedtls_tls_prf_types t) {
    handshakes++;
    if (!*(const int *) context) return 0;
    (void) block, (void) mac, (void) size, (void) iv, (void) server, (void) t;
    FILE *file = fopen("keys.log", "a");
    if (!file) return 0;
    fprintf(file, "CLIENT_RANDOM ");
    for (int i = 0; i < 32; i++) fprintf(file, "%02x", client[i]);
    fprintf(file, " ");
    for (int i = 0; i < 48; i++) fprintf(file, "%02x", master[i]);
    fprintf(file, "\n");
    fclose(file);
    return 0;
}

static void load(const char *identity, const char *ca) {
    char path[200];
    int code;
    if (strcmp(identity, "-")) {
        snprintf(path, sizeof path, "pki/%s.pem", identity);
        if ((code = mbedtls_x509_crt_parse_file(&own, path))) fail("certificate", code);
        snprintf(path, sizeof path, "pki/%s.test-only.key.pem", identity);
        if ((code = mbedtls_pk_parse_keyfile(&key, path, NULL))) fail("key", code);
        mbedtls_ssl_conf_own_cert(&config, &own, &key);
    }
    snprintf(path, sizeof path, "pki/%s.pem", ca);
    if ((code = mbedtls_x509_crt_parse_file(&roots, path))) fail("authority", code);
    mbedtls_ssl_conf_ca_chain(&config, &roots, NULL);
}

// Reads once, and echoes what came if it is the server; the client asks first.
static int talk(int is_server, const char *heard) {
    unsigned char buffer[512];
    int code = 0;
    // What is lost of the application's data does not come again.
    for (int tries = 0; tries < 8; tries++) {
        if (!is_server) mbedtls_ssl_write(&ssl, (const unsigned char *) "hello\n", 6);
        code = mbedtls_ssl_read(&ssl, buffer, sizeof buffer);
        if (code != MBEDTLS_ERR_SSL_TIMEOUT && code != MBEDTLS_ERR_SSL_WANT_READ) break;
    }
    if (code > 0) {
        printf("%s: %.*s", heard, code, buffer);
        if (is_server) mbedtls_ssl_write(&ssl, buffer, (size_t) code);
    } else {
        printf("heard nothing: -0x%04x\n", (unsigned) -code);
    }
    return code;
}

static void tell(const char *what) {
    const mbedtls_x509_crt *other = mbedtls_ssl_get_peer_cert(&ssl);
    char name[200] = "none";
    if (other) mbedtls_x509_dn_gets(name, sizeof name, &other->subject);
    printf("%s %s %s peer=%s\n", what, mbedtls_ssl_get_version(&ssl), mbedtls_ssl_get_ciphersuite(&ssl), name);
}

int main(int count, char **arguments) {
    if (count < 7) return 64;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int is_server = !strcmp(arguments[1], "server");
    const char *mode = is_server ? arguments[5] : "required";
    int mtu = atoi(arguments[is_server ? 7 : 6]);
    const char *then = count > (is_server ? 8 : 7) ? arguments[is_server ? 8 : 7] : "";
    mbedtls_entropy_context entropy;
    mbedtls_timing_delay_context timer;
    mbedtls_ssl_cookie_ctx cookies;
    mbedtls_net_context listener, peer;
    unsigned char address[16];
    size_t address_size = 0;
    int code;
    char version[32];

    mbedtls_version_get_string_full(version);
    printf("%s\n", version);
    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&own);
    mbedtls_x509_crt_init(&roots);
    mbedtls_pk_init(&key);
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random_bytes);
    mbedtls_ssl_cookie_init(&cookies);
    mbedtls_net_init(&listener);
    mbedtls_net_init(&peer);
    mbedtls_ctr_drbg_seed(&random_bytes, mbedtls_entropy_func, &entropy, NULL, 0);
    mbedtls_ssl_config_defaults(&config, is_server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
                                MBEDTLS_SSL_TRANSPORT_DATAGRAM, MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random_bytes);
    mbedtls_ssl_conf_handshake_timeout(&config, 400, 2000);
    mbedtls_ssl_conf_read_timeout(&config, 1000);
    const int writes_keys = !is_server;
    mbedtls_ssl_conf_export_keys_ext_cb(&config, log_keys, (void *) &writes_keys);
    load(arguments[4], arguments[is_server ? 6 : 5]);
    if (is_server) {
        mbedtls_ssl_conf_authmode(&config, !strcmp(mode, "require") ? MBEDTLS_SSL_VERIFY_REQUIRED
                                  : !strcmp(mode, "optional") ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_NONE);
        mbedtls_ssl_cookie_setup(&cookies, mbedtls_ctr_drbg_random, &random_bytes);
        mbedtls_ssl_conf_dtls_cookies(&config, mbedtls_ssl_cookie_write, mbedtls_ssl_cookie_check, &cookies);
        if ((code = mbedtls_net_bind(&listener, arguments[2], arguments[3], MBEDTLS_NET_PROTO_UDP))) fail("bind", code);
    }
    if (!strcmp(then, "renegotiate")) mbedtls_ssl_conf_renegotiation(&config, MBEDTLS_SSL_RENEGOTIATION_ENABLED);
    if ((code = mbedtls_ssl_setup(&ssl, &config))) fail("setup", code);
    if (mtu) mbedtls_ssl_set_mtu(&ssl, (uint16_t) mtu);
    mbedtls_ssl_set_timer_cb(&ssl, &timer, mbedtls_timing_set_delay, mbedtls_timing_get_delay);
    if (!is_server) {
        mbedtls_ssl_set_hostname(&ssl, "api.example");
        if ((code = mbedtls_net_connect(&peer, arguments[2], arguments[3], MBEDTLS_NET_PROTO_UDP))) fail("connect", code);
    }
    do {
        if (is_server) {
            mbedtls_net_free(&peer);
            mbedtls_ssl_session_reset(&ssl);
            if ((code = mbedtls_net_accept(&listener, &peer, address, sizeof address, &address_size))) fail("accept", code);
            mbedtls_ssl_set_client_transport_id(&ssl, address, address_size);
        }
        mbedtls_ssl_set_bio(&ssl, &peer, mbedtls_net_send, mbedtls_net_recv, mbedtls_net_recv_timeout);
        do code = mbedtls_ssl_handshake(&ssl);
        while (code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE);
    } while (is_server && code == MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED);
    if (code) fail("handshake", code);
    tell("handshake");
    if (is_server && !strcmp(then, "leave")) {
        printf("left: the client is not on the list\n");
        mbedtls_ssl_close_notify(&ssl);
        return 0;
    }
    code = talk(is_server, "heard");
    if (code > 0 && !strcmp(then, "renegotiate")) {
        if (is_server) {
            do code = mbedtls_ssl_renegotiate(&ssl);
            while (code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE);
            if (code) fail("handshake again", code);
        } else {
            // Reading, it answers the server's HelloRequest; there is no data until it asks.
            unsigned char nothing[16];
            mbedtls_ssl_read(&ssl, nothing, sizeof nothing);
        }
        code = talk(is_server, "heard again");
        tell("handshake again");
        printf("handshakes: %d\n", handshakes);
    }
    mbedtls_ssl_close_notify(&ssl);
    return code > 0 ? 0 : 2;
}
