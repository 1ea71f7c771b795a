#pragma once
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// XN_FLAG_RFC2253 is a macro that Swift cannot import; without ESC_MSB, UTF-8 stays readable as RFC 4514 allows.
static inline unsigned long mtlscope_rfc4514_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }

// SHA-1 of one block that the caller has padded (FIPS 180-4, section 5.1.1). An EVP context costs five times the hash of a
// few bytes; OpenSSL 3 calls these functions old, and keeps them.
static inline int mtlscope_sha1_block(const unsigned char block[SHA_CBLOCK], unsigned int digest[5]) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    SHA_CTX context;
    if (!SHA1_Init(&context)) return 0;
    SHA1_Transform(&context, block);
    digest[0] = context.h0;
    digest[1] = context.h1;
    digest[2] = context.h2;
    digest[3] = context.h3;
    digest[4] = context.h4;
    return 1;
#pragma GCC diagnostic pop
}

// SHA-256 without an EVP context, likewise.
static inline int mtlscope_sha256(const void *bytes, size_t count, unsigned char *digest) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    SHA256_CTX context;
    return SHA256_Init(&context) && SHA256_Update(&context, bytes, count) && SHA256_Final(digest, &context);
#pragma GCC diagnostic pop
}

// HMAC-SHA-256 (RFC 2104) with one key, as the two hashes that have taken it in: an EVP context costs ten times the codes
// that follow from a connection id.
typedef struct {
    SHA256_CTX inner, outer;
} mtlscope_hmac_sha256;

static inline int mtlscope_hmac_sha256_start(mtlscope_hmac_sha256 *mac, const unsigned char *key, size_t count) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    unsigned char pad[SHA256_CBLOCK];
    if (count > sizeof pad) return 0;
    for (size_t index = 0; index < sizeof pad; index++) pad[index] = (index < count ? key[index] : 0) ^ 0x36;
    if (!SHA256_Init(&mac->inner) || !SHA256_Update(&mac->inner, pad, sizeof pad)) return 0;
    for (size_t index = 0; index < sizeof pad; index++) pad[index] ^= 0x36 ^ 0x5C;
    return SHA256_Init(&mac->outer) && SHA256_Update(&mac->outer, pad, sizeof pad);
#pragma GCC diagnostic pop
}

static inline int mtlscope_hmac_sha256_code(
    const mtlscope_hmac_sha256 *mac, const void *bytes, size_t count, unsigned char code[SHA256_DIGEST_LENGTH]
) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    SHA256_CTX context = mac->inner;
    if (!SHA256_Update(&context, bytes, count) || !SHA256_Final(code, &context)) return 0;
    context = mac->outer;
    return SHA256_Update(&context, code, SHA256_DIGEST_LENGTH) && SHA256_Final(code, &context);
#pragma GCC diagnostic pop
}

// OPENSSL_free and the typed stacks are macros.
static inline void mtlscope_openssl_free(void *memory) { OPENSSL_free(memory); }
static inline STACK_OF(X509) *mtlscope_x509_stack_new(void) { return sk_X509_new_null(); }
static inline int mtlscope_x509_stack_push(STACK_OF(X509) *stack, X509 *certificate) {
    return sk_X509_push(stack, certificate);
}
static inline void mtlscope_x509_stack_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

// The last error is that no further PEM block begins: what was read is all that there is.
static inline _Bool mtlscope_pem_has_ended(void) {
    unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}
