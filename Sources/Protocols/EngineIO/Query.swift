internal import Bytes

/// The query of a request target: names and values, decoded, in order.
package struct Query: Sendable, Hashable {
    private var items: [(name: String, value: String)] = []

    /// The query of a request target; nil where something in it is not percent-encoded UTF-8.
    package init?(target: String) {
        let bytes = Array(target.utf8)
        self.init(bytes.drop { $0 != UInt8(ascii: "?") }.dropFirst())
    }

    /// Reads `name=value&…`; nil where something is not percent-encoded UTF-8.
    init?(_ text: ArraySlice<UInt8>) {
        for part in text.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0]), let value = sides.count > 1 ? Self.decode(sides[1]) : "" else {
                return nil
            }
            items.append((name, value))
        }
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> String? {
        PercentEncoding.decode(text, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The value of `name`; of several the last, as in the reference. Nil without one.
    package subscript(_ name: String) -> String? { items.last { $0.name == name }?.value }

    package static func == (one: Query, other: Query) -> Bool {
        one.items.elementsEqual(other.items) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for item in items {
            hasher.combine(item.name)
            hasher.combine(item.value)
        }
    }
}
