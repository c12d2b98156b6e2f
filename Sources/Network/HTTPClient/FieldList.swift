internal import CCurl

/// Fields in the form in which libcurl takes them: a linked list of lines.
///
/// ```
/// Name: value    the field, in place of libcurl's own of that name
/// Name;          the field with an empty value
/// Name:          no such field, not even libcurl's own
/// ```
@safe
final class FieldList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init(_ fields: [Field], omitted: [String] = []) throws(Failure) {
        unsafe first = nil
        for field in fields {
            let isEmpty = field.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            try append(isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for name in omitted { try append("\(name):") }
    }

    deinit { unsafe curl_slist_free_all(first) }

    private func append(_ line: String) throws(Failure) {
        guard let longer = unsafe curl_slist_append(first, line) else { throw Failure(CURLE_OUT_OF_MEMORY) }
        unsafe first = unsafe longer
    }

    /// Hands the list over; who takes it frees it.
    func release() -> UnsafeMutablePointer<curl_slist>? {
        defer { unsafe first = nil }
        return unsafe first
    }
}
