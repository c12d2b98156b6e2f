internal import HTTP1

/// A file that is sent in a form, as nodes send models and images.
public struct Upload: Sendable, Hashable {
    /// What the file is called.
    public var fileName: String
    /// What is in it.
    public var bytes: [UInt8]

    /// A file of bytes.
    public init(_ fileName: String, _ bytes: [UInt8]) {
        self.fileName = fileName
        self.bytes = bytes
    }

    /// A file of text.
    public init(_ fileName: String, _ text: String) { self.init(fileName, Array(text.utf8)) }
}

/// A form with files (RFC 7578), in memory.
struct UploadForm {
    let contentType: String
    let body: [UInt8]

    /// - Parameter name: what each part is called.
    init(_ uploads: [Upload], name: String) {
        let boundary = Self.boundary(notIn: uploads)
        contentType = "multipart/form-data; boundary=\(boundary)"
        var body: [UInt8] = []
        for upload in uploads {
            // Whatever cannot stand between quotes is escaped, as browsers do (WHATWG HTML, section 4.10.22.8).
            let fileName = upload.fileName.replacing("\"", with: "%22").replacing("\r", with: "%0D")
                .replacing("\n", with: "%0A")
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\n\r\n"
                    .utf8)
            body += upload.bytes
            body += Array("\r\n".utf8)
        }
        self.body = body + Array("--\(boundary)--\r\n".utf8)
    }

    /// The first of a row of words that is in none of the files.
    private static func boundary(notIn uploads: [Upload]) -> String {
        var number = 0
        while true {
            let boundary = "mockloop-\(number)"
            let word = Array("--\(boundary)".utf8)
            if !uploads.contains(where: { $0.bytes.contains(word) }) { return boundary }
            number += 1
        }
    }
}
