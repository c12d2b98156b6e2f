import LoopDomain
import MockLoop
import Testing

/// A Loop in memory whose clock is moved by hand.
struct MemoryLoop {
    let loop: LoopServer
    let clock: ManualClock

    static let demo = "/api/zauberzeug/projects/demo"

    /// Runs `body` with one.
    static func run(
        configured change: (inout LoopServer.Configuration) -> Void = { _ in },
        _ body: (LoopServer, ManualClock) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        var configuration = LoopServer.Configuration()
        configuration.clock = clock
        configuration.listens = .inMemory
        change(&configuration)
        let loop = try await LoopServer.start(configuration)
        do {
            try await body(loop, clock)
        } catch {
            await loop.stop()
            throw error
        }
        await loop.stop()
    }

    /// What a trainer of version 0.27 says of itself.
    static func status(_ state: String, progress: JSONValue = nil) -> JSONValue {
        [
            "id": "t1", "name": "Trainer", "state": JSONValue(state), "uptime": nil, "errors": [:],
            "progress": progress, "pretrained_models": [], "architecture": "mocked", "context": nil,
        ]
    }
}
