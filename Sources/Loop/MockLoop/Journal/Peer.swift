internal import HTTP1
internal import JSON
internal import SocketIO

/// A connection of Socket.IO, and the node behind it, as far as it is known.
final class Peer {
    /// The id of its session of Engine.IO.
    let session: String
    /// The request that opened it.
    let request: RequestHead
    /// The number of the connection that carries it; before it is a WebSocket, of the one that the last request came by.
    var connection: Int
    /// What its handshake says, or its first status: no version before 0.7.26 says it in the handshake.
    var kind: NodeKind?
    /// What its status says; nil before the first one. Converters send none.
    var nodeID: String?
    var name: String?
    var era = AcknowledgementEra.unknown
    /// The number of the entry that it was connected, until it is known who it is.
    var connectedEntry: Int?

    init(session: String, request: RequestHead, connection: Int) {
        self.session = session
        self.connection = connection
        self.request = request
        kind = request.fields["nodetype"].flatMap(NodeKind.init(header:))
    }

    /// Takes from a status who the node is.
    ///
    /// - Returns: whether the packet was one.
    func learn(from packet: Packet?) -> Bool {
        guard case .event(let name, let arguments)? = packet?.content, let kind = NodeKind(statusEvent: name),
            let status = arguments.elements.first(where: { $0.kind == .object }), let id = status["id"]?.string
        else { return false }
        self.kind = kind
        nodeID = id
        self.name = status["name"]?.string
        return true
    }

    /// The project that its handshake names; nodes that need none send empty texts.
    var organization: String? { request.fields["organization"].flatMap { $0.isEmpty ? nil : $0 } }
    var project: String? { request.fields["project"].flatMap { $0.isEmpty ? nil : $0 } }
}

/// What a node is for.
public enum NodeKind: String, Sendable, CaseIterable {
    /// Makes models.
    case trainer
    /// Runs models, and sends images that it finds worth while.
    case detector
    /// Turns models of one format into another.
    case converter
    /// Helps people to mark what is in images.
    case annotator

    /// The event that a node of the kind sends its status with; converters send none.
    init?(statusEvent: String) {
        switch statusEvent {
        case "update_trainer": self = .trainer
        case "update_detector": self = .detector
        case "update_annotation_node": self = .annotator
        default: return nil
        }
    }

    /// The word in the handshake (from version 0.7.26 on).
    init?(header: String) {
        if header == "annotation_node" { self = .annotator } else { self.init(rawValue: header) }
    }

    var header: String { self == .annotator ? "annotation_node" : rawValue }
}

/// What a trainer or an annotator takes for the acknowledgement that all is well: one refuses what the other wants.
enum AcknowledgementEra: String, CaseIterable {
    /// Nothing that it sent tells.
    case unknown
    /// `true`, up to version 0.7.0.
    case bare
    /// An object with `success`, from 0.7.1 on.
    case object
}
