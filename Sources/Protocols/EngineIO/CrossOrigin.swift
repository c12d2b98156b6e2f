internal import Bytes
internal import HTTP1

/// Who may use a server from pages of other origins (Fetch Standard, CORS protocol).
package struct CrossOrigin: Sendable, Hashable {
    package enum Origins: Sendable, Hashable {
        case any
        /// As browsers spell them: scheme, host, and the port if it is not the scheme's own.
        case list([String])
    }

    package var origins: Origins
    /// Whether pages may send cookies.
    package var allowsCredentials: Bool
    /// Whether a WebSocket from another origin is refused: browsers ask nobody before they open one.
    package var refusesWebSockets = true

    package init(origins: Origins = .any, allowsCredentials: Bool = false) {
        self.origins = origins
        self.allowsCredentials = allowsCredentials
    }

    /// Whether the value of an `Origin` field can be echoed: visible ASCII, as browsers send it, and nothing that could
    /// break out of an answer.
    static func isWellFormed(_ origin: ArraySlice<UInt8>) -> Bool { origin.allSatisfy { (0x21...0x7E).contains($0) } }

    /// Whether pages of `origin` are allowed.
    func allows(_ origin: ArraySlice<UInt8>) -> Bool {
        guard Self.isWellFormed(origin) else { return false }
        return switch origins {
        case .any: true
        case .list(let list): list.contains { origin.elementsEqual($0.utf8) }
        }
    }

    /// Adds the fields with which any answer to `request` tells the browser.
    func add(to fields: inout FieldSection, answering request: RequestHead) {
        // With credentials or a list the answer depends on who asks.
        let isEchoed = allowsCredentials || origins != .any
        if isEchoed { fields.append("Vary", "Origin") }
        guard let origin = request.fields.firstValue(of: "origin"), allows(origin) else { return }
        fields.append(
            "Access-Control-Allow-Origin", isEchoed ? String(decoding: origin, as: UTF8.self) : "*")
        if allowsCredentials { fields.append("Access-Control-Allow-Credentials", "true") }
    }

    /// The answer to a preflight request.
    func preflight(_ request: RequestHead) -> Answer {
        var fields = FieldSection()
        add(to: &fields, answering: request)
        if fields.contains("access-control-allow-origin") {
            fields.append("Access-Control-Allow-Methods", "GET, POST")
            if let wanted = request.fields["access-control-request-headers"] {
                fields.append("Access-Control-Allow-Headers", wanted)
            }
        }
        return Answer(status: 204, fields: fields)
    }
}
