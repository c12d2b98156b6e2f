internal import JSON
internal import SocketIO
internal import SocketIOServer

/// A node that is connected over Socket.IO.
final class NodeConnection {
    let peer: Peer
    let socket: Socket

    init(_ peer: Peer, _ socket: Socket) {
        self.peer = peer
        self.socket = socket
    }
}

/// What a node made of an event that it was sent.
enum NodeAnswer: Sendable {
    /// Its acknowledgement: the first argument, as a rule the only one.
    case acknowledged(Value)
    /// It did not acknowledge in time, or is gone.
    case silent(String)

    var value: Value? { if case .acknowledged(let value) = self { value } else { nil } }

    /// Whether the node says that it did what it was asked: `true` from old ones, an object from new ones.
    var isAgreement: Bool {
        guard let value else { return false }
        return value.bool ?? value["success"]?.bool ?? false
    }
}

extension LoopServer {
    /// Sends an event to a node and waits for its acknowledgement.
    func call(_ event: String, _ arguments: [Value], of node: NodeConnection, timeLimit: Duration) async throws
        -> NodeAnswer
    {
        var payload = Payload()
        for argument in arguments { payload.append(argument) }
        let result: Result<[Value], AcknowledgementFailure> = try await withCheckedThrowingContinuation {
            continuation in
            do {
                try node.socket.emit(event, payload, timeLimit: timeLimit) { result in
                    continuation.resume(returning: result.map { $0.elements.map(Value.init) })
                }
            } catch {
                continuation.resume(
                    throwing: ControlError.badText("event", event, wanted: "Socket.IO has it for its own"))
            }
        }
        switch result {
        case .success(let values): return .acknowledged(values.first ?? .null)
        case .failure(let failure): return .silent("\(failure)")
        }
    }

    /// Sends an event to a node that will not acknowledge it.
    func send(_ event: String, _ arguments: [Value], to node: NodeConnection) throws {
        var payload = Payload()
        for argument in arguments { payload.append(argument) }
        do { try node.socket.emit(event, payload) } catch {
            throw ControlError.badText("event", event, wanted: "Socket.IO has it for its own")
        }
    }
}
