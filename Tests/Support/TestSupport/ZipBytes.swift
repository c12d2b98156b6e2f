/// A zip file put together byte by byte, so that every field can be wrong (APPNOTE.TXT, section 4.3).
package struct ZipBytes: Sendable {
    /// A member, stored.
    package struct Member: Sendable {
        package var name: [UInt8]
        package var data: [UInt8]
        package var flags: UInt16 = 0
        package var method: UInt16 = 0
        /// What the headers say, where it is not the truth.
        package var crc: UInt32?
        package var byteCount: UInt32?
        /// The upper half is a Unix mode.
        package var attributes: UInt32 = 0

        package init(_ name: String, _ data: String = "data") {
            self.name = Array(name.utf8)
            self.data = Array(data.utf8)
        }

        package func with(_ change: (inout Member) -> Void) -> Member {
            var member = self
            change(&member)
            return member
        }
    }

    package var members: [Member]

    package init(_ members: Member...) { self.members = members }
    package init(_ members: [Member]) { self.members = members }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let offset = UInt32(bytes.count)
            var common = half(20) + half(member.flags) + half(member.method) + half(0) + half(0x21)
            common += word(member.crc ?? Self.crc(member.data)) + word(UInt32(member.data.count))
            common += word(member.byteCount ?? UInt32(member.data.count)) + half(UInt16(member.name.count)) + half(0)
            bytes += [0x50, 0x4B, 3, 4] + common + member.name + member.data
            directory += [0x50, 0x4B, 1, 2] + half(0x0314) + common
            directory += half(0) + half(0) + half(0) + word(member.attributes) + word(offset) + member.name
        }
        let start = UInt32(bytes.count)
        bytes += directory
        bytes += [0x50, 0x4B, 5, 6] + half(0) + half(0) + half(UInt16(members.count)) + half(UInt16(members.count))
        bytes += word(UInt32(directory.count)) + word(start) + half(0)
        return bytes
    }

    /// 16 bits, the lowest byte first.
    private func half(_ number: UInt16) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8)] }

    /// 32 bits, the lowest byte first.
    private func word(_ number: UInt32) -> [UInt8] { half(UInt16(number & 0xFFFF)) + half(UInt16(number >> 16)) }

    /// CRC-32 as zip files have it, bit by bit.
    package static func crc(_ data: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
