import Bytes
import HTTPServer
import JSON
import Simulation
import SocketIO
import SocketIOClient
import SocketIOServer
import Sockets
import TestSupport
import Testing

/// What applications see of Socket.IO: sockets of a server, and clients of ours.
@Suite("Sockets and their clients")
struct SocketTests {
    /// A server and clients on a network made of memory.
    private final class Stage {
        let network = SimulatedNetwork(seed: 1)
        let server: SocketServer
        private let http: Server

        init(_ change: (inout SocketServer.Configuration) -> Void = { _ in }) {
            var configuration = SocketServer.Configuration()
            change(&configuration)
            server = SocketServer(on: network, configuration)
            http = Server(on: network, configuration: .init { 0 }) { [server] exchange in
                if !server.handle(exchange) { exchange.answer(Response(status: 404)) }
            }
            network.listen(port: 80) { [http] in http.accept($0) }
        }

        func client(_ reconnection: Reconnection = Reconnection()) -> SocketClient {
            var configuration = SocketClient.Configuration(destination: Destination(host: "stage", port: 80))
            configuration.reconnection = reconnection
            return SocketClient(
                configuration, dialer: MemoryDialer(on: network), on: network, random: SeededGenerator(seed: 1))
        }

        /// A client that is connected to `namespace`, and what it hears there.
        func connected(_ namespace: String = "/") throws -> (client: SocketClient, socket: ClientSocket, ear: Ear) {
            let client = client()
            let socket = client.socket(namespace)
            let ear = Ear(socket)
            try socket.connect()
            try #require(network.run { socket.id != nil })
            return (client, socket, ear)
        }
    }

    private final class Ear {
        var heard: [String] = []
        var disconnects: [DisconnectReason] = []

        init(_ socket: ClientSocket) {
            socket.onEvent = { [unowned self] event in
                heard.append("\(event.name) \(event.arguments.elements.map(\.text).joined(separator: " "))")
            }
            socket.onDisconnect = { [unowned self] in disconnects.append($0) }
        }
    }

    @Test(.requirements("SIO-RM-01", "SIO-RM-02"))
    func `an event to rooms reaches each member once`() throws {
        let stage = Stage()
        let lobby = stage.server.namespace("/")
        var sockets: [Socket] = []
        lobby.onConnect = { sockets.append($0) }
        let clients = try (0..<4).map { _ in try stage.connected() }
        sockets[0].join("red")
        sockets[0].join("blue")
        sockets[1].join("blue")
        sockets[2].join("blue")
        sockets[2].join("grey")
        try lobby.emit("both", Payload(1), toAny: ["red", "blue"])
        try lobby.emit("not grey", Payload(2), toAny: ["red", "blue"], exceptRooms: ["grey"])
        try lobby.emit("all but the first", Payload(3), except: sockets[0])
        sockets[1].leave("blue")
        try lobby.emit("blue", Payload(4), toAny: ["blue"])
        stage.network.run(for: .seconds(1))
        #expect(clients[0].ear.heard == ["both 1", "not grey 2", "blue 4"])
        #expect(clients[1].ear.heard == ["both 1", "not grey 2", "all but the first 3"])
        #expect(clients[2].ear.heard == ["both 1", "all but the first 3", "blue 4"])
        #expect(clients[3].ear.heard == ["all but the first 3"])

        clients[0].socket.disconnect()
        stage.network.run(for: .seconds(1))
        #expect(!sockets[0].isConnected)
        sockets[0].join("green")
        #expect(sockets[0].rooms.isEmpty)
        #expect(lobby.sockets.count == 3)
    }

    @Test(.requirements("SIO-CN-02", "SIO-CN-03", "SIO-CN-18", "SIO-CN-19", "SIO-CN-22"))
    func `whom the application does not admit is told why`() throws {
        let stage = Stage()
        let namespace = stage.server.namespace("/")
        stage.server.namespace("/other").onRequest = { $0.accept() }
        var later: ConnectRequest?
        var connectCount = 0
        namespace.onConnect = { _ in connectCount += 1 }
        namespace.onRequest = { request in
            switch request.auth["token"]?.string {
            case "right": request.accept()
            case "slow": later = request
            default: request.refuse("Who are you?", data: ["code": 7])
            }
        }
        func attempt(_ auth: Value) throws -> (ClientSocket, SocketClient, () -> ClientConnection.ConnectError?) {
            let client = stage.client()
            let socket = client.socket("/")
            var refusal: ClientConnection.ConnectError?
            socket.auth = { auth }
            socket.onRefused = { refusal = $0 }
            try socket.connect()
            stage.network.run(for: .seconds(1))
            return (socket, client, { refusal })
        }
        let (wrong, wrongClient, refusal) = try attempt(["token": "wrong"])
        guard case .refused("Who are you?", let data?) = refusal() else {
            Issue.record("not refused: \(String(describing: refusal()))")
            return
        }
        #expect(data["code"]?.int == 7)
        #expect(wrong.id == nil)
        let (right, rightClient, _) = try attempt(["token": "right"])
        #expect(right.id != nil)
        #expect(namespace.sockets[right.id ?? ""]?.session?.id != right.id)
        #expect(connectCount == 1)
        // A client that leaves while it waits is not connected afterwards.
        let (_, slowClient, _) = try attempt(["token": "slow"])
        slowClient.close()
        stage.network.run(for: .seconds(1))
        later?.accept()
        #expect(connectCount == 1)
        _ = (wrongClient, rightClient)
    }

    @Test(.requirements("SIO-CN-21", "SIO-CN-26", "SIO-RC-01"))
    func `a client comes back with new credentials and a new name, and takes along what waited`() throws {
        let stage = Stage()
        var auths: [Value] = []
        var messages: [Int] = []
        stage.server.namespace("/").onConnect = { socket in
            auths.append(socket.auth)
            socket.onEvent = { messages.append($0.arguments[0]?.int ?? -1) }
        }
        let client = stage.client()
        let socket = client.socket("/")
        let ear = Ear(socket)
        var counter = 0
        socket.auth = {
            counter += 1
            return ["attempt": .number(Number(counter))]
        }
        try socket.connect()
        try #require(stage.network.run { socket.id != nil })
        let first = socket.id
        stage.network.cutAll()
        try #require(stage.network.run { socket.id == nil })
        try socket.emit("message", Payload(1))
        try socket.emit("message", Payload(2), isVolatile: true)
        try #require(stage.network.run { socket.id != nil && !messages.isEmpty })
        #expect(socket.id != first)
        #expect(messages == [1])
        #expect(auths == [["attempt": 1], ["attempt": 2]])
        #expect(ear.disconnects.count == 1)
    }

    @Test(.requirements("SIO-DC-05", "SIO-DC-07", "SIO-DC-08"))
    func `both sides can end it, and nobody comes back who was sent away`() throws {
        let stage = Stage()
        var sockets: [Socket] = []
        var reasons: [DisconnectReason] = []
        stage.server.namespace("/").onConnect = { socket in
            sockets.append(socket)
            socket.onDisconnect = { reasons.append($0) }
        }
        let (sentAway, leaving) = (try stage.connected(), try stage.connected())
        sockets[0].disconnect(closing: true)
        leaving.socket.disconnect()
        stage.network.run(for: .seconds(60))
        #expect(sentAway.ear.disconnects == [.byServer])
        #expect(leaving.ear.disconnects == [.byClient])
        #expect(reasons == [.byServer, .byClient])
        #expect(stage.server.sessionCount == 0)
        #expect(sockets.count == 2)
    }

    @Test(.requirements("SIO-AK-11"))
    func `an acknowledgement that does not come in time is an error, once`() throws {
        let stage = Stage()
        var results: [String] = []
        stage.server.namespace("/").onConnect = { socket in
            try? socket.emit("question", Payload(), timeLimit: .seconds(5)) { result in
                switch result {
                case .success: results.append("answer")
                case .failure(let failure): results.append("\(failure)")
                }
            }
        }
        let (client, socket, _) = try stage.connected()
        var late: Acknowledgement?
        socket.onEvent = { late = $0.acknowledge }
        stage.network.run(for: .seconds(4))
        #expect(results.isEmpty)
        stage.network.run(for: .seconds(2))
        #expect(results == ["timeout"])
        late?(Payload(1))
        stage.network.run(for: .seconds(2))
        #expect(results == ["timeout"])
        _ = client
    }

    @Test
    func `where nobody listens the client tries again, more and more seldom, and gives up`() throws {
        let network = SimulatedNetwork(seed: 1)
        var configuration = SocketClient.Configuration(destination: Destination(host: "nobody", port: 80))
        configuration.reconnection.attemptLimit = 4
        let client = SocketClient(
            configuration, dialer: MemoryDialer(on: network), on: network, random: SeededGenerator(seed: 1))
        var attempts: [Instant] = []
        var hasGivenUp = false
        client.onAttemptFailed = { _ in attempts.append(network.now) }
        client.onGaveUp = { hasGivenUp = true }
        try client.socket("/").connect()
        network.run(for: .seconds(120))
        #expect(attempts.count == 5)
        #expect(hasGivenUp)
        let pauses = zip(attempts, attempts.dropFirst()).map { $1 - $0 }
        #expect(pauses[0] < .seconds(2) && pauses[3] <= .seconds(6) && pauses[3] > pauses[0])
    }
}
