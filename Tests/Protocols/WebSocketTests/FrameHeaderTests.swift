import Bytes
import TestSupport
import Testing

@testable import WebSocket

@Suite("Headers of frames: RFC 6455, section 5.2")
struct FrameHeaderTests {
    /// The header at the front of `bytes` and its length, which is the same when more follows; the rule that is broken
    /// is found with the last of `bytes`, and not before.
    private static func read(
        _ bytes: [UInt8], isMasked: Bool = false, allowsCompression: Bool = false
    ) throws(ProtocolError.Rule) -> FrameHeader? {
        for count in 0..<bytes.count {
            let early = try header(bytes.prefix(count), isMasked, allowsCompression)
            #expect(early == nil, "\(count) bytes suffice")
        }
        let (header, byteCount) = try header(bytes[...], isMasked, allowsCompression) ?? (nil, 0)
        let (again, _) = try self.header(bytes + [0x81], isMasked, allowsCompression) ?? (nil, 0)
        #expect(byteCount == bytes.count)
        #expect(again == header)
        return header
    }

    private static func header(
        _ bytes: ArraySlice<UInt8>, _ isMasked: Bool, _ allowsCompression: Bool
    ) throws(ProtocolError.Rule) -> (FrameHeader?, Int)? {
        var queue = ByteQueue()
        queue.append(Array(bytes))
        return try FrameHeader.read(queue, isMasked: isMasked, allowsCompression: allowsCompression).map {
            ($0.header, $0.byteCount)
        }
    }

    private static func text(_ length: Int, _ key: MaskingKey? = nil) -> FrameHeader {
        FrameHeader(isFinal: true, isCompressed: false, opcode: .text, maskingKey: key, length: length)
    }

    static let lengths: [(Int, String)] = [
        (0, "81 00"), (1, "81 01"), (125, "81 7d"), (126, "81 7e 00 7e"), (127, "81 7e 00 7f"),
        (65_535, "81 7e ff ff"), (65_536, "81 7f 00 00 00 00 00 01 00 00"),
        (Int.max, "81 7f 7f ff ff ff ff ff ff ff"),
    ]

    @Test(.requirements("WS-FR-07"), arguments: lengths)
    func `a length is read and written in its shortest form`(_ length: Int, _ digits: String) throws {
        #expect(try Self.read(hex(digits)) == Self.text(length))
        var written: [UInt8] = [0xAA]
        Self.text(length).write(into: &written)
        #expect(written == [0xAA] + hex(digits))
    }

    @Test(.requirements("WS-FR-07"), arguments: lengths)
    func `a masking key stands behind the length`(_ length: Int, _ digits: String) throws {
        var masked = hex(digits) + [0x37, 0xFA, 0x21, 0x3D]
        masked[1] |= 0x80
        let header = Self.text(length, MaskingKey(0x37, 0xFA, 0x21, 0x3D))
        #expect(try Self.read(masked, isMasked: true) == header)
        var written: [UInt8] = []
        header.write(into: &written)
        #expect(written == masked)
    }

    @Test(
        .requirements("WS-FR-08"),
        arguments: [
            "81 7e 00 00", "81 7e 00 7d", "81 7f 00 00 00 00 00 00 00 7d", "81 7f 00 00 00 00 00 00 00 7e",
            "81 7f 00 00 00 00 00 00 ff ff", "81 7f 80 00 00 00 00 00 00 00", "81 7f ff ff ff ff ff ff ff ff",
        ])
    func `a longer form, and 2⁶³ or more, are refused before the masking key is there`(_ digits: String) {
        #expect(throws: ProtocolError.Rule.malformedLength) { try Self.read(hex(digits)) }
        var masked = hex(digits)
        masked[1] |= 0x80
        #expect(throws: ProtocolError.Rule.malformedLength) { try Self.read(masked, isMasked: true) }
    }

    @Test(.requirements("WS-FR-05", "WS-FR-06", "WS-FR-10", "WS-DF-01"), arguments: [false, true])
    func `of all first bytes few are right, and the others are refused alone`(allowsCompression: Bool) throws {
        for first in UInt8.min...UInt8.max {
            let isReserved = first & 0x70 != 0
            let isCompressed = [0x41, 0x42, 0xC1, 0xC2].contains(first)
            let expected: ProtocolError.Rule? =
                if isReserved && !(isCompressed && allowsCompression) {
                    // An opcode that is unknown, too, may be named first.
                    .reservedBit
                } else if ![0, 1, 2, 8, 9, 10].contains(first & 0x0F) {
                    .unknownOpcode
                } else if [0x08, 0x09, 0x0A].contains(first) {
                    .fragmentedControlFrame
                } else { nil }
            do throws(ProtocolError.Rule) {
                let header = try Self.header([first, 0x00], false, allowsCompression)?.0
                #expect(expected == nil)
                #expect(header?.opcode.rawValue == first & 0x0F)
                #expect(header?.isFinal == (first >= 0x80))
                #expect(header?.isCompressed == isCompressed)
                var written: [UInt8] = []
                header?.write(into: &written)
                #expect(written == [first, 0x00])
            } catch {
                let isBoth = isReserved && ![0, 1, 2, 8, 9, 10].contains(first & 0x0F)
                #expect(error == expected || isBoth && error == .unknownOpcode, "\(first)")
                #expect(throws: error) { try Self.header([first], false, allowsCompression) }
            }
        }
    }

    @Test(.requirements("WS-FR-02", "WS-FR-04"))
    func `who must mask does, and who must not does not`() {
        #expect(throws: ProtocolError.Rule.unmasked) { try Self.read(hex("81 05"), isMasked: true) }
        #expect(throws: ProtocolError.Rule.masked) { try Self.read(hex("81 85")) }
        #expect(throws: ProtocolError.Rule.unmasked) { try Self.read(hex("88 00"), isMasked: true) }
        #expect(throws: ProtocolError.Rule.masked) { try Self.read(hex("88 80")) }
    }

    @Test(.requirements("WS-FR-09"), arguments: ["88", "89", "8a"])
    func `a control frame is refused by the first byte of its length`(_ first: String) throws {
        #expect(try Self.read(hex("\(first) 7d"))?.length == 125)
        #expect(throws: ProtocolError.Rule.longControlFrame) { try Self.read(hex("\(first) 7e")) }
        #expect(throws: ProtocolError.Rule.longControlFrame) { try Self.read(hex("\(first) 7f")) }
    }
}
