/// How a stored picture lies: which sides of what is seen its first row and its first column are.
///
/// The raw value is that of the tag Orientation. The names say row, then column: `rightTop` has the right side of the
/// scene in its first row, and the top in its first column.
///
/// - Source: EXIF 2.32 (CIPA DC-008), section 4.6.4, Orientation; TIFF 6.0, section 8.
package enum Orientation: UInt8, Sendable, Hashable, CaseIterable {
    /// As one looks at it.
    case topLeft = 1
    /// Mirrored from left to right.
    case topRight = 2
    /// Upside down: turned by 180°.
    case bottomRight = 3
    /// Mirrored from top to bottom.
    case bottomLeft = 4
    /// Mirrored at the diagonal from the top left.
    case leftTop = 5
    /// To be turned clockwise by 90°: what a telephone writes that is held upright.
    case rightTop = 6
    /// Mirrored at the diagonal from the top right.
    case rightBottom = 7
    /// To be turned counterclockwise by 90°.
    case leftBottom = 8

    /// Whether columns become rows when the picture is turned as it is meant.
    package var swapsAxes: Bool { rawValue >= 5 }
}

extension Orientation {
    /// What the EXIF data of a JPEG file say, or nil where they are missing, do not say it, or make no sense.
    ///
    /// Looks at the segments before the first scan, and there at the first directory of the first EXIF data. What is
    /// read is bounded by the segment (64 KB) that holds it: an offset that leads out of it leads nowhere.
    ///
    /// ```
    /// FF D8                         start of image
    /// FF xx  length  …              segments; the length counts itself, most significant byte first
    /// FF E1  length  "Exif" 00 00   the one that counts, with a TIFF file in it:
    ///     "II" 2A 00 | "MM" 00 2A   its byte order
    ///     offset (4)                of the first directory, from the start of the TIFF file
    ///     count (2)  entries (12)   tag (2), type (2), number of values (4), values or their offset (4)
    /// ```
    ///
    /// - Source: ITU-T T.81, annex B; EXIF 2.32, section 4.5; TIFF 6.0, section 2.
    init?(exifOf bytes: [UInt8]) {
        guard let tiff = Self.exif(in: bytes), let value = Self.value(inDirectoryOf: tiff) else { return nil }
        self.init(rawValue: value)
    }

    /// The TIFF file inside the first EXIF segment.
    private static func exif(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        let signature = [UInt8]("Exif\0\0".utf8)
        var rest = bytes.dropFirst(2)
        while rest.popFirst() == 0xFF {
            // Any number of FF may stand before a marker.
            rest = rest.drop { $0 == 0xFF }
            guard let marker = rest.popFirst() else { return nil }
            switch marker {
            case 0x01, 0xD0...0xD7:  // TEM and RST: no segment follows.
                continue
            case 0x00, 0xD8, 0xD9, 0xDA:  // No marker, a second start, the end, the first scan.
                return nil
            default:
                guard let length = rest.number16(at: 0, .mostSignificantFirst), length >= 2 else { return nil }
                let segment = rest.prefix(Int(length)).dropFirst(2)
                if marker == 0xE1, segment.starts(with: signature) { return segment.dropFirst(signature.count) }
                rest = rest.dropFirst(Int(length))
            }
        }
        return nil
    }

    /// The value of the tag Orientation, a single SHORT, in the first directory of a TIFF file.
    private static func value(inDirectoryOf tiff: ArraySlice<UInt8>) -> UInt8? {
        let order: ByteOrder
        switch tiff.prefix(4) {
        case [0x49, 0x49, 0x2A, 0x00]: order = .leastSignificantFirst
        case [0x4D, 0x4D, 0x00, 0x2A]: order = .mostSignificantFirst
        default: return nil
        }
        guard let offset = tiff.number32(at: 4, order), let directory = Int(exactly: offset),
            let count = tiff.number16(at: directory, order)
        else { return nil }
        for index in 0..<Int(count) {
            let entry = directory + 2 + 12 * index
            guard let tag = tiff.number16(at: entry, order) else { return nil }
            guard tag == 0x0112 else { continue }
            guard tiff.number16(at: entry + 2, order) == 3, tiff.number32(at: entry + 4, order) == 1 else { return nil }
            return tiff.number16(at: entry + 8, order).flatMap(UInt8.init(exactly:))
        }
        return nil
    }
}

private enum ByteOrder {
    case leastSignificantFirst, mostSignificantFirst
}

extension ArraySlice<UInt8> {
    /// Two bytes, `offset` behind the first one, as a number; nil where there are fewer.
    fileprivate func number16(at offset: Int, _ order: ByteOrder) -> UInt16? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        let first = UInt16(self[startIndex + offset])
        let second = UInt16(self[startIndex + offset + 1])
        return switch order {
        case .leastSignificantFirst: second << 8 | first
        case .mostSignificantFirst: first << 8 | second
        }
    }

    /// Four bytes in the same way.
    fileprivate func number32(at offset: Int, _ order: ByteOrder) -> UInt32? {
        guard let first = number16(at: offset, order).map(UInt32.init),
            let second = number16(at: offset + 2, order).map(UInt32.init)
        else { return nil }
        return switch order {
        case .leastSignificantFirst: second << 16 | first
        case .mostSignificantFirst: first << 16 | second
        }
    }
}
