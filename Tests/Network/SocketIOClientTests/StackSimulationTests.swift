import Simulation
import TestSupport
import Testing

/// The whole stack of both parties: HTTP, WebSocket, Engine.IO, Socket.IO, reconnection. A failing seed is named, and its
/// story is told again, event for event, by `StackStory(seed:)`.
// One after the other: they do nothing but compute, and others wait for the processor, too.
@Suite("Simulation of the whole stack", .serialized, .timeLimit(.minutes(5)))
struct StackSimulationTests {
    @Test(
        .requirements(
            "EIO-UP-05", "EIO-UP-13", "EIO-UP-17", "EIO-UP-19", "EIO-HP-26", "SIO-AK-01", "SIO-AK-07", "SIO-AK-09",
            "SIO-BN-14", "SIO-CN-13", "SIO-CN-20", "SIO-CN-25", "SIO-DC-06", "SIO-RC-01"),
        arguments: 0..<20)
    func `whatever the weather, nothing is doubled, reordered or left behind`(block: UInt64) throws {
        for seed in block * 50..<(block + 1) * 50 {
            let story = StackStory(seed: seed)
            try story.run()
            #expect(story.flaws.isEmpty, "seed \(seed), \(story.plan): \(story.flaws.joined(separator: "; "))")
        }
    }

    @Test
    func `the weather is bad enough`() throws {
        var (disconnects, failures, arrivals) = (0, 0, 0)
        for seed in UInt64(10_000)..<10_100 {
            let story = StackStory(seed: seed)
            try story.run()
            disconnects += story.disconnectCount
            failures += story.failedCount
            arrivals += story.arrived.values.map(\.count).reduce(0, +)
        }
        // A simulation in which nothing goes wrong shows nothing.
        #expect(disconnects > 20)
        #expect(failures > 5)
        #expect(arrivals > 1000)
    }

    @Test
    func `the same seed tells the same story`() throws {
        let stories = [StackStory(seed: 4711), StackStory(seed: 4711)]
        for story in stories { try story.run() }
        #expect(stories[0].arrived == stories[1].arrived)
        #expect(stories[0].network.now == stories[1].network.now)
    }
}
