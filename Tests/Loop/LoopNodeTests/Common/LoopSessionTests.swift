import HTTPClient
import JSON
import MockLoop
import POSIX
import TestSupport
import Testing

@testable import LoopNode

/// A session with the mock Loop, over loopback.
@Suite("The session with a Loop", .timeLimit(.minutes(2))) struct LoopSessionTests {
    private let log = LogRecorder()
    private let ended = Promise<NodeEnding>()

    private struct Failure: Error, CustomStringConvertible { let description = "no such luck" }

    private func session(
        at url: String, _ change: (inout NodeConfiguration) -> Void = { _ in }
    ) async throws -> LoopSession {
        var configuration = NodeConfiguration()
        configuration.username = "mockloop"
        configuration.password = "mockloop"
        configuration.organization = "zauberzeug"
        change(&configuration)
        let connection = LoopConnection(configuration, at: url, clock: QuickClock(), logger: log.logger)
        let session = try LoopSession(configuration, .trainer, over: connection, logger: log.logger)
        await session.serve(
            { event in
                switch event.name {
                case "yes": .done(true)
                case "no": .done(false)
                case "say": .text(try event.text(0))
                case "fail": throw Failure()
                case "quiet": .nothing
                default: nil
                }
            }, ended: ended)
        return session
    }

    private func emit(_ loop: ControlledLoop, _ event: String, _ arguments: [Value] = []) async throws -> Value {
        let id = try await loop.control("GET", "/nodes")["nodes"]?[0]?["session"]?.string ?? "-"
        return try await loop.control(
            "POST", "/nodes/\(id)/emit", ["event": .string(event), "arguments": .array(arguments)])["acknowledgement"]
            ?? "missing"
    }

    private static let status: Value = ["id": "n1", "name": "n", "state": "idle", "errors": [:]]

    @Test func `it logs in and connects with the cookie, and says who it is`() async throws {
        try await ControlledLoop.run(configured: { $0.authentication = .strict }) { loop in
            let session = try await session(at: loop.url)
            #expect(await !session.isConnected)
            try await session.ensure()
            #expect(await session.isConnected)
            let exchanges = try await loop.journal("kind=exchange")
            let targets = exchanges.compactMap { $0["target"]?.string }
            #expect(targets.prefix(2) == ["/api/status", "/api/login"])
            #expect(targets[2].hasPrefix("/ws/socket.io/?"))
            #expect(targets[2].contains("transport=polling"))
            let cookie = session.connection.cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
            let fields = try #require(try await loop.journal("kind=connected").first?["headers"]?.array)
            for field: Value in [
                ["organization", "zauberzeug"], ["project", ""], ["nodeType", "trainer"], ["Cookie", .string(cookie)],
            ] { #expect(fields.contains(field), "\(field)") }
            // Who is connected does nothing.
            try await session.ensure()
            #expect(try await loop.journal("kind=exchange&path=/api/*").count == 2)
            await session.close()
        }
    }

    @Test func `events are acknowledged as the library does`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            for (event, arguments, expected) in [
                ("yes", [], #"{"success":true,"error_msg":null,"payload":null}"#),
                ("no", [], #"{"success":false,"error_msg":null,"payload":null}"#),
                ("say", ["grün"], #"{"success":true,"error_msg":null,"payload":"grün"}"#),
                ("fail", [], #"{"success":false,"error_msg":"no such luck","payload":null}"#),
                ("say", [3], #"{"success":false,"error_msg":"argument 1 of say must be a text.","payload":null}"#),
                ("quiet", [], "null"), ("unknown", [1, 2], "null"),
            ] as [(String, [Value], String)] {
                #expect(try await emit(loop, event, arguments).text() == expected, "\(event)")
            }
            #expect(log.text.contains("error: fail failed: no such luck"))
            await session.close()
        }
    }

    @Test func `a restart ends the node and is not acknowledged`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            let id = try await loop.control("GET", "/nodes")["nodes"]?[0]?["session"]?.string ?? "-"
            try await loop.control("POST", "/nodes/\(id)/restart")
            #expect(await ended.value == .restart)
            await session.close()
        }
    }

    // MARK: - Calls

    @Test func `a call gives the first argument of its acknowledgement`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            await #expect(throws: SessionError.notConnected) {
                try await session.call("update_trainer", [Self.status], within: .seconds(30))
            }
            try await session.ensure()
            let answer = try await session.call("update_trainer", [Self.status], within: .seconds(30))
            #expect(answer["success"] == true)
            for value: Value in [true, nil, "text", [1, [2]], ["success": false]] {
                try await loop.arm(["event": "update_trainer", "action": ["acknowledge": value]])
                #expect(try await session.call("update_trainer", [Self.status], within: .seconds(30)) == value)
            }
            await session.close()
        }
    }

    @Test func `a call that is not acknowledged fails in its time, and the connection stays`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            try await loop.arm(["event": "update_trainer", "action": "hang"])
            let limit = Duration.milliseconds(50)
            await #expect(throws: SessionError.noAcknowledgement("update_trainer", within: limit)) {
                try await session.call("update_trainer", [Self.status], within: limit)
            }
            #expect(await session.isConnected)
            _ = try await session.call("update_trainer", [Self.status], within: .seconds(30))
            await session.close()
        }
    }

    @Test func `a call whose connection is cut fails at once`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            try await loop.arm(["event": "update_trainer", "action": "cut"])
            await #expect(throws: SessionError.connectionLost("update_trainer")) {
                try await session.call("update_trainer", [Self.status], within: .seconds(600))
            }
            #expect(await !session.isConnected)
            try await session.ensure()
            #expect(await session.isConnected)
            await session.close()
        }
    }

    @Test func `who waits for an acknowledgement and is cancelled waits no more`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            try await loop.arm(["event": "update_trainer", "action": "hang"])
            let call = Task { try await session.call("update_trainer", [Self.status], within: .seconds(600)) }
            try await loop.wait(["event": "update_trainer"], after: 0)
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            // And who waits while the session is closed gets an error.
            try await loop.arm(["event": "update_trainer", "action": "hang"])
            let last = try await loop.control("GET", "/state")["journal"]?["next"]?.int ?? 0
            let other = Task { try await session.call("update_trainer", [Self.status], within: .seconds(600)) }
            try await loop.wait(["event": "update_trainer"], after: last - 1)
            await session.close()
            await #expect(throws: SessionError.connectionLost("update_trainer")) { try await other.value }
        }
    }

    // MARK: - Troubles

    @Test func `a Loop that is not ready is not logged in to`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            for (action, reason) in [
                (["status": 503], "status 503"), (["status": 429], "status 429"), ("cut", ""),
            ] as [(Value, String)] {
                // Twice: a connection that was open before is tried again on a new one.
                try await loop.arm(["path": "/api/status", "action": action, "count": action == "cut" ? 2 : 1])
                let error = await #expect(throws: NodeError.self) { try await session.ensure() }
                #expect(error?.description.hasPrefix("the Loop is not ready: \(reason)") == true)
            }
            #expect(try await loop.journal("kind=exchange&path=/api/login").isEmpty)
            try await session.ensure()
            await session.close()
        }
    }

    @Test func `a login that is refused, or cut, fails, and the next one is tried`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await loop.arm(["path": "/api/login", "action": ["status": 401]])
            let error = await #expect(throws: NodeError.self) { try await session.ensure() }
            #expect(error?.description.hasPrefix("the Loop refused the login with status 401") == true)
            try await loop.arm(["path": "/api/login", "action": "cut", "count": 2])
            await #expect(throws: (any Error).self) { try await session.ensure() }
            #expect(await !session.isConnected)
            try await session.ensure()
            #expect(await session.isConnected)
            await session.close()
        }
    }

    @Test func `a handshake that is refused or cut fails, and the next one is tried`() async throws {
        let loop = try await ScriptedLoop.start()
        let session = try await session(at: "http://\(await loop.host)")
        let error = await #expect(throws: NodeError.self) { try await session.ensure() }
        #expect(error?.description.contains("the server answered 404") == true)
        await loop.cut("")
        await #expect(throws: NodeError.self) { try await session.ensure() }
        #expect(await !session.isConnected)
        await session.close()
    }

    @Test func `a broken connection is replaced, a good one is not`() async throws {
        try await ControlledLoop.run { loop in
            let session = try await session(at: loop.url)
            try await session.ensure()
            await session.markBroken()
            #expect(await session.isConnected)
            try await session.ensure()
            try await session.ensure()
            #expect(try await loop.journal("kind=connected").count == 2)
            try await loop.wait(["kind": "disconnected"], after: 0)
            #expect(try await loop.control("GET", "/nodes")["nodes"]?.array?.count == 1)
            _ = try await session.call("update_trainer", [Self.status], within: .seconds(30))
            await session.close()
        }
    }

    @Test func `a Loop that was started anew is logged in to and connected to`() async throws {
        let loop = try await ControlledLoop.start(configured: { $0.authentication = .strict })
        let port = await loop.server.port
        let session = try await session(at: loop.url)
        try await session.ensure()
        await loop.stop()
        while await session.isConnected { await Task.yield() }
        await #expect(throws: NodeError.self) { try await session.ensure() }
        try await ControlledLoop.run(configured: {
            $0.authentication = .strict
            $0.port = port
            $0.seed = 2
        }) { loop in
            try await session.ensure()
            #expect(await session.isConnected)
            _ = try await session.call("update_trainer", [Self.status], within: .seconds(30))
            await session.close()
        }
    }

    @Test func `who is cancelled while it connects is not connected`() async throws {
        let loop = try await ScriptedLoop.start()
        await loop.hold("")
        let session = try await session(at: "http://\(await loop.host)")
        let connecting = Task { try await session.ensure() }
        // The readiness is asked for; then the login; then the handshake.
        for _ in 0..<3 {
            _ = await loop.heldCount(atLeast: 1)
            if await loop.lines.last?.contains("socket.io") == true { break }
            await loop.release()
            await loop.hold("")
        }
        connecting.cancel()
        await #expect(throws: CancellationError.self) { try await connecting.value }
        #expect(await !session.isConnected)
        await session.close()
        await loop.release()
    }

    // MARK: - TLS

    @Test func `over TLS, the authority of the configuration is the one to trust`() async throws {
        try await ControlledLoop.run(configured: { $0.tlsPort = 0 }) { loop in
            let url = try #require(await loop.server.tlsURL)
            let authority = try #require(await loop.server.caCertificatePath)
            let trusting = try await session(at: url) { $0.certificatePath = authority }
            try await trusting.ensure()
            #expect(await trusting.isConnected)
            _ = try await trusting.call("update_trainer", [Self.status], within: .seconds(30))
            await trusting.close()
            let other = try await session(at: url)
            // On a busy machine it may not even come so far in time.
            var description = ""
            repeat {
                let error = await #expect(throws: NodeError.self) { try await other.ensure() }
                description = error?.description ?? ""
            } while description.contains("Timeout")
            #expect(description.contains("certificate"), "\(description)")
            await other.close()
        }
    }
}
