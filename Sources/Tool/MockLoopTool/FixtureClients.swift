import ArgumentParser
import Fixtures

/// `mockloop fixture websocket-client`: our WebSocket client, judged by a fuzzing server.
struct WebSocketClientFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket-client",
        abstract: "Let the fuzzing server of the Autobahn Testsuite judge the WebSocket client.",
        usage: "mockloop fixture websocket-client --url <url> [<options>]")

    @Option(help: ArgumentHelp("The fuzzing server.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("The name under which the server reports. (default: mockloop)", valueName: "name"))
    var agent: String?

    func run() async throws {
        let agent = try Settings.value(agent, "agent", default: "mockloop")
        do {
            try await AutobahnClient.run(url: url, agent: agent) { number, count in
                Terminal.error("case \(number) of \(count)")
            }
        } catch FixtureError.noURL(let text) {
            throw ValidationError(FixtureError.noURL(text).description)
        } catch {
            throw Failure(String(describing: error))
        }
        Terminal.output("All cases ran; the server has the report.")
    }
}

/// `mockloop fixture socketio-client`: our Socket.IO client, with a server that answers as `fixture socketio` does.
struct SocketIOClientFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "socketio-client",
        abstract: "Show that the Socket.IO client gets along with a server.",
        usage: "mockloop fixture socketio-client --url <url> [<options>]",
        discussion: """
            The server answers as "mockloop fixture socketio" does. The client sends events that are acknowledged, events \
            that come back, a burst and a large attachment: by polling, by WebSocket, and by both with an upgrade \
            between. Exit code 1 when something did not hold.
            """)

    @Option(help: ArgumentHelp("The server: http://… or https://…", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("The authority that vouches for the server, as PEM.", valueName: "file"))
    var caCertificate: String?

    @Option(help: ArgumentHelp("Bytes of the large attachment. (default: 20000000)", valueName: "bytes"))
    var binary: Int?

    func run() async throws {
        var plan = SocketClientStory.Plan(url: url)
        plan.authority = try Settings.optional(caCertificate, "ca-certificate")
        plan.binaryByteCount = try Settings.positive(binary, "binary", default: plan.binaryByteCount)
        for way in SocketClientStory.Way.allCases {
            do {
                try await SocketClientStory.run(plan, over: way) { Terminal.output("\(way.rawValue): \($0)") }
            } catch FixtureError.noURL(let text) {
                throw ValidationError(FixtureError.noURL(text).description)
            } catch FixtureError.nobodyToTrust(let reason) {
                throw Failure(reason)
            } catch {
                throw Failure("\(way.rawValue): \(error)", code: .didNotHold)
            }
        }
    }
}
