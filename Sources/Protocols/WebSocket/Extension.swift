internal import Bytes
internal import HTTP1

/// An extension as the opening handshake offers it or agrees to it (RFC 6455, section 9.1):
/// `permessage-deflate; client_max_window_bits; server_max_window_bits="10"`.
struct Extension: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        var name: String
        var value: String?
    }

    var name: String
    var parameters: [Parameter] = []

    /// The members of all fields `Sec-WebSocket-Extensions`, in order, or nil when one is malformed: then there must be
    /// no WebSocket.
    ///
    /// A value in quotes must be a token, too, so that no comma and no semicolon stands for anything but the end.
    static func all(in fields: FieldSection) -> [Extension]? {
        var extensions: [Extension] = []
        for member in fields.listMembers(of: "sec-websocket-extensions") {
            guard let next = Extension(reading: member) else { return nil }
            extensions.append(next)
        }
        return extensions
    }

    private init?(reading member: ArraySlice<UInt8>) {
        let parts = member.split(separator: ASCII.semicolon, omittingEmptySubsequences: false)
        guard let name = Self.token(parts[0]) else { return nil }
        self.name = name
        for part in parts.dropFirst() {
            let sides = part.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.token(sides[0]) else { return nil }
            guard sides.count == 2 else {
                parameters.append(Parameter(name: name))
                continue
            }
            guard let value = Self.token(Self.withoutQuotes(sides[1].trimmingWhiteSpace)) else { return nil }
            parameters.append(Parameter(name: name, value: value))
        }
    }

    private static func token(_ text: ArraySlice<UInt8>) -> String? {
        let token = text.trimmingWhiteSpace
        guard !token.isEmpty, token.allSatisfy(Grammar.isTokenCharacter) else { return nil }
        return String(decoding: token, as: UTF8.self)
    }

    private static func withoutQuotes(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.count >= 2, text.first == ASCII.quote, text.last == ASCII.quote else { return text }
        return text.dropFirst().dropLast()
    }
}
