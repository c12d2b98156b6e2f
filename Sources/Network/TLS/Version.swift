internal import COpenSSL

/// The versions of TLS that are spoken. Older ones are refused (RFC 8996).
package enum Version: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// RFC 5246.
    case tls12
    /// RFC 8446.
    case tls13

    package var description: String {
        switch self {
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        }
    }

    /// The number on the wire, which OpenSSL uses, too.
    var number: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }

    init?(number: Int32) {
        switch number {
        case TLS1_2_VERSION: self = .tls12
        case TLS1_3_VERSION: self = .tls13
        default: return nil
        }
    }
}
