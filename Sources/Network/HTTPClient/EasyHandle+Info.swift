internal import CCurl

// What libcurl knows about a transfer when it ended, one property for each value that the client uses.

extension EasyHandle {
    /// The last status code, 0 before the first (`CURLINFO_RESPONSE_CODE`).
    var status: Int {
        var value = 0
        unsafe _ = easy_get_long(pointer, CURLINFO_RESPONSE_CODE, &value)
        return value
    }

    /// The URL that was used last (`CURLINFO_EFFECTIVE_URL`).
    var effectiveURL: String {
        var value: UnsafeMutablePointer<CChar>? = nil
        unsafe _ = easy_get_string(pointer, CURLINFO_EFFECTIVE_URL, &value)
        guard let value = unsafe value else { return "" }
        return unsafe String(cString: value)
    }

    /// `CURLINFO_TOTAL_TIME_T`, `CURLINFO_CONNECT_TIME_T` and `CURLINFO_STARTTRANSFER_TIME_T`, in microseconds.
    var timing: Response.Timing {
        Response.Timing(
            total: duration(CURLINFO_TOTAL_TIME_T), connect: duration(CURLINFO_CONNECT_TIME_T),
            startOfTransfer: duration(CURLINFO_STARTTRANSFER_TIME_T))
    }

    private func duration(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        unsafe _ = easy_get_offset(pointer, info, &microseconds)
        return .microseconds(Int64(microseconds))
    }

    /// Every cookie that the handle knows, one line each in the form of Netscape's file (`CURLINFO_COOKIELIST`).
    var cookieLines: [String] {
        var list: UnsafeMutablePointer<curl_slist>? = nil
        unsafe _ = easy_get_list(pointer, CURLINFO_COOKIELIST, &list)
        defer { unsafe curl_slist_free_all(list) }
        var lines: [String] = []
        var next = unsafe list
        while let item = unsafe next {
            unsafe lines.append(String(cString: item.pointee.data))
            unsafe next = item.pointee.next
        }
        return lines
    }

    /// Forgets every cookie that the handle knows (`CURLOPT_COOKIELIST`, `ALL`).
    func removeAllCookies() {
        unsafe _ = easy_set_string(pointer, CURLOPT_COOKIELIST, "ALL")
    }
}
