internal import CCurl

/// A `multipart/form-data` body (RFC 7578) in libcurl's form; it makes the boundary and sends files as it reads them.
@safe
final class FormBody {
    let pointer: OpaquePointer

    /// - Parameter easy: the handle that will send the form.
    /// - Throws: ``Failure`` when a file is missing, unreadable, or no regular file.
    init(_ parts: [FormPart], for easy: EasyHandle) throws(Failure) {
        guard let pointer = unsafe curl_mime_init(easy.pointer) else { throw Failure(CURLE_OUT_OF_MEMORY) }
        unsafe self.pointer = unsafe pointer
        for part in parts { try add(part) }
    }

    deinit { unsafe curl_mime_free(pointer) }

    private func add(_ part: FormPart) throws(Failure) {
        guard let target = unsafe curl_mime_addpart(pointer) else { throw Failure(CURLE_OUT_OF_MEMORY) }
        unsafe try check(curl_mime_name(target, part.name), "curl_mime_name")
        switch part.content {
        case .bytes(let bytes):
            // Copied: libcurl keeps its own.
            let code = unsafe bytes.withUnsafeBytes { buffer in
                unsafe curl_mime_data(target, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
            }
            try check(code, "curl_mime_data")
        case .file(let path):
            // Looked at first, because libcurl would wait for ever on a pipe, and does not say which file is missing.
            _ = try SourceFile(path: path)
            unsafe try check(curl_mime_filedata(target, path), "curl_mime_filedata")
        }
        if let fileName = part.fileName { unsafe try check(curl_mime_filename(target, fileName), "curl_mime_filename") }
        if let type = part.contentType { unsafe try check(curl_mime_type(target, type), "curl_mime_type") }
        if !part.fields.isEmpty {
            let list = try FieldList(part.fields)
            // 1: the part owns the list from here on.
            unsafe try check(curl_mime_headers(target, list.release(), 1), "curl_mime_headers")
        }
    }

    private func check(_ code: CURLcode, _ function: StaticString) throws(Failure) {
        guard code == CURLE_OK else { throw Failure(code, "\(function)") }
    }
}
