/// The name of an archive's member, checked and without its folders.
///
/// Nodes put all files of a model into one folder, so the Loop's archives are flat: `run7/weights.pt` is `weights.pt`. A
/// name that leads elsewhere than into that folder is refused even though its base name would not: who sends one
/// either attacks or is mistaken, and a peer that unpacks the same archive with folders would be hit.
package enum MemberName {
    /// Bytes of a file name that Linux takes (NAME_MAX).
    package static let byteCountLimit = 255

    /// Bytes of a path that Linux takes (PATH_MAX, its final NUL included).
    package static let pathByteCountLimit = 4095

    /// What is wrong with a name.
    package enum Flaw: Error, Hashable, Sendable {
        case empty
        case climbing
        case folder
        case absolute
        case backslash
        case control
        case encoded
        case tooLong
        case pathTooLong
        case notUTF8

        /// What is wrong, and what would be right.
        package var sentence: String {
            switch self {
            case .empty: "a file needs a name"
            case .climbing: "a path must not leave its folder with .."
            case .folder: "a file name must not have a folder in front"
            case .absolute: "a path must not be absolute"
            case .backslash: "a backslash in a name is not understood alike everywhere; separate folders with /"
            case .control: "a name must not contain NUL or another control character"
            case .encoded: "a name must not hide a path in percent-encoding"
            case .tooLong: "a file name must not have more than \(byteCountLimit) bytes"
            case .pathTooLong: "a path must not have more than \(pathByteCountLimit) bytes"
            case .notUTF8: "a name must be UTF-8"
            }
        }
    }

    /// The file name at the end of `path`, or nil when the path is that of a folder (it ends with `/`).
    ///
    /// - Throws: the flaw of a path that is not safe, encoded or not.
    package static func flattened(_ path: String) throws(Flaw) -> String? {
        try check(path)
        if path.utf8.contains(UInt8(ascii: "%")) {
            let decoded = String(decoding: percentDecoded(path.utf8), as: UTF8.self)
            do throws(Flaw) { try check(decoded) } catch { throw .encoded }
            guard separators(in: decoded) == separators(in: path) else { throw .encoded }
        }
        guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty else {
            return nil
        }
        guard name != "." else { throw .empty }
        guard name.utf8.count <= byteCountLimit else { throw .tooLong }
        return String(name)
    }

    /// Checks a name that must be one of a file, without folders.
    ///
    /// - Throws: the flaw.
    package static func checkFlat(_ name: String) throws(Flaw) {
        guard let flat = try flattened(name) else { throw .empty }
        guard flat == name else { throw .folder }
    }

    private static func check(_ path: String) throws(Flaw) {
        let bytes = path.utf8
        guard !bytes.isEmpty else { throw .empty }
        // Taking the encoding off layer by layer, as is done with what passes here, costs the square of the length.
        guard bytes.count <= pathByteCountLimit else { throw .pathTooLong }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .control }
        guard !bytes.contains(UInt8(ascii: "\\")) else { throw .backslash }
        guard bytes.first != UInt8(ascii: "/") else { throw .absolute }
        let components = bytes.split(separator: UInt8(ascii: "/"))
        // `C:/weights.pt` is absolute where drives have letters; a colon elsewhere is part of a time of day.
        if let first = components.first, first.count == 2, first.last == UInt8(ascii: ":"), components.count > 1 {
            throw .absolute
        }
        guard !components.contains(where: { $0.elementsEqual("..".utf8) }) else { throw .climbing }
    }

    private static func separators(in path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

    /// Decoded as often as there is something to decode, because a proxy on the way may decode once.
    private static func percentDecoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var current = Array(bytes)
        while true {
            var decoded: [UInt8] = []
            var index = 0
            while index < current.count {
                if current[index] == UInt8(ascii: "%"), index + 2 < current.count,
                    let high = Character(Unicode.Scalar(current[index + 1])).hexDigitValue,
                    let low = Character(Unicode.Scalar(current[index + 2])).hexDigitValue
                {
                    decoded.append(UInt8(high << 4 | low))
                    index += 3
                } else {
                    decoded.append(current[index])
                    index += 1
                }
            }
            if decoded.count == current.count { return decoded }
            current = decoded
        }
    }
}
