internal import Bytes
package import HTTP1

/// An answer of HTTP.
package struct Answer: Sendable, Hashable {
    package var status: Int
    package var fields: FieldSection
    package var body: [UInt8]

    package init(status: Int, fields: FieldSection = FieldSection(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// What a session answers to a request.
package enum Reply: Sendable, Hashable {
    /// To a poll.
    case payload([UInt8])
    /// To a POST that was taken.
    case ok
    case refused(Refusal)
}

extension ServerConfiguration {
    /// The answer that `reply` is to `request`.
    package func answer(_ reply: Reply, to request: RequestHead) -> Answer {
        var fields = FieldSection()
        let status: Int
        let body: [UInt8]
        switch reply {
        case .payload(let payload):
            status = 200
            fields.append("Content-Type", "text/plain; charset=UTF-8")
            body = payload
        case .ok:
            status = 200
            fields.append("Content-Type", "text/html")
            body = Array("ok".utf8)
        case .refused(let refusal):
            status = refusal.status
            fields.append("Content-Type", "application/json")
            body = refusal.body
        }
        // What was polled is gone; nobody may keep it.
        fields.append("Cache-Control", "no-store")
        add(to: &fields, answering: request)
        return Answer(status: status, fields: fields, body: body)
    }

    /// Adds what every answer says: the application's fields, and those for pages of other origins.
    package func add(to fields: inout FieldSection, answering request: RequestHead) {
        crossOrigin?.add(to: &fields, answering: request)
        for (name, value) in self.fields { fields.append(name, value) }
    }

    /// Adds what the first answer of a session says besides: over WebSocket, that is the answer that switches.
    package func addHandshake(to fields: inout FieldSection, sessionID: String) {
        if let cookie { fields.append("Set-Cookie", cookie.text(sessionID: sessionID)) }
        for (name, value) in handshakeFields { fields.append(name, value) }
    }
}
