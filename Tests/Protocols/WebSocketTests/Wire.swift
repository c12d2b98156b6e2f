import WebSocket

/// The bytes that hexadecimal digits spell; blanks are for the eye.
func hex(_ digits: String) -> [UInt8] {
    let digits = digits.filter { $0 != " " }
    return stride(from: 0, to: digits.count, by: 2).map { index in
        let start = digits.index(digits.startIndex, offsetBy: index)
        guard let byte = UInt8(digits[start...].prefix(2), radix: 16) else {
            preconditionFailure("no hexadecimal digits: \(digits)")
        }
        return byte
    }
}

/// A frame as `role` sends it, its length in the shortest form; a client's is masked with ``FixedKey``.
///
/// Written apart from `FrameHeader`, and against the standard: what the two agree on is right.
///
/// - Parameter first: the first byte, of FIN, RSV1 to 3 and the opcode.
func frame(_ first: UInt8, _ payload: [UInt8] = [], from role: Connection.Role) -> [UInt8] {
    let mask: UInt8 = role == .client ? 0x80 : 0
    var bytes = [first]
    if payload.count < 126 {
        bytes.append(mask + UInt8(payload.count))
    } else if payload.count < 65_536 {
        bytes += [mask + 126, UInt8(payload.count / 256), UInt8(payload.count % 256)]
    } else {
        bytes += [mask + 127, 0, 0, 0, 0]
        bytes += [24, 16, 8, 0].map { UInt8(payload.count >> $0 & 0xFF) }
    }
    guard role == .client else { return bytes + payload }
    return bytes + FixedKey.bytes + payload.enumerated().map { $1 ^ FixedKey.bytes[$0 % 4] }
}

func frame(_ first: UInt8, _ text: String, from role: Connection.Role) -> [UInt8] {
    frame(first, Array(text.utf8), from: role)
}

/// A Close frame with `code` as `role` sends it.
func closeFrame(_ code: Int, _ reason: String = "", from role: Connection.Role) -> [UInt8] {
    frame(0x88, [UInt8(code / 256), UInt8(code % 256)] + reason.utf8, from: role)
}

/// Random numbers that all make the masking key of the examples in RFC 6455, section 5.7.
struct FixedKey: RandomNumberGenerator, Sendable {
    static let bytes: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    func next() -> UInt64 { 0x3D21_FA37 }
}

extension Connection.Role {
    static let both: [Connection.Role] = [.server, .client]

    var peer: Connection.Role { self == .client ? .server : .client }
}
