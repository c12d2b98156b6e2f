internal import Bytes

/// The fields of a form or of a query, in their order.
struct FormFields {
    private(set) var fields: [(name: String, value: String)] = []

    /// Reads `application/x-www-form-urlencoded` data (WHATWG URL, section 5.1). What cannot be decoded is left out.
    init(urlEncoded text: ArraySlice<UInt8>) {
        var start = text.startIndex
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: UInt8(ascii: "&")) ?? text.endIndex
            let mark = text[start..<end].firstIndex(of: ASCII.equals) ?? end
            if let name = Self.decoded(text[start..<mark]), let value = Self.decoded(text[min(mark + 1, end)..<end]) {
                if end > start { fields.append((name, value)) }
            }
            start = end + 1
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        guard text.contains(where: { $0 == ASCII.percent || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: text, as: UTF8.self)
        }
        return PercentEncoding.decode(text, plusIsSpace: true).map { String(decoding: $0, as: UTF8.self) }
    }

    init() {}

    mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }

    /// The value of the first field called `name`, or nil.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// A body that is not the form that it should be.
enum FormError: Error, Hashable, CustomStringConvertible {
    case notAForm(mediaType: String)

    var status: Int { 415 }

    var description: String {
        switch self {
        case .notAForm(let mediaType):
            "A login is a form, application/x-www-form-urlencoded or multipart/form-data, with the fields \"username\" and \"password\"; this body is \(mediaType)."
        }
    }
}
