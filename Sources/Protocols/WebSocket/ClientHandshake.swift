internal import Bytes
package import HTTP1

/// The client's half of the opening handshake (RFC 6455, section 4.1).
package struct ClientHandshake: Sendable {
    private let options: HandshakeOptions
    private let key: [UInt8]

    /// - Parameter random: where the key comes from, which is new for each connection.
    package init(options: HandshakeOptions, using random: inout some RandomNumberGenerator) {
        self.options = options
        let words = [random.next() as UInt64, random.next()]
        key = Base64.encode(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
    }

    /// The request.
    ///
    /// - Parameters:
    ///   - host: as the `Host` field has it.
    ///   - fields: what it says besides, such as credentials.
    package func request(target: String, host: String, adding fields: FieldSection) -> RequestHead {
        var section = FieldSection([
            "Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": String(decoding: key, as: UTF8.self), "Sec-WebSocket-Version": "13",
        ])
        if !options.subprotocols.isEmpty {
            section.append("Sec-WebSocket-Protocol", options.subprotocols.joined(separator: ", "))
        }
        if let compression = options.compression {
            section.append("Sec-WebSocket-Extensions", CompressionOffer.text(compression))
        }
        for (name, value) in fields { section.append(name, value) }
        return RequestHead(method: "GET", target: target, fields: section)
    }

    /// Holds the answer against what was asked.
    ///
    /// - Throws: why there is no WebSocket; the connection is of no further use then, but for the body of an answer
    ///   that is none to a handshake.
    package func check(_ response: ResponseHead) throws(HandshakeError) -> Agreement {
        guard response.status == 101 else { throw .status(response.status) }
        let fields = response.fields
        // This and nothing else: a server that switches to several protocols speaks none that we know.
        let protocols = fields.listMembers(of: "upgrade")
        guard protocols.count == 1, protocols[0].equalsIgnoringCase("websocket") else { throw .noUpgrade }
        guard fields.contains("upgrade", in: "connection") else { throw .noConnectionUpgrade }
        let accepted = fields.values(of: "sec-websocket-accept")
        guard accepted.count == 1, accepted[0].elementsEqual(AcceptKey.value(for: key[...]).utf8) else {
            throw .wrongAcceptKey
        }
        var agreement = Agreement()
        let subprotocols = fields.values(of: "sec-websocket-protocol")
        if let chosen = subprotocols.first {
            let name = String(decoding: chosen, as: UTF8.self)
            guard subprotocols.count == 1, options.subprotocols.contains(name) else { throw .unknownSubprotocol }
            agreement.subprotocol = name
        }
        if fields.contains("sec-websocket-extensions") {
            guard let offered = options.compression,
                let compression = CompressionOffer.agreement(answeredBy: fields, to: offered)
            else { throw .unknownExtension }
            agreement.compression = compression
        }
        return agreement
    }
}

/// Why a server's answer makes no WebSocket.
package enum HandshakeError: Error, Hashable, Sendable {
    /// Another answer than 101: a redirection, a refusal.
    case status(Int)
    /// No `Upgrade: websocket`, or another protocol besides.
    case noUpgrade
    /// No `Connection: Upgrade`.
    case noConnectionUpgrade
    /// `Sec-WebSocket-Accept` is missing, or does not answer our key.
    case wrongAcceptKey
    /// A subprotocol that was not offered, or several.
    case unknownSubprotocol
    /// An extension that was not offered, or with parameters that do not answer our offer.
    case unknownExtension
}

extension HandshakeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .status(let status): "the server answers \(status), and not 101"
        case .noUpgrade: "the answer has no \"Upgrade: websocket\""
        case .noConnectionUpgrade: "the answer has no \"Connection: Upgrade\""
        case .wrongAcceptKey: "the answer's Sec-WebSocket-Accept does not answer our Sec-WebSocket-Key"
        case .unknownSubprotocol: "the answer has a subprotocol that was not offered"
        case .unknownExtension: "the answer has an extension that was not offered"
        }
    }
}
