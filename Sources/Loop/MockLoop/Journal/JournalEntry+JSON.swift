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
            Member(name: "time", value: .string(entry.time.text())),
            Member(name: "seconds", value: .number(Number(Double(microseconds) / 1_000_000))),
        ]
        let members =
            switch entry.content {
            case .exchange(let exchange): exchange.members(endedAt: entry.time)
            case .message(let message): members(of: message, entry)
            case .connected(let peer): peer.members(kind: "connected") + [peer.headers]
            case .disconnected(let peer, let reason):
                peer.members(kind: "disconnected") + [Member(name: "reason", value: .string(reason))]
            }
        return .object(front + members)
    }

    private func members(of message: MessageRecord, _ entry: Entry) -> [Member] {
        guard let packet = message.packet else {
            let kind = message.isText ? "malformed" : "attachment"
            return message.peer.members(kind: kind) + [
                message.direction.member, Member(name: "body", value: KeptBody.json(of: message.bytes)),
            ]
        }
        var members = message.peer.members(kind: packet.content.kind) + [message.direction.member]
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
        var members: [Member] = [
            Member(name: "kind", value: "exchange"),
            Member(name: "connection", value: .number(Number(connection))),
            Member(name: "secure", value: .bool(isSecure)),
            Member(name: "method", value: .string(request.method)),
            Member(name: "target", value: .string(request.target)),
            Member(
                name: "request",
                value: [
                    "fields": request.fields.json, "body": requestBody.json,
                    "raw": .string("\(request.method) \(request.target) HTTP/1.1\r\n\(request.fields.description)"),
                ]),
            Member(name: "status", value: response.map { .number(Number($0.status)) } ?? nil),
            Member(
                name: "response",
                value: response.map { ["fields": $0.fields.json, "body": responseBody.json] } ?? nil),
            Member(name: "complete", value: .bool(isComplete)),
            Member(name: "seconds_taken", value: .number(Number(taken))),
        ]
        if let fault { members.append(Member(name: "fault", value: .number(Number(fault)))) }
        return members
    }
}

extension Peer {
    fileprivate func members(kind: String) -> [Member] {
        [
            Member(name: "kind", value: .string(kind)), Member(name: "session", value: .string(session)),
            Member(name: "node", value: Value(nodeID)), Member(name: "node_name", value: Value(name)),
            Member(name: "node_kind", value: Value(self.kind?.rawValue)),
        ]
    }

    fileprivate var headers: Member { Member(name: "fields", value: request.fields.json) }
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

extension FieldSection {
    /// Each field as a pair of name and value, in their order.
    fileprivate var json: Value { .array(map { [.string($0.name), .string($0.value)] }) }
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
