import ArgumentParser
import Fixtures
import MockLoop
import POSIX

/// What all commands that serve have in common: where they listen, how they say that they are ready, when they end.
struct ServingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The name or address to listen at. (default: 127.0.0.1)", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The port to listen at; 0 picks a free one. (default: 8080)", valueName: "number"))
    var port: UInt16?

    @Option(help: ArgumentHelp("The port for https; 0 picks a free one. (default: none)", valueName: "number"))
    var tlsPort: UInt16?

    @Option(
        help: ArgumentHelp(
            "A file to write the addresses, and what else one needs to know, to as JSON, once all is ready.",
            valueName: "file"))
    var readyFile: String?

    var listeningHost: String { get throws { try Settings.value(host, "host", default: "127.0.0.1") } }

    var listeningPort: UInt16 { get throws { try Settings.value(port, "port", default: 8080) } }

    /// The port for https, if there is one.
    var listeningTLSPort: UInt16? {
        get throws {
            let tlsPort = try Settings.optional(tlsPort, "tls-port")
            if let tlsPort, tlsPort != 0, tlsPort == (try listeningPort) {
                throw ValidationError("--port and --tls-port are both \(tlsPort); http and https need a port each.")
            }
            return tlsPort
        }
    }

    /// Runs a server until SIGINT or SIGTERM ends it.
    func serve<Served: Stoppable>(
        start: () async throws -> Served, ready: (Served) async -> Ready
    ) async throws {
        // Every connection takes an open file; a server that may not have more serves as many as it can.
        _ = try? OpenFiles.raiseLimit()
        let (endings, asksToEnd) = AsyncStream.makeStream(of: Signals.Ending.self)
        try Signals.onEnding { asksToEnd.yield($0) }
        let server: Served
        do {
            server = try await start()
        } catch {
            throw Failure(String(describing: error))
        }
        let ready = await ready(server)
        if let file = try Settings.optional(readyFile, "ready-file") {
            do {
                try ready.write(to: file)
            } catch {
                await server.stop()
                throw Failure("The ready file \(file) cannot be written: \(error)")
            }
        }
        Terminal.output(ready.text)
        for await _ in endings {
            // A second signal ends at once what the first one asked politely.
            Task {
                for await _ in endings { endProcess(130) }
            }
            break
        }
        await server.stop()
    }
}

/// A server that can be asked to end.
protocol Stoppable: Sendable {
    func stop() async
}

extension LoopServer: Stoppable {}
extension FixtureServer: Stoppable {}
