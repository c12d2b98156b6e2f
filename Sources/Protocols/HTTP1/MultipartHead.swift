internal import Bytes

extension MultipartReader {
    /// What a part says about itself before its bytes.
    package struct PartHead: Hashable, Sendable {
        /// A field of a part: the name as sent, the value without blanks around it.
        package struct Field: Hashable, Sendable {
            package let name: String
            package let value: String
        }

        /// The `name` of its Content-Disposition, decoded like ``fileName``.
        package let name: String

        /// What the file is called on the peer's side; nil when the part is no file. It is a name that the peer chose:
        /// it may be empty, have path separators or be `..`.
        ///
        /// Peers spell a name in different ways, and none says which: browsers, curl, requests and httpx replace `"`, CR and
        /// LF by `%22`, `%0D` and `%0A` and nothing else, aiohttp percent-encodes (`12%3A00.json`), early versions of
        /// it send `filename*=UTF-8''…` besides (RFC 8187), which wins. So percent-encoding is decoded where this gives
        /// UTF-8; a percent sign without two digits stands for itself. A peer that means `%41` literally is
        /// misunderstood; ``rawFileName`` still has what it sent.
        package let fileName: String?

        /// The parameter `filename` without its quotes and their escapes; nil when there is only a `filename*`.
        package let rawFileName: String?

        /// The value of Content-Type, which is optional: old versions of requests send none.
        package let contentType: String?

        /// All fields, in order.
        package let fields: [Field]
    }
}

/// Reads the fields of a part, line by line.
struct MultipartHeadReader: Sendable {
    private struct Line {
        let name: String
        /// Folded lines are joined by a blank.
        var value: [UInt8]
        /// Where the line begins in the body.
        let offset: Int
    }

    private var lines: [Line] = []

    /// Where the fields begin in the body.
    private let offset: Int

    /// Bytes of the lines that were read, with their line ends.
    private var byteCount = 0

    /// How many bytes of the line that is arriving are known to have no line feed.
    private var scannedCount = 0

    /// A reader at the front of a part.
    ///
    /// - Parameter offset: its place in the body.
    init(at offset: Int) { self.offset = offset }

    /// Reads as many whole lines as are there, up to and with the empty line that ends the fields.
    ///
    /// - Parameters:
    ///   - input: the bytes behind the last line that was read.
    ///   - limit: how many bytes the fields may have with their line ends, the empty line not counted.
    /// - Returns: how many bytes were read, and whether the empty line was among them.
    mutating func receive(
        _ input: ArraySlice<UInt8>, limit: Int
    ) throws(MultipartError) -> (count: Int, isComplete: Bool) {
        var rest = input
        while let lineFeed = rest.dropFirst(scannedCount).firstIndex(of: ASCII.lineFeed) {
            scannedCount = 0
            let lineOffset = offset + byteCount
            let count = lineFeed + 1 - rest.startIndex
            let isEmptyLine = count == 2 && rest.first == ASCII.carriageReturn
            // The limit comes first: where the line arrives in pieces, its end is not seen when the limit is passed.
            guard isEmptyLine || byteCount + count <= limit else {
                throw MultipartError(.headByteCount(limit: limit), at: offset + limit)
            }
            guard count > 1, rest[lineFeed - 1] == ASCII.carriageReturn else {
                throw MultipartError(.bareLineEnd, at: lineOffset + count - 1)
            }
            let line = rest[..<(lineFeed - 1)]
            rest = rest[(lineFeed + 1)...]
            if isEmptyLine { return (rest.startIndex - input.startIndex, true) }
            byteCount += count
            try read(line, at: lineOffset)
        }
        scannedCount = rest.count
        // A lone CR may be the front of the empty line, which is not counted.
        guard byteCount + rest.count <= limit || rest.elementsEqual([ASCII.carriageReturn]) else {
            throw MultipartError(.headByteCount(limit: limit), at: offset + limit)
        }
        return (rest.startIndex - input.startIndex, false)
    }

    /// Takes one line, without its line end.
    private mutating func read(_ line: ArraySlice<UInt8>, at offset: Int) throws(MultipartError) {
        if let index = line.firstIndex(where: { $0 < ASCII.space && $0 != ASCII.tab || $0 == ASCII.delete }) {
            let isLineEnd = line[index] == ASCII.carriageReturn
            throw MultipartError(
                isLineEnd ? .bareLineEnd : .fieldCharacter(line[index]), at: offset + index - line.startIndex)
        }
        if line.first?.isBlank == true {
            guard !lines.isEmpty else { throw MultipartError(.fieldName, at: offset) }
            lines[lines.count - 1].value += [ASCII.space] + line.trimmingWhiteSpace
            return
        }
        guard let colon = line.firstIndex(of: ASCII.colon) else { throw MultipartError(.fieldWithoutColon, at: offset) }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(Grammar.isTokenCharacter) else {
            throw MultipartError(.fieldName, at: offset)
        }
        lines.append(
            Line(
                name: String(decoding: name, as: UTF8.self),
                value: Array(line[(colon + 1)...].trimmingWhiteSpace),
                offset: offset))
    }

    // MARK: - What the fields say

    /// The part that the fields describe.
    func part(limits: MultipartReader.Limits) throws(MultipartError) -> MultipartReader.PartHead {
        var fields: [MultipartReader.PartHead.Field] = []
        for line in lines {
            guard let value = String(validating: line.value, as: UTF8.self) else {
                throw MultipartError(.fieldNotUTF8, at: line.offset)
            }
            fields.append(.init(name: line.name, value: value))
        }
        if let coding = try line("content-transfer-encoding") {
            guard ["binary", "8bit", "7bit"].contains(where: { coding.value.equalsIgnoringCase($0) }) else {
                throw MultipartError(.transferEncoding(Self.text(coding.value)), at: coding.offset)
            }
        }
        let disposition = try readDisposition(limits: limits)
        let contentType = try line("content-type").map { Self.text($0.value) }
        return MultipartReader.PartHead(
            name: disposition.name, fileName: disposition.fileName, rawFileName: disposition.rawFileName,
            contentType: contentType, fields: fields)
    }

    /// The one line with this name (in lower case), or nil.
    private func line(_ name: StaticString) throws(MultipartError) -> Line? {
        let found = lines.filter { $0.name.utf8.equalsIgnoringCase(name) }
        guard found.count < 2 else { throw MultipartError(.repeatedField(found[1].name), at: found[1].offset) }
        return found.first
    }

    private func readDisposition(
        limits: MultipartReader.Limits
    ) throws(MultipartError) -> (name: String, fileName: String?, rawFileName: String?) {
        guard let line = try line("content-disposition") else {
            throw MultipartError(.dispositionMissing, at: offset)
        }
        let disposition: MultipartParameters
        do {
            disposition = try MultipartParameters(reading: line.value)
        } catch {
            throw MultipartError(.malformedDisposition, at: line.offset)
        }
        guard disposition.value == "form-data" else {
            throw MultipartError(.notFormDataPart(disposition: disposition.value), at: line.offset)
        }
        func parameter(_ name: String) throws(MultipartError) -> [UInt8]? {
            let values = disposition.values(of: name)
            guard values.count < 2 else { throw MultipartError(.repeatedParameter(name), at: line.offset) }
            return values.first
        }
        guard let name = try parameter("name").map(Self.decoded) else {
            throw MultipartError(.nameMissing, at: line.offset)
        }
        guard name.utf8.count <= limits.nameByteCount else {
            throw MultipartError(.nameByteCount(limit: limits.nameByteCount), at: line.offset)
        }
        let raw = try parameter("filename")
        var fileName = raw.map(Self.decoded)
        if let extended = try parameter("filename*") {
            guard let text = Self.decodedExtended(extended) else {
                throw MultipartError(.encodedFileName, at: line.offset)
            }
            fileName = text
        }
        guard (fileName?.utf8.count ?? 0) <= limits.fileNameByteCount else {
            throw MultipartError(.fileNameByteCount(limit: limits.fileNameByteCount), at: line.offset)
        }
        return (name, fileName, raw.map(Self.text))
    }

    // MARK: - Text

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Percent-decoded where that gives UTF-8; else as it is.
    private static func decoded(_ bytes: [UInt8]) -> String {
        String(validating: percentDecoded(bytes), as: UTF8.self) ?? text(bytes)
    }

    /// Percent-decoded; a percent sign without two hexadecimal digits stands for itself, because most peers do not
    /// encode it.
    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == ASCII.percent, index + 2 < bytes.count,
                let high = bytes[index + 1].hexadecimalValue, let low = bytes[index + 2].hexadecimalValue
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    /// `UTF-8'language'percent-encoded` (RFC 8187, section 3.2), or nil.
    private static func decodedExtended(_ bytes: [UInt8]) -> String? {
        let parts = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].equalsIgnoringCase("utf-8"),
            let decoded = PercentEncoding.decode(parts[2])
        else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }
}
