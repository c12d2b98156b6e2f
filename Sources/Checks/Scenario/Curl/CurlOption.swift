/// The options of curl(1) that a command may have.
///
/// Options that only change what curl prints, retries or trusts are accepted and change nothing: the runner shows the
/// exchange itself, tries again by its own rules and talks to the one Loop it was given.
struct CurlOption: Sendable {
    /// What an option asks for.
    enum Meaning: Sendable {
        case method, url, field, form, formString
        case data, dataRaw, dataBinary, dataEncoded, json, get
        case user, bearer, upload, output, remoteName, head, location, maximumTime
        case userAgent, referer, cookie, cookieJar, range, pathAsIs
        /// Accepted, without effect.
        case nothing
    }

    let name: String
    let letter: Character?
    let takesValue: Bool
    let meaning: Meaning

    private static func flag(_ name: String, _ letter: Character? = nil, _ meaning: Meaning = .nothing) -> CurlOption {
        CurlOption(name: name, letter: letter, takesValue: false, meaning: meaning)
    }

    private static func value(_ name: String, _ letter: Character? = nil, _ meaning: Meaning = .nothing) -> CurlOption {
        CurlOption(name: name, letter: letter, takesValue: true, meaning: meaning)
    }

    static let all: [CurlOption] = [
        .value("request", "X", .method), .value("url", nil, .url), .value("header", "H", .field),
        .value("form", "F", .form), .value("form-string", nil, .formString),
        .value("data", "d", .data), .value("data-ascii", nil, .data), .value("data-raw", nil, .dataRaw),
        .value("data-binary", nil, .dataBinary), .value("data-urlencode", nil, .dataEncoded),
        .value("json", nil, .json), .flag("get", "G", .get),
        .value("user", "u", .user), .value("oauth2-bearer", nil, .bearer),
        .value("upload-file", "T", .upload), .value("output", "o", .output), .flag("remote-name", "O", .remoteName),
        .flag("head", "I", .head), .flag("location", "L", .location), .value("max-time", "m", .maximumTime),
        .value("user-agent", "A", .userAgent), .value("referer", "e", .referer),
        .value("cookie", "b", .cookie), .value("cookie-jar", "c", .cookieJar), .value("range", "r", .range),

        .flag("silent", "s"), .flag("show-error", "S"), .flag("fail", "f"), .flag("fail-with-body"),
        .flag("include", "i"), .flag("show-headers"), .flag("verbose", "v"), .flag("globoff", "g"),
        .flag("no-buffer", "N"), .flag("disable", "q"), .flag("version", "V"), .flag("help", "h"),
        .flag("insecure", "k"), .flag("compressed"),
        .flag("progress-bar", "#"), .flag("no-progress-meter"), .flag("basic"), .flag("http1.1"), .flag("http1.0", "0"),
        .flag("http2"), .flag("ipv4", "4"), .flag("ipv6", "6"), .flag("create-dirs"), .flag("remote-header-name", "J"),
        .flag("retry-connrefused"), .flag("retry-all-errors"), .flag("tlsv1.2"), .flag("path-as-is", nil, .pathAsIs),
        .value("connect-timeout"), .value("retry"), .value("retry-delay"), .value("retry-max-time"),
        .value("write-out", "w"), .value("dump-header", "D"), .value("stderr"), .value("cacert"), .value("max-redirs"),
        .value("noproxy"), .value("expect100-timeout"), .value("limit-rate"), .value("keepalive-time"),
    ]

    static func named(_ name: String) -> CurlOption? { all.first { $0.name == name } }

    static func lettered(_ letter: Character) -> CurlOption? { all.first { $0.letter == letter } }
}
