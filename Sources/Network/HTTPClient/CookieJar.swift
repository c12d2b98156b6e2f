internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Cookies (RFC 6265) that several requests share, of one client or of several: what one response sets, the next
/// request sends, as domain, path, security and expiry allow. They live in memory only.
///
/// libcurl keeps them, and locks them by the mutex of this object while a transfer reads or changes them.
///
/// `@unchecked Sendable` holds because the pointers never change, and curl_share_init(3) allows any thread to use what
/// it points to once it has functions to lock and unlock.
@safe
package final class CookieJar: @unchecked Sendable {
    let share: UnsafeMutableRawPointer
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init() {
        guard let share = unsafe curl_share_init() else { preconditionFailure("curl_share_init found no memory") }
        unsafe self.share = unsafe share
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe _ = share_set_pointer(share, mutex)
        unsafe _ = share_set_lock_function(share) { _, _, _, mutex in
            guard let mutex = unsafe mutex else { return }
            unsafe pthread_mutex_lock(mutex.assumingMemoryBound(to: pthread_mutex_t.self))
        }
        unsafe _ = share_set_unlock_function(share) { _, _, mutex in
            guard let mutex = unsafe mutex else { return }
            unsafe pthread_mutex_unlock(mutex.assumingMemoryBound(to: pthread_mutex_t.self))
        }
        let code = unsafe share_set_data(share, CURL_LOCK_DATA_COOKIE)
        precondition(code == CURLSHE_OK, "libcurl was built without cookies: share error \(code.rawValue)")
    }

    /// Nobody uses the jar any more: every transfer keeps it until its handle is gone.
    deinit {
        let code = unsafe curl_share_cleanup(share)
        precondition(code == CURLSHE_OK, "a transfer outlived its cookie jar: share error \(code.rawValue)")
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// The cookies, expired ones excluded, in no particular order.
    package var cookies: [Cookie] {
        let now = time(nil)
        // libcurl lets an expired cookie lie until the next one is set.
        return withHandle { $0.cookieLines.compactMap(Cookie.init(line:)) }.filter { $0.expires ?? .max > now }
    }

    package var isEmpty: Bool { cookies.isEmpty }

    /// Forgets every cookie.
    package func clear() { withHandle { $0.removeAllCookies() } }

    private func withHandle<Result>(_ body: (EasyHandle) -> Result) -> Result {
        let easy = EasyHandle()
        do {
            try easy.setCookieJar(self)
        } catch {
            preconditionFailure("libcurl refused its own share: error \(error.code.rawValue)")
        }
        return body(easy)
    }
}

/// A cookie as the jar keeps it (RFC 6265, section 5.3).
package struct Cookie: Sendable, Hashable {
    package var name: String
    package var value: String

    /// The host, or the domain with everything below it if ``includesSubdomains``.
    package var domain: String
    package var includesSubdomains: Bool
    package var path: String

    /// Sent over https only.
    package var isSecure: Bool
    package var isHTTPOnly: Bool

    /// Seconds since 1970; nil for a cookie that lives as long as the jar.
    package var expires: Int?

    /// Reads a line of Netscape's cookie file, as libcurl writes it:
    ///
    /// ```
    /// [#HttpOnly_]domain TAB TRUE|FALSE TAB path TAB TRUE|FALSE TAB expires TAB name TAB value
    ///             subdomains ^               secure ^
    /// ```
    init?(line: String) {
        let columns = line.split(separator: "\t", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 7 else { return nil }
        let prefix = "#HttpOnly_"
        isHTTPOnly = columns[0].hasPrefix(prefix)
        domain = isHTTPOnly ? String(columns[0].dropFirst(prefix.count)) : columns[0]
        includesSubdomains = columns[1] == "TRUE"
        path = columns[2]
        isSecure = columns[3] == "TRUE"
        expires = Int(columns[4]).flatMap { $0 == 0 ? nil : $0 }
        name = columns[5]
        value = columns[6]
    }
}
