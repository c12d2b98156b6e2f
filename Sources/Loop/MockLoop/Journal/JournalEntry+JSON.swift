internal import Bytes
internal import HTTP1
internal import JSON
internal import LoopDomain
internal import SocketIO
internal import SocketIOServer

extension Journal {
    /// An entry as people and programs read it.
    ///
    /// - Parameter start: when the Loop began.
    func json(_ entry: Entry, since start: Timestamp) -> Value {
        let microseconds = entry.time.microsecondsSinceEpoch - start.microsecondsSinceEpoch
        let front: [Member] = [
            Member(name: "number", value: .number(Number(entry.number))),
            Member(name: "time", value: .string(entry.time.utc)),
            Member(name: "seconds", value: .number(Number(Double(microseconds) / 1_000_000))),
        ]
        let members =
            switch entry.content {
            case .exchange(let exchange): exchange.members(endedAt: entry.time)
            case .message(let message): members(of: message, entry)
            case .connected(let peer, let connection): peer.members(.connected, connection: connection) + [peer.headers]
            case .disconnected(let peer, let connection, let reason):
                peer.members(.disconnected, connection: connection)
                    + [Member(name: "reason", value: .string(reason))]
            case .fault(let fault): fault.members
            }
        return .object(front + members)
    }

    private func members(of message: MessageRecord, _ entry: Entry) -> [Member] {
        guard let packet = message.packet else {
            return message.peer.members(message.isText ? .malformed : .attachment, connection: message.connection) + [
                message.direction.member, Member(name: "body", value: KeptBody.json(of: message.bytes)),
            ]
        }
        var members =
            message.peer.members(packet.content.kind, connection: message.connection) + [message.direction.member]
        switch packet.content {
        case .event(let name, let arguments):
            members.append(Member(name: "event", value: .string(name)))
            members.append(Member(name: "arguments", value: .array(arguments.elements.map(Value.init))))
        case .acknowledgement(let arguments):
            members.append(Member(name: "event", value: Value(event(acknowledgedBy: entry)?.content.eventName)))
            members.append(Member(name: "arguments", value: .array(arguments.elements.map(Value.init))))
        case .connect(let document):
            members.append(Member(name: "payload", value: document.map { Value($0.root) } ?? nil))
        case .connectError(let document):
            members.append(Member(name: "payload", value: Value(document.root)))
        case .disconnect: break
        }
        members.append(Member(name: "acknowledgement_id", value: packet.id.map { Value.string(String($0)) } ?? nil))
        members.append(Member(name: "raw", value: .string(String(decoding: message.bytes, as: UTF8.self))))
        return members
    }
}

extension ExchangeRecord {
    fileprivate func members(endedAt time: Timestamp) -> [Member] {
        let taken = Double(time.microsecondsSinceEpoch - began.microsecondsSinceEpoch) / 1_000_000
        let requestHead = request.fields.readHead ?? []
        var requestBody = requestBody.json
        if isRequestIncomplete { requestBody["incomplete"] = true }
        var members: [Member] = [
            Member(name: "kind", value: .string(JournalKind.exchange.rawValue)),
            Member(name: "connection", value: .number(Number(connection))),
            Member(name: "secure", value: .bool(isSecure)),
            Member(name: "method", value: .string(request.method)),
            Member(name: "target", value: .string(request.target)),
            Member(
                name: "request",
                value: [
                    "fields": Self.fields(in: requestHead), "body": requestBody, "raw": Self.text(requestHead[...]),
                ]),
            Member(name: "status", value: Value(status)),
            Member(
                name: "response",
                value: status == nil
                    ? nil
                    : [
                        "fields": Self.fields(in: responseHead), "body": responseBody.json,
                        "raw": Self.text(responseHead[...]),
                    ]),
            Member(name: "complete", value: .bool(isComplete)),
            Member(name: "seconds_taken", value: .number(Number(taken))),
        ]
        if let fault { members.append(Member(name: "fault", value: .number(Number(fault)))) }
        return members
    }

    /// The fields in a head that has been read or written, and so is well-formed, each as a pair of name and value, in
    /// their order and spelling.
    private static func fields(in head: [UInt8]) -> Value {
        .array(
            head.split(separator: ASCII.lineFeed).dropFirst().compactMap { line in
                guard let colon = line.firstIndex(of: ASCII.colon) else { return nil }
                return [
                    text(line[..<colon]),
                    text(line[(colon + 1)...].filter { $0 != ASCII.carriageReturn }[...].trimmingWhiteSpace),
                ]
            })
    }

    /// Bytes of a head as text: UTF-8 where they are that, else a character for each byte (ISO-8859-1), which is what
    /// heads were once meant to be (RFC 9110, section 5.5).
    private static func text(_ bytes: ArraySlice<UInt8>) -> Value {
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        return .string(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    }
}

extension FaultRecord {
    fileprivate var members: [Member] {
        let front: [Member] = [
            Member(name: "kind", value: .string(JournalKind.fault.rawValue)),
            Member(name: "fault", value: .number(Number(fault))), Member(name: "action", value: action.json),
            Member(name: "connection", value: .number(Number(connection))),
        ]
        switch subject {
        case .request(let exchange):
            return front + [
                Member(name: "method", value: .string(exchange.request.method)),
                Member(name: "target", value: .string(exchange.request.target)),
            ]
        case .event(let name, let peer):
            return front + peer.members + [Member(name: "event", value: .string(name))]
        }
    }
}

extension Peer {
    fileprivate func members(_ kind: JournalKind, connection: Int) -> [Member] {
        [
            Member(name: "kind", value: .string(kind.rawValue)),
            Member(name: "connection", value: .number(Number(connection))),
        ] + members
    }

    fileprivate var members: [Member] {
        [
            Member(name: "session", value: .string(session)), Member(name: "node", value: Value(nodeID)),
            Member(name: "node_name", value: Value(name)), Member(name: "node_kind", value: Value(kind?.rawValue)),
        ]
    }

    fileprivate var headers: Member {
        Member(name: "headers", value: .array(request.fields.map { [.string($0.name), .string($0.value)] }))
    }
}

extension MessageDirection {
    fileprivate var member: Member { Member(name: "direction", value: .string(word)) }

    /// Seen from the Loop.
    var word: String {
        switch self {
        case .received: "in"
        case .sent: "out"
        }
    }

    init?(word: String) {
        switch word {
        case "in": self = .received
        case "out": self = .sent
        default: return nil
        }
    }
}

extension KeptBody {
    fileprivate var json: Value { Self.json(of: kept, byteCount: byteCount) }

    /// As text where it is text, else as base64.
    static func json(of bytes: [UInt8], byteCount: Int? = nil) -> Value {
        var json: Value = ["bytes": .number(Number(byteCount ?? bytes.count))]
        if let text = String(validating: bytes, as: UTF8.self) {
            json["text"] = .string(text)
        } else {
            json["base64"] = .string(String(decoding: Base64.encode(bytes), as: UTF8.self))
        }
        if let byteCount, byteCount > bytes.count { json["truncated"] = true }
        return json
    }
}
