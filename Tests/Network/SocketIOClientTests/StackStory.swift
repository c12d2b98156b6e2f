import Bytes
import EngineIO
import HTTPServer
import JSON
import Simulation
import SocketIO
import SocketIOClient
import SocketIOServer
import Sockets

/// A client and a server of Socket.IO, whole, on a network made of memory: a story that a seed decides.
///
/// Both sides send numbered events at random times, some with attachments, some to be acknowledged, in two namespaces;
/// polls, upgrades, pings, cuts and reconnections happen meanwhile.
final class StackStory {
    /// What the seed decides.
    struct Plan {
        var transports: [Transport]
        var cutsPerThousand: Int
        var eventCount: Int
    }

    static let namespaces = ["/", "/custom"]

    let network: SimulatedNetwork
    let plan: Plan
    let server: SocketServer
    let client: SocketClient
    private let http: Server
    private var sockets: [String: ClientSocket] = [:]

    /// What went wrong, in words.
    private(set) var flaws: [String] = []
    /// Numbers of the events that were sent and that arrived, by direction and namespace.
    private(set) var sent: [String: [Int]] = [:]
    private(set) var arrived: [String: [Int]] = [:]
    private(set) var acknowledged: [String: [Int]] = [:]
    private(set) var failedCount = 0
    private(set) var disconnectCount = 0
    private(set) var upgradeCount = 0
    private var pending = 0

    private static let port: UInt16 = 80

    init(seed: UInt64) {
        network = SimulatedNetwork(seed: seed)
        plan = Plan(
            transports: [[.polling], [.webSocket], [.polling, .webSocket]][network.random(0...2)],
            cutsPerThousand: network.happens(perThousand: 500) ? 0 : network.random(1...30),
            eventCount: network.random(1...40))
        network.weather.cutsPerThousand = plan.cutsPerThousand
        network.weather.latency = .zero ... .milliseconds(network.random(1...200))

        var configuration = SocketServer.Configuration()
        configuration.engine.pingInterval = .seconds(network.random(1...25))
        configuration.engine.pingTimeout = .seconds(network.random(2...20))
        server = SocketServer(on: network, configuration, random: SeededGenerator(seed: seed &+ 1))
        http = Server(on: network, configuration: .init { 0 }) { [server] exchange in
            if !server.handle(exchange) { exchange.answer(Response(status: 404)) }
        }
        network.listen(port: Self.port) { [http] in http.accept($0) }

        var settings = SocketClient.Configuration(destination: Destination(host: "loop", port: Self.port))
        settings.engine.engine.transports = plan.transports
        client = SocketClient(
            settings, dialer: MemoryDialer(on: network), on: network, random: SeededGenerator(seed: seed &+ 2))
    }

    /// Tells the story to its end.
    func run() throws {
        for name in Self.namespaces {
            server.namespace(name).onConnect = { [unowned self] socket in serve(socket, name) }
            let socket = client.socket(name)
            sockets[name] = socket
            socket.onEvent = { [unowned self] event in
                note(event.name, event.arguments, "server to client", name)
                event.acknowledge?(event.arguments.payload)
            }
            socket.onDisconnect = { [unowned self] reason in if reason != .byClient { disconnectCount += 1 } }
            try socket.connect()
        }
        for number in 0..<plan.eventCount {
            network.run(for: .milliseconds(network.random(0...400)))
            try emitFromClient(number)
            try emitFromServer(number)
        }
        // The bad weather ends; whoever was lost comes back.
        network.weather.cutsPerThousand = 0
        let isQuiet = network.run(atMost: .seconds(300)) { [self] in
            pending == 0 && Self.namespaces.allSatisfy { sockets[$0]?.id != nil }
        }
        if !isQuiet { flaws.append("not quiet after five minutes: \(pending) acknowledgements are missing") }
        network.run(for: .seconds(2))
        client.close()
        let isGone = network.run(atMost: .seconds(120)) { [self] in server.sessionCount == 0 }
        if !isGone { flaws.append("\(server.sessionCount) sessions are left") }
        // Idle connections are closed by whoever has waited for long enough.
        network.run(for: .seconds(200))
        if network.openConnectionCount > 0 { flaws.append("\(network.openConnectionCount) connections are left") }
        judge()
    }

    // MARK: Events

    private func serve(_ socket: Socket, _ name: String) {
        if socket.session?.transport == .webSocket { upgradeCount += 1 }
        socket.onEvent = { [unowned self] event in
            note(event.name, event.arguments, "client to server", name)
            event.acknowledge?(event.arguments.payload)
            // A second acknowledgement is none.
            event.acknowledge?()
        }
    }

    private func payload(_ number: Int) -> SocketIO.Payload {
        var payload = SocketIO.Payload(.number(Number(number)))
        if network.happens(perThousand: 300) {
            for _ in 0..<network.random(1...3) {
                let bytes = Array(repeating: UInt8(truncatingIfNeeded: number), count: network.random(0...3000))
                payload.append(["bytes": payload.attach(bytes)])
            }
        }
        return payload
    }

    private func note(_ event: String, _ arguments: Arguments, _ direction: String, _ namespace: String) {
        let number = arguments[0]?.int ?? -1
        if event != "event \(namespace)" { flaws.append("\(event) arrived in \(namespace)") }
        for (place, attachment) in arguments.attachments.enumerated() {
            guard let holder = arguments[place + 1], let element = holder["bytes"],
                arguments.attachment(for: element) == attachment,
                attachment.allSatisfy({ $0 == UInt8(truncatingIfNeeded: number) })
            else {
                flaws.append("event \(number) has other bytes than it was sent with")
                continue
            }
        }
        arrived["\(direction) \(namespace)", default: []].append(number)
    }

    private func emitFromClient(_ number: Int) throws {
        let name = Self.namespaces[network.random(0...1)]
        sent["client to server \(name)", default: []].append(number)
        let payload = payload(number)
        guard network.happens(perThousand: 600) else {
            try sockets[name]?.emit("event \(name)", payload)
            return
        }
        pending += 1
        var isDone = false
        try sockets[name]?.emit(
            "event \(name)", payload, timeLimit: network.happens(perThousand: 500) ? .seconds(60) : nil
        ) {
            [unowned self] result in
            if isDone { flaws.append("the acknowledgement of event \(number) came twice") }
            isDone = true
            pending -= 1
            switch result {
            case .success(let arguments):
                if arguments[0]?.int != number { flaws.append("event \(number) got another one's acknowledgement") }
                acknowledged[name, default: []].append(number)
            case .failure: failedCount += 1
            }
        }
    }

    private func emitFromServer(_ number: Int) throws {
        let name = Self.namespaces[network.random(0...1)]
        guard let socket = server.namespace(name).sockets.values.first else { return }
        sent["server to client \(name)", default: []].append(number)
        try socket.emit("event \(name)", payload(number))
    }

    // MARK: Judging

    private func judge() {
        for (way, numbers) in arrived {
            // Numbers grow as they are sent: whatever is lost by a cut, nothing is doubled and nothing overtakes.
            if zip(numbers, numbers.dropFirst()).contains(where: { $0 >= $1 }) {
                flaws.append("\(way): doubled or out of order: \(numbers)")
            }
            if !Set(numbers).isSubset(of: sent[way] ?? []) {
                flaws.append("\(way): events that nobody sent: \(numbers)")
            }
        }
        for (name, numbers) in acknowledged where !Set(numbers).isSubset(of: arrived["client to server \(name)"] ?? [])
        {
            flaws.append("\(name): acknowledged, and did not arrive: \(numbers)")
        }
        guard plan.cutsPerThousand == 0 else { return }
        for (way, numbers) in sent where arrived[way] != numbers {
            flaws.append("\(way): sent \(numbers), arrived \(arrived[way] ?? [])")
        }
        if disconnectCount > 0 { flaws.append("\(disconnectCount) disconnections without a cut") }
        if failedCount > 0 { flaws.append("\(failedCount) acknowledgements failed without a cut") }
    }
}
