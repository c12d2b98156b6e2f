internal import COpenSSL

/// What OpenSSL says of a call that failed, with its own number and words.
package struct LibraryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number that `openssl errstr` takes, in hexadecimal.
    package let code: UInt
    /// `error:0A00010B:SSL routines::wrong version number`.
    package let description: String

    /// The part of the library that failed; with the reason it tells errors apart.
    var library: Int32 { ERR_GET_LIB(code) }
    var reason: Int32 { ERR_GET_REASON(code) }

    /// The oldest error of the calling thread's queue, which is the cause of the others; the queue is empty then.
    static func take() -> LibraryError {
        var detail: UnsafePointer<CChar>?
        var flags: Int32 = 0
        let code = unsafe ERR_get_error_all(nil, nil, nil, &detail, &flags)
        // 256 is the least that the function asks for.
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        var description = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let detail = unsafe detail, flags & ERR_TXT_STRING != 0, unsafe detail.pointee != 0 {
            description += unsafe ":" + String(cString: detail)
        }
        ERR_clear_error()
        return LibraryError(code: code, description: description)
    }

    /// Calls `body`, and throws what OpenSSL says when it does not give 1.
    static func check(_ body: () -> Int32) throws(LibraryError) {
        ERR_clear_error()
        guard body() == 1 else { throw .take() }
    }

    /// Calls `make`, and throws what OpenSSL says when it gives nothing.
    static func check(_ make: () -> OpaquePointer?) throws(LibraryError) -> OpaquePointer {
        ERR_clear_error()
        guard let made = unsafe make() else { throw .take() }
        return unsafe made
    }
}
