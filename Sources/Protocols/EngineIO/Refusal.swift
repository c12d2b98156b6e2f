internal import JSON

/// Why a request is refused: the codes of the reference, each with its message.
package enum Refusal: Error, Sendable, Hashable {
    case unknownTransport
    case unknownSession
    case badHandshakeMethod
    case badRequest
    /// With a message of the application's.
    case forbidden(String)
    case unsupportedVersion

    package var code: Int {
        switch self {
        case .unknownTransport: 0
        case .unknownSession: 1
        case .badHandshakeMethod: 2
        case .badRequest: 3
        case .forbidden: 4
        case .unsupportedVersion: 5
        }
    }

    package var message: String {
        switch self {
        case .unknownTransport: "Transport unknown"
        case .unknownSession: "Session ID unknown"
        case .badHandshakeMethod: "Bad handshake method"
        case .badRequest: "Bad request"
        case .forbidden(let message): message
        case .unsupportedVersion: "Unsupported protocol version"
        }
    }

    package var status: Int {
        switch self {
        case .forbidden: 403
        case .unknownTransport, .unknownSession, .badHandshakeMethod, .badRequest, .unsupportedVersion: 400
        }
    }

    var body: [UInt8] {
        let value: Value = ["code": .number(Number(code)), "message": .string(message)]
        return value.bytes()
    }
}
