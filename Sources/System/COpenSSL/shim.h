#pragma once
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Macros and variadic functions, which Swift does not see.

/// SSL_CTX_set_min_proto_version(3) and SSL_CTX_set_max_proto_version(3).
static inline int openssl_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest) && SSL_CTX_set_max_proto_version(context, highest);
}

/// SSL_CTX_set_options(3): what nobody should use any more.
static inline void openssl_forbid_the_outdated(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

/// SSL_CTX_set_mode(3): a connection that is idle keeps no buffers.
static inline void openssl_release_idle_buffers(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

/// SSL_CTX_set_session_cache_mode(3): clients keep what resumes a session, in tickets; we keep nothing.
static inline void openssl_keep_no_sessions(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

/// SSL_CTX_add0_chain_cert(3): takes the certificate over when it gives 1.
static inline int openssl_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add0_chain_cert(context, certificate);
}

/// SSL_set_tlsext_host_name(3).
static inline int openssl_set_server_name(SSL *connection, const char *name) {
    return (int)SSL_set_tlsext_host_name(connection, name);
}

/// BIO_set_retry_read(3): nothing is there now.
static inline void openssl_nothing_to_read(BIO *bio) {
    BIO_set_retry_read(bio);
}

/// BIO_get_mem_data(3).
static inline long openssl_memory(BIO *bio, const char **start) {
    return BIO_get_mem_data(bio, start);
}

/// EVP_EC_gen(3) with the curve P-256.
static inline EVP_PKEY *openssl_make_p256_key(void) {
    return EVP_EC_gen("P-256");
}

/// Adds an extension to `certificate`, in the words of x509v3_config(5).
static inline int openssl_add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    if (!extension) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// BIO_clear_retry_flags(3).
static inline void openssl_clear_retry(BIO *bio) {
    BIO_clear_retry_flags(bio);
}

/// The reason of an alert that the peer sent is the alert's number and this.
static const int openssl_alert_offset = SSL_AD_REASON_OFFSET;
static const int openssl_http_request = SSL_R_HTTP_REQUEST;
static const int openssl_proxy_request = SSL_R_HTTPS_PROXY_REQUEST;
static const int openssl_certificate_refused = SSL_R_CERTIFICATE_VERIFY_FAILED;
static const int openssl_no_pem_start = PEM_R_NO_START_LINE;
