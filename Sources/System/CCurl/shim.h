#pragma once
// libcurl, and one typed function for each type of value that its variadic calls take: Swift cannot call
// `curl_easy_setopt` and its kin, and with a value of the wrong width they would read garbage.
#include <curl/curl.h>

// curl_easy_setopt, by the type of the value (libcurl's documentation of each option names it).

static inline CURLcode easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the text (since 7.17.0), except for CURLOPT_POSTFIELDS.
static inline CURLcode easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// The pointer is kept, not what it points to.
static inline CURLcode easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

/// The list is kept, not copied: it must outlive the transfer.
static inline CURLcode easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/// The parts are kept, not copied: they must outlive the transfer.
static inline CURLcode easy_set_mime(CURL *easy, CURLoption option, curl_mime *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_share(CURL *easy, CURLSH *value) {
    return curl_easy_setopt(easy, CURLOPT_SHARE, value);
}

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which have the same type.
static inline CURLcode easy_set_write_function(CURL *easy, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_read_function(CURL *easy, curl_read_callback value) {
    return curl_easy_setopt(easy, CURLOPT_READFUNCTION, value);
}

static inline CURLcode easy_set_seek_function(CURL *easy, curl_seek_callback value) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

// curl_easy_getinfo, by the type of the value.

static inline CURLcode easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

/// The text belongs to the handle.
static inline CURLcode easy_get_string(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}

/// The list belongs to the caller, who frees it with `curl_slist_free_all`.
static inline CURLcode easy_get_list(CURL *easy, CURLINFO info, struct curl_slist **value) {
    return curl_easy_getinfo(easy, info, value);
}

// curl_share_setopt, by the type of the value.

static inline CURLSHcode share_set_data(CURLSH *share, curl_lock_data value) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, value);
}

static inline CURLSHcode share_set_lock_function(CURLSH *share, curl_lock_function value) {
    return curl_share_setopt(share, CURLSHOPT_LOCKFUNC, value);
}

static inline CURLSHcode share_set_unlock_function(CURLSH *share, curl_unlock_function value) {
    return curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, value);
}

static inline CURLSHcode share_set_pointer(CURLSH *share, void *value) {
    return curl_share_setopt(share, CURLSHOPT_USERDATA, value);
}

// Macros that Swift does not see as values.

static inline long curl_auth_basic(void) { return (long)CURLAUTH_BASIC; }
static inline CURLcode curl_global_init_default(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
