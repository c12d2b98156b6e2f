internal import CCurl

// One function for each option that the client uses. Each throws a `Failure` with libcurl's number and the option's
// name when libcurl refuses the value, which it does for lack of memory and for texts above 8 MB.

// MARK: Where to, and how

extension EasyHandle {
    /// The URL; without a scheme `http` is assumed (`CURLOPT_URL`).
    func setURL(_ url: String) throws(Failure) { try set(CURLOPT_URL, "CURLOPT_URL", url) }

    /// The schemes that are spoken, in the URL and in redirects (`CURLOPT_PROTOCOLS_STR`, `CURLOPT_REDIR_PROTOCOLS_STR`).
    func setSchemes(_ schemes: [String]) throws(Failure) {
        let list = schemes.joined(separator: ",")
        try set(CURLOPT_PROTOCOLS_STR, "CURLOPT_PROTOCOLS_STR", list)
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "CURLOPT_REDIR_PROTOCOLS_STR", list)
    }

    /// The highest version of HTTP that is spoken (`CURLOPT_HTTP_VERSION`).
    func setHTTPVersion(_ version: Int) throws(Failure) {
        try set(CURLOPT_HTTP_VERSION, "CURLOPT_HTTP_VERSION", version)
    }

    /// The hosts that are reached without a proxy, whatever the environment says; `*` means all (`CURLOPT_NOPROXY`).
    func setHostsWithoutProxy(_ hosts: String) throws(Failure) { try set(CURLOPT_NOPROXY, "CURLOPT_NOPROXY", hosts) }

    /// Whether `/../` stays in the path (`CURLOPT_PATH_AS_IS`).
    func setPathAsIs(_ isAsIs: Bool) throws(Failure) {
        try set(CURLOPT_PATH_AS_IS, "CURLOPT_PATH_AS_IS", isAsIs ? 1 : 0)
    }

    /// The most redirects that are followed; nil follows none (`CURLOPT_FOLLOWLOCATION`, `CURLOPT_MAXREDIRS`).
    func setMaximumRedirectCount(_ count: Int?) throws(Failure) {
        try set(CURLOPT_FOLLOWLOCATION, "CURLOPT_FOLLOWLOCATION", count == nil ? 0 : 1)
        try set(CURLOPT_MAXREDIRS, "CURLOPT_MAXREDIRS", count ?? 0)
    }

    /// No signals for time-outs, which other threads would get (`CURLOPT_NOSIGNAL`).
    func setNoSignals() throws(Failure) { try set(CURLOPT_NOSIGNAL, "CURLOPT_NOSIGNAL", 1) }
}

// MARK: Times

extension EasyHandle {
    /// The longest time for the whole transfer, in milliseconds (`CURLOPT_TIMEOUT_MS`).
    func setTimeout(_ timeout: Duration) throws(Failure) {
        try set(CURLOPT_TIMEOUT_MS, "CURLOPT_TIMEOUT_MS", timeout.curlMilliseconds)
    }

    /// The longest time until the connection stands, TLS included, in milliseconds (`CURLOPT_CONNECTTIMEOUT_MS`).
    func setConnectTimeout(_ timeout: Duration) throws(Failure) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, "CURLOPT_CONNECTTIMEOUT_MS", timeout.curlMilliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, from 1 (0 means for ever) to what libcurl accepts.
    fileprivate var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}

// MARK: TLS

extension EasyHandle {
    /// Whether the peer's certificate must be valid and name its host (`CURLOPT_SSL_VERIFYPEER`,
    /// `CURLOPT_SSL_VERIFYHOST`).
    func setVerifiesPeer(_ verifies: Bool) throws(Failure) {
        try set(CURLOPT_SSL_VERIFYPEER, "CURLOPT_SSL_VERIFYPEER", verifies ? 1 : 0)
        // 2: the name must match; 1 was a mistake of long ago.
        try set(CURLOPT_SSL_VERIFYHOST, "CURLOPT_SSL_VERIFYHOST", verifies ? 2 : 0)
    }

    /// The PEM file with the authorities to trust, in place of the system's (`CURLOPT_CAINFO`).
    func setCACertificate(path: String) throws(Failure) { try set(CURLOPT_CAINFO, "CURLOPT_CAINFO", path) }
}

// MARK: The request

extension EasyHandle {
    /// A request without a body, `GET` if nothing else is said (`CURLOPT_HTTPGET`).
    func setGET() throws(Failure) { try set(CURLOPT_HTTPGET, "CURLOPT_HTTPGET", 1) }

    /// `HEAD`, whose response has no content whatever its fields say (`CURLOPT_NOBODY`).
    func setHEAD() throws(Failure) { try set(CURLOPT_NOBODY, "CURLOPT_NOBODY", 1) }

    /// A request with a body of this length that is read through a callback, `POST` if nothing else is said
    /// (`CURLOPT_POST`, `CURLOPT_POSTFIELDSIZE_LARGE`).
    func setPOST(byteCount: Int) throws(Failure) {
        try set(CURLOPT_POST, "CURLOPT_POST", 1)
        try set(CURLOPT_POSTFIELDSIZE_LARGE, "CURLOPT_POSTFIELDSIZE_LARGE", offset: byteCount)
    }

    /// A request with a form as its body, `POST` if nothing else is said (`CURLOPT_MIMEPOST`).
    func setForm(_ form: FormBody) throws(Failure) {
        keep(form)
        try check(unsafe easy_set_mime(pointer, CURLOPT_MIMEPOST, form.pointer), "CURLOPT_MIMEPOST")
    }

    /// Another method than the kind of request would have (`CURLOPT_CUSTOMREQUEST`).
    func setMethod(_ method: String) throws(Failure) { try set(CURLOPT_CUSTOMREQUEST, "CURLOPT_CUSTOMREQUEST", method) }

    /// The fields to add, replace or leave out (`CURLOPT_HTTPHEADER`).
    func setFields(_ fields: FieldList) throws(Failure) {
        keep(fields)
        try check(unsafe easy_set_list(pointer, CURLOPT_HTTPHEADER, fields.first), "CURLOPT_HTTPHEADER")
    }

    /// The value of `User-Agent` (`CURLOPT_USERAGENT`).
    func setUserAgent(_ userAgent: String) throws(Failure) {
        try set(CURLOPT_USERAGENT, "CURLOPT_USERAGENT", userAgent)
    }

    /// Name and password, sent with the first request (`CURLOPT_HTTPAUTH`, `CURLOPT_USERNAME`, `CURLOPT_PASSWORD`).
    func setBasicCredentials(_ credentials: BasicCredentials) throws(Failure) {
        try set(CURLOPT_HTTPAUTH, "CURLOPT_HTTPAUTH", curl_auth_basic())
        try set(CURLOPT_USERNAME, "CURLOPT_USERNAME", credentials.username)
        try set(CURLOPT_PASSWORD, "CURLOPT_PASSWORD", credentials.password)
    }

    /// The cookies to send and to change (`CURLOPT_SHARE`, and `CURLOPT_COOKIEFILE` without a file, which turns
    /// libcurl's cookie engine on).
    func setCookieJar(_ jar: CookieJar) throws(Failure) {
        keep(jar)
        try check(unsafe easy_set_share(pointer, jar.share), "CURLOPT_SHARE")
        try set(CURLOPT_COOKIEFILE, "CURLOPT_COOKIEFILE", "")
    }
}

// MARK: The response

extension EasyHandle {
    /// Ends the transfer when `Content-Length` announces more than this (`CURLOPT_MAXFILESIZE_LARGE`).
    func setMaximumContentLength(_ byteCount: Int) throws(Failure) {
        try set(CURLOPT_MAXFILESIZE_LARGE, "CURLOPT_MAXFILESIZE_LARGE", offset: byteCount)
    }

    /// The functions that libcurl calls while the transfer runs, each with `transfer` as its last argument
    /// (`CURLOPT_HEADERFUNCTION`, `CURLOPT_WRITEFUNCTION`, `CURLOPT_READFUNCTION`, `CURLOPT_SEEKFUNCTION`).
    ///
    /// - Parameter transfer: must live longer than this handle is used; it is not retained.
    func setCallbacks(
        field: curl_write_callback, write: curl_write_callback, read: curl_read_callback, seek: curl_seek_callback,
        transfer: UnsafeMutableRawPointer
    ) throws(Failure) {
        try check(unsafe easy_set_write_function(pointer, CURLOPT_HEADERFUNCTION, field), "CURLOPT_HEADERFUNCTION")
        try check(unsafe easy_set_write_function(pointer, CURLOPT_WRITEFUNCTION, write), "CURLOPT_WRITEFUNCTION")
        try check(unsafe easy_set_read_function(pointer, read), "CURLOPT_READFUNCTION")
        try check(unsafe easy_set_seek_function(pointer, seek), "CURLOPT_SEEKFUNCTION")
        for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] {
            try check(unsafe easy_set_pointer(pointer, option, transfer), "the callbacks' data")
        }
    }
}

// MARK: - By type of value

extension EasyHandle {
    private func set(_ option: CURLoption, _ name: StaticString, _ value: Int) throws(Failure) {
        try check(unsafe easy_set_long(pointer, option, value), name)
    }

    private func set(_ option: CURLoption, _ name: StaticString, offset value: Int) throws(Failure) {
        try check(unsafe easy_set_offset(pointer, option, curl_off_t(value)), name)
    }

    private func set(_ option: CURLoption, _ name: StaticString, _ value: String) throws(Failure) {
        try check(unsafe easy_set_string(pointer, option, value), name)
    }

    private func check(_ code: CURLcode, _ name: StaticString) throws(Failure) {
        guard code == CURLE_OK else { throw Failure(code, "\(name)") }
    }
}
