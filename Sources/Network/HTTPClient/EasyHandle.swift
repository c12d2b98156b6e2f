internal import CCurl

/// One transfer as libcurl sees it: a handle of its easy interface, and all memory that the handle points to.
///
/// Not for two threads at once (libcurl-thread(3)). Its options are in `EasyHandle+Options.swift`, what it tells
/// afterwards in `EasyHandle+Info.swift`.
@safe
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    // What the handle uses until its end.
    private var lists: [FieldList] = []
    private var form: FormBody?
    private var cookieJar: CookieJar?

    init() {
        _ = Self.library
        guard let pointer = unsafe curl_easy_init() else { preconditionFailure("curl_easy_init found no memory") }
        unsafe self.pointer = unsafe pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe _ = easy_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    /// The handle goes first; only then may go what it uses.
    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe errorText.deallocate()
    }

    /// What libcurl wrote of this case in its own words (`CURLOPT_ERRORBUFFER`); empty where it wrote nothing.
    var errorDetail: String { unsafe String(cString: errorText) }

    func keep(_ list: FieldList) { lists.append(list) }
    func keep(_ form: FormBody) { self.form = form }
    func keep(_ cookieJar: CookieJar) { self.cookieJar = cookieJar }

    /// libcurl is set up once for the process (curl_global_init(3)).
    private static let library: Void = {
        let code = curl_global_init_default()
        precondition(code == CURLE_OK, "curl_global_init failed: libcurl error \(code.rawValue)")
    }()
}
