internal import Bytes
package import HTTP1

/// The server's half of the opening handshake (RFC 6455, section 4.2).
package enum ServerHandshake {
    /// What becomes of a request.
    package enum Verdict: Sendable, Hashable {
        /// The answer that switches protocols, and what it agrees to.
        case accepted(ResponseHead, Agreement)
        case refused(Refusal)
    }

    /// Why a request is no handshake.
    package struct Refusal: Sendable, Hashable {
        package var status: Int
        package var fields = FieldSection()
        /// For people.
        package var message: String

        init(_ status: Int, _ message: String, _ fields: FieldSection = FieldSection()) {
            self.status = status
            self.message = message
            self.fields = fields
        }
    }

    /// Whether a request asks for a WebSocket, be it a valid handshake or not.
    package static func isAskedFor(by request: RequestHead) -> Bool {
        request.fields.contains("websocket", in: "upgrade")
    }

    /// Judges a request for a WebSocket.
    package static func judge(_ request: RequestHead, _ options: HandshakeOptions) -> Verdict {
        if let refusal = refusal(request) { return .refused(refusal) }
        guard let key = key(of: request) else {
            return .refused(Refusal(400, "Sec-WebSocket-Key is not once there with 16 bytes in base 64."))
        }
        var fields = FieldSection([
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": AcceptKey.value(for: key),
        ])
        let agreement = Agreement(
            subprotocol: subprotocol(request, options),
            compression: options.compression.flatMap { CompressionOffer.agreement(on: request.fields, within: $0) })
        if let subprotocol = agreement.subprotocol { fields.append("Sec-WebSocket-Protocol", subprotocol) }
        if let compression = agreement.compression {
            fields.append("Sec-WebSocket-Extensions", CompressionOffer.answer(compression))
        }
        return .accepted(ResponseHead(status: 101, fields: fields), agreement)
    }

    private static func refusal(_ request: RequestHead) -> Refusal? {
        guard request.method == "GET" else {
            return Refusal(405, "A WebSocket is asked for with GET.", FieldSection(["Allow": "GET"]))
        }
        guard request.version == .http11 else {
            return Refusal(400, "A WebSocket is asked for with HTTP/1.1; HTTP/1.0 cannot switch protocols.")
        }
        let fields = request.fields
        guard isAskedFor(by: request), fields.contains("upgrade", in: "connection") else {
            // RFC 9110, section 15.5.22.
            return Refusal(
                426, "This is a WebSocket: ask for it with \"Connection: Upgrade\" and \"Upgrade: websocket\".",
                FieldSection(["Upgrade": "websocket", "Connection": "Upgrade"]))
        }
        guard fields.values(of: "sec-websocket-version").map(Array.init) == [Array("13".utf8)] else {
            // RFC 6455, section 4.4.
            return Refusal(
                426, "Sec-WebSocket-Version is not 13, the only version that is spoken here.",
                FieldSection(["Sec-WebSocket-Version": "13", "Upgrade": "websocket", "Connection": "Upgrade"]))
        }
        return nil
    }

    /// The key, if it is there once and has the form that it must have (RFC 6455, section 4.2.1).
    private static func key(of request: RequestHead) -> ArraySlice<UInt8>? {
        let keys = request.fields.values(of: "sec-websocket-key")
        guard keys.count == 1, Base64.decode(keys[0])?.count == 16 else { return nil }
        return keys[0]
    }

    /// The best subprotocol of ours that the client offers, or nil.
    private static func subprotocol(_ request: RequestHead, _ options: HandshakeOptions) -> String? {
        guard !options.subprotocols.isEmpty else { return nil }
        let offered = request.fields.listMembers(of: "sec-websocket-protocol")
        return options.subprotocols.first { ours in offered.contains { $0.elementsEqual(ours.utf8) } }
    }
}
