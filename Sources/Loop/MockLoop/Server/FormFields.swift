internal import Bytes

/// The fields of a form or of a query, in their order.
struct FormFields {
    private var fields: [(name: String, value: String)] = []

    /// Reads `application/x-www-form-urlencoded` data (WHATWG URL, section 5.1). What cannot be decoded is left out.
    init(urlEncoded text: ArraySlice<UInt8>) {
        for field in text.split(separator: UInt8(ascii: "&")) {
            let name = field.prefix { $0 != ASCII.equals }
            let value = field.dropFirst(name.count + 1)
            guard let name = PercentEncoding.decode(name, plusIsSpace: true),
                let value = PercentEncoding.decode(value, plusIsSpace: true)
            else { continue }
            fields.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
    }

    init() {}

    mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }

    /// The value of the first field called `name`, or nil.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
