/// Why a WebSocket was closed (RFC 6455, section 7.4).
package struct CloseCode: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let normal = CloseCode(rawValue: 1000)
    package static let goingAway = CloseCode(rawValue: 1001)
    package static let protocolError = CloseCode(rawValue: 1002)
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// The Close frame had no code. Never sent.
    package static let noStatus = CloseCode(rawValue: 1005)
    /// There was no Close frame. Never sent.
    package static let abnormal = CloseCode(rawValue: 1006)
    package static let invalidPayload = CloseCode(rawValue: 1007)
    package static let policyViolation = CloseCode(rawValue: 1008)
    package static let messageTooBig = CloseCode(rawValue: 1009)
    package static let internalError = CloseCode(rawValue: 1011)

    /// Whether a Close frame may have this code: those that RFC 6455 and the registry of IANA define for the wire, and
    /// those of libraries and applications (section 7.4.2).
    package var maySend: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// How a WebSocket was closed.
package struct Closure: Sendable, Hashable {
    /// The peer's code; ``CloseCode/noStatus`` or ``CloseCode/abnormal`` where there was none.
    package var code: CloseCode
    package var reason: String

    package init(code: CloseCode, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// The connection ended without a Close frame (section 7.1.5).
    package static let abnormal = Closure(code: .abnormal)
}
