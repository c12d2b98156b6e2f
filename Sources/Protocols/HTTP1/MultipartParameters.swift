internal import Bytes

/// A value with parameters, as Content-Type and Content-Disposition have them:
/// `form-data; name="files"; filename="model.json"` (RFC 9110, section 5.6.6).
///
/// A parameter's value is a token or a quoted string. Within quotes only `\"` and `\\` stand for another character
/// than themselves: browsers, curl and requests send a backslash as it is (`"back\slash"`), httpx and old curl double
/// it, and this reading understands both. Blanks may surround a semicolon, an empty parameter is passed over, nothing
/// may surround the equals sign.
struct MultipartParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String

    /// Name in lower case, value without its quotes and escapes, in the order in which they were sent.
    let parameters: [(name: String, value: [UInt8])]

    /// The text is not of this form; `offset` counts from its first byte.
    struct Malformed: Error {
        let offset: Int
    }

    /// The values of all parameters called `name`.
    func values(of name: String) -> [[UInt8]] {
        parameters.filter { $0.name == name }.map(\.value)
    }

    init(reading text: some Collection<UInt8>) throws(Malformed) {
        let bytes = Array(text)
        var position = 0
        let end = bytes.firstIndex(of: ASCII.semicolon) ?? bytes.count
        value = Self.lowercased(bytes[..<end].trimmingWhiteSpace)
        guard !value.isEmpty else { throw Malformed(offset: 0) }
        position = end

        var parameters: [(name: String, value: [UInt8])] = []
        while position < bytes.count {
            guard bytes[position] == ASCII.semicolon else { throw Malformed(offset: position) }
            position += 1
            Self.skipBlanks(in: bytes, &position)
            guard position < bytes.count, bytes[position] != ASCII.semicolon else { continue }
            let name = Self.token(in: bytes, &position)
            guard !name.isEmpty, position < bytes.count, bytes[position] == ASCII.equals else {
                throw Malformed(offset: position)
            }
            position += 1
            let parameter: [UInt8]
            if position < bytes.count, bytes[position] == ASCII.quote {
                parameter = try Self.quotedString(in: bytes, &position)
            } else {
                parameter = Array(Self.token(in: bytes, &position))
                guard !parameter.isEmpty else { throw Malformed(offset: position) }
            }
            parameters.append((Self.lowercased(name), parameter))
            Self.skipBlanks(in: bytes, &position)
        }
        self.parameters = parameters
    }

    private static func token(in bytes: [UInt8], _ position: inout Int) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, Grammar.isTokenCharacter(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    /// Reads from the quote at `position` to behind the closing one.
    private static func quotedString(in bytes: [UInt8], _ position: inout Int) throws(Malformed) -> [UInt8] {
        var content: [UInt8] = []
        var index = position + 1
        while index < bytes.count {
            switch bytes[index] {
            case ASCII.quote:
                position = index + 1
                return content
            case ASCII.backslash where index + 1 < bytes.count && isEscapable(bytes[index + 1]):
                content.append(bytes[index + 1])
                index += 2
            case let byte:
                content.append(byte)
                index += 1
            }
        }
        throw Malformed(offset: position)
    }

    private static func isEscapable(_ byte: UInt8) -> Bool { byte == ASCII.quote || byte == ASCII.backslash }

    private static func skipBlanks(in bytes: [UInt8], _ position: inout Int) {
        while position < bytes.count, bytes[position].isBlank { position += 1 }
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map(\.lowercased), as: UTF8.self)
    }
}

extension UInt8 {
    /// SP or HTAB.
    var isBlank: Bool { self == ASCII.space || self == ASCII.tab }
}
