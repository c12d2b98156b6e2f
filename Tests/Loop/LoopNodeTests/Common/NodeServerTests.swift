import HTTP1
import HTTPClient
import HTTPServer
import JSON
import Logging
import SocketIO
import TestSupport
import Testing

@testable import LoopNode

/// What every node answers, whatever it can do.
@Suite(.timeLimit(.minutes(5))) struct NodeServerTests {
    private let log = LogRecorder()

    private struct Accident: Error {}

    /// Runs `body` with a server, and its URL.
    private func run(
        _ change: (inout NodeRoutes) -> Void = { _ in }, _ body: (NodeServer, String, Client) async throws -> Void
    ) async throws {
        var routes = NodeRoutes()
        routes.add("GET", "/word") { _ in .text("idle") }
        routes.add("PUT", "/word", limit: 10) { .json(.string(try $0.text)) }
        routes.add("POST", "/accident") { _ in throw Accident() }
        routes.add("POST", "/refusal") { _ in throw RequestError.detail(409, "trainer is not running") }
        routes.add("POST", "/flaw") { _ in throw RequestError.invalid([.missing("body", "file")]) }
        change(&routes)
        let server = try NodeServer(routes, logger: log.logger)
        let url = try await server.start(host: "127.0.0.1", port: 0)
        let client = Client()
        do {
            try await body(server, url, client)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        await client.close()
    }

    private func send(
        _ client: Client, _ method: String, _ url: String, _ body: [UInt8]? = nil
    ) async throws -> HTTPClient.Response {
        try await client.perform(
            HTTPClient.Request(method: method, url: url, body: body.map { .bytes($0) } ?? .none))
    }

    // MARK: - Routes

    @Test func `a route answers by path and method`() async throws {
        try await run { _, url, client in
            let word = try await send(client, "GET", "\(url)/word?whatever=1")
            #expect(word.status == 200)
            #expect(word.text == "idle")
            #expect(word.field("Content-Type") == "text/plain; charset=utf-8")
            let echo = try await send(client, "PUT", "\(url)/word", Array("é".utf8))
            #expect(echo.text == #""é""#)
            #expect(echo.field("Content-Type") == "application/json")
        }
    }

    @Test func `what is not there is 404, another method 405, a slash too many or too few a redirect`() async throws {
        try await run { _, url, client in
            let nothing = try await send(client, "GET", "\(url)/nothing")
            #expect(nothing.status == 404)
            #expect(nothing.text == #"{"detail":"Not Found"}"#)
            let method = try await send(client, "DELETE", "\(url)/word")
            #expect(method.status == 405)
            #expect(method.text == #"{"detail":"Method Not Allowed"}"#)
            #expect(method.field("Allow") == "GET, PUT")
            #expect(try await send(client, "HEAD", "\(url)/word").status == 405, "FastAPI's routes take no HEAD")
            let slash = try await send(client, "GET", "\(url)/word/?a=b")
            #expect(slash.status == 307)
            #expect(slash.field("Location") == "\(url)/word?a=b")
        }
    }

    @Test func `a refusal is a detail, flaws are a list, and an accident is 500 in plain text and the end`()
        async throws
    {
        try await run { _, url, client in
            let refusal = try await send(client, "POST", "\(url)/refusal")
            #expect(refusal.status == 409)
            #expect(refusal.text == #"{"detail":"trainer is not running"}"#)
            let flaw = try await send(client, "POST", "\(url)/flaw")
            #expect(flaw.status == 422)
            #expect(
                flaw.text
                    == #"{"detail":[{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}]}"#)
            for (path, body) in [("/accident", nil as [UInt8]?), ("/word", [0xFF])] {
                let accident = try await send(client, body == nil ? "POST" : "PUT", url + path, body)
                #expect(accident.status == 500)
                #expect(accident.text == "Internal Server Error")
                #expect(accident.field("Content-Type") == "text/plain; charset=utf-8")
                #expect(accident.field("Connection") == "close")
            }
        }
    }

    @Test(arguments: [(9, 200), (10, 200), (11, 413)])
    func `a body may be as long as its route says`(count: Int, status: Int) async throws {
        try await run { _, url, client async throws in
            let response = try await send(client, "PUT", "\(url)/word", [UInt8](repeating: 0x61, count: count))
            #expect(response.status == status)
            if status == 413 { #expect(response.value["detail"]?.string != nil) }
        }
    }

    // MARK: - What every node has

    @Test func `debug logging is turned on and off by a word`() async throws {
        let switched = LogSwitch()
        let logger = switched.logger(like: log.logger)
        try await run { routes in
            routes.addCommon(switched) { _ in }
        } _: { _, url, client in
            for (word, isHeard) in [("on", true), ("off", false), ("on", true)] {
                let response = try await send(client, "PUT", "\(url)/debug_logging", Array(word.utf8))
                #expect(response.text == "\"\(word)\"")
                let count = log.text.count
                logger.debug("a detail")
                #expect(log.text.count == (isHeard ? count + 1 : count))
            }
            for word in ["", "ON", "maybe"] {
                let response = try await send(client, "PUT", "\(url)/debug_logging", Array(word.utf8))
                #expect(response.status == 400)
                #expect(response.text == #"{"detail":"Invalid state"}"#)
            }
            #expect(try await send(client, "PUT", "\(url)/debug_logging", [0xC3]).status == 500)
        }
    }

    @Test func `a node is muted by a word`() async throws {
        let (stream, muted) = AsyncStream.makeStream(of: Bool.self)
        try await run { routes in
            routes.addCommon(LogSwitch()) { muted.yield($0) }
        } _: { _, url, client in
            for word in ["off", "on", "perhaps"] {
                _ = try await send(client, "PUT", "\(url)/socketio", Array(word.utf8))
            }
            muted.finish()
            #expect(await stream.reduce(into: []) { $0.append($1) } == [true, false])
        }
    }

    // MARK: - Events

    @Test func `an event is acknowledged, an unknown one is not, and a server without events has no Socket_IO`()
        async throws
    {
        try await run { routes in
            routes.events["echo"] = { $0.payload }
        } _: { _, url, _ in
            let caller = try await SocketCaller.connect(to: url)
            #expect(try await caller.call("echo", SocketIO.Payload(["a": 1])) == ["a": 1])
            await #expect(throws: SocketCaller.NoAnswer.self) {
                try await caller.call("soft_reload", within: .milliseconds(100))
            }
            #expect(try await caller.call("echo", SocketIO.Payload(2)) == 2)
            await caller.close()
        }
        try await run { _, url, client async throws in
            #expect(try await send(client, "GET", "\(url)/ws/socket.io/?EIO=4&transport=polling").status == 404)
        }
    }

    @Test func `an event that is under way is acknowledged before the server stops`() async throws {
        let (begun, finish) = (Latch(), Latch())
        try await run { routes in
            routes.events["slow"] = { _ in
                begun.open()
                await finish.wait()
                return SocketIO.Payload("done")
            }
        } _: { server, url, _ in
            let caller = try await SocketCaller.connect(to: url)
            async let answer = caller.call("slow")
            await begun.wait()
            async let stop: Void = server.stop()
            finish.open()
            #expect(try await answer == "done")
            await stop
            await caller.close()
        }
    }

    @Test func `a large batch is one event with many attachments`() async throws {
        try await run { routes in
            routes.events["count"] = { SocketIO.Payload(.number(Number($0.attachments.count))) }
        } _: { _, url, _ in
            let caller = try await SocketCaller.connect(to: url)
            var payload = SocketIO.Payload()
            payload.append(.array((0..<200).map { payload.attach([UInt8($0)]) }))
            #expect(try await caller.call("count", payload) == 200)
            await caller.close()
        }
    }
}
