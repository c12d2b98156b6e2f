import EngineIO
import HTTPServer
import Simulation
import SocketIOServer
import Sockets
import Testing

/// A server of Engine.IO on a network made of memory.
final class EngineHost {
    let network: SimulatedNetwork
    let engine: EngineServer
    private let http: Server
    /// The messages that arrived, in order, as texts.
    private(set) var messages: [String] = []
    private(set) var sessions: [EngineSession] = []
    private(set) var closeReasons: [ServerSession.CloseReason] = []

    private let inbox: Inbox

    private final class Inbox {
        var onSession: (EngineSession) -> Void = { _ in }
    }

    init(seed: UInt64 = 1, _ change: (inout ServerConfiguration) -> Void = { _ in }) {
        network = SimulatedNetwork(seed: seed)
        var configuration = ServerConfiguration()
        change(&configuration)
        let inbox = Inbox()
        self.inbox = inbox
        engine = EngineServer(on: network, configuration) { inbox.onSession($0) }
        var settings = Server.Configuration { 0 }
        settings.times.idle = .seconds(1000)
        http = Server(on: network, configuration: settings) { [engine] exchange in
            if !engine.handle(exchange) { exchange.answer(Response(status: 404)) }
        }
        network.listen(port: 80) { [http] in http.accept($0) }
        inbox.onSession = { [unowned self] session in
            sessions.append(session)
            session.onMessage = { [unowned self] message in
                switch message {
                case .text(let text): messages.append(String(decoding: text, as: UTF8.self))
                case .binary(let bytes): messages.append("\(bytes)")
                }
            }
            session.onClosed = { [unowned self] in closeReasons.append($0) }
        }
    }

    func connect() throws -> SimulatedClient { try #require(SimulatedClient(port: 80, on: network)) }

    /// Opens a session over polling.
    ///
    /// - Returns: its id.
    func open(_ client: SimulatedClient, _ fields: String...) throws -> String {
        let (head, body) = client.exchange(Self.get("", fields))
        try #require(head.hasPrefix("HTTP/1.1 200 "), "\(head)\(body)")
        return try #require(body.split(separator: "\"").dropFirst(3).first.map(String.init))
    }

    static func get(_ sid: String, _ fields: [String] = []) -> String {
        "GET /engine.io/?EIO=4&transport=polling\(sid.isEmpty ? "" : "&sid=\(sid)") HTTP/1.1\r\nHost: a\r\n"
            + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    static func post(_ sid: String, _ body: String, _ fields: String...) -> String {
        "POST /engine.io/?EIO=4&transport=polling&sid=\(sid) HTTP/1.1\r\nHost: a\r\n"
            + (fields + ["Content-Length: \(body.utf8.count)"]).map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    /// A handshake of WebSocket.
    static func webSocket(_ sid: String = "", _ fields: String...) -> String {
        "GET /engine.io/?EIO=4&transport=websocket\(sid.isEmpty ? "" : "&sid=\(sid)") HTTP/1.1\r\nHost: a\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// A text frame of a client, with a mask of zeros.
    static func frame(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        precondition(bytes.count < 65_536)
        let length: [UInt8] =
            bytes.count < 126
            ? [0x80 | UInt8(bytes.count)] : [0xFE, UInt8(bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)]
        return [0x81] + length + [0, 0, 0, 0] + bytes
    }
}
