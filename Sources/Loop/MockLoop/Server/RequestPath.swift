internal import Bytes

/// A request target, taken apart.
struct RequestPath {
    /// The segments of the path, decoded. Empty ones are left out: library version 0.7.53 asks for `/api//zauberzeug/…`
    /// and would not follow a redirect.
    let segments: [String]
    private let query: ArraySlice<UInt8>

    /// Why a path is refused.
    enum Flaw: Error, CustomStringConvertible {
        case climbs
        case badEncoding
        case unsafeCharacter

        var description: String {
            switch self {
            case .climbs: "The path climbs: \".\" and \"..\" are no names here, encoded or not."
            case .badEncoding: "The path is not percent-encoded UTF-8: \"%\" is followed by two hexadecimal digits."
            case .unsafeCharacter: "A name in the path has an encoded slash, a backslash or a control character."
            }
        }
    }

    init(target: String) throws(Flaw) {
        let bytes = Array(target.utf8)
        let start = bytes.first == ASCII.slash ? 0 : Self.endOfAuthority(in: bytes)
        let end = bytes.firstIndex(of: UInt8(ascii: "?"), from: start) ?? bytes.count
        query = bytes[min(end + 1, bytes.count)...]
        var segments: [String] = []
        segments.reserveCapacity(8)
        var segmentStart = start
        while segmentStart < end {
            let segmentEnd = min(bytes.firstIndex(of: ASCII.slash, from: segmentStart) ?? end, end)
            if segmentEnd > segmentStart { segments.append(try Self.name(bytes[segmentStart..<segmentEnd])) }
            segmentStart = segmentEnd + 1
        }
        self.segments = segments
    }

    /// The place behind `http://host` in an absolute form, which the core has checked.
    private static func endOfAuthority(in target: [UInt8]) -> Int {
        let authority = target.drop { $0 != ASCII.slash }.dropFirst(2)
        return authority.firstIndex { $0 == ASCII.slash || $0 == UInt8(ascii: "?") } ?? target.count
    }

    /// The name that a segment stands for.
    private static func name(_ segment: ArraySlice<UInt8>) throws(Flaw) -> String {
        var isPlain = true
        for byte in segment where byte == ASCII.percent || byte == ASCII.backslash || byte == UInt8(ascii: ".") {
            isPlain = false
        }
        if isPlain { return String(decoding: segment, as: UTF8.self) }
        guard let bytes = PercentEncoding.decode(segment), let name = String(validating: bytes, as: UTF8.self) else {
            throw .badEncoding
        }
        guard name != ".", name != ".." else { throw .climbs }
        let isSafe = bytes.allSatisfy {
            $0 >= ASCII.space && $0 != ASCII.delete && $0 != ASCII.slash && $0 != ASCII.backslash
        }
        guard isSafe else { throw name.contains("..") ? .climbs : .unsafeCharacter }
        return name
    }

    /// The parameters of the query, in their order.
    var queryFields: [(name: String, value: String)] { query.isEmpty ? [] : FormFields(urlEncoded: query).fields }

    /// The value of the first query parameter called `name`, or nil.
    func queryValue(_ name: String) -> String? {
        query.isEmpty ? nil : FormFields(urlEncoded: query)[name]
    }
}
