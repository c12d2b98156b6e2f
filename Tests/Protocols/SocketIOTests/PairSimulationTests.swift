import TestSupport
import Testing

@Suite("A client and a server, joined by pipes that are cut at any moment", .serialized)
struct PairSimulationTests {
    /// Seeds of one test case, so that a fault names its neighbourhood.
    private static let seedsPerCase: UInt64 = 250

    @Test(
        .requirements(
            "SIO-AK-01", "SIO-AK-07", "SIO-AK-08", "SIO-AK-09", "SIO-AK-10", "SIO-BN-01", "SIO-BN-20", "SIO-CN-13",
            "SIO-CN-14", "SIO-CN-24", "SIO-CN-25", "SIO-DC-02", "SIO-DC-04", "SIO-RC-02"),
        arguments: 0..<UInt64(12))
    func `events come at most once, in order and nowhere else, and nobody waits for ever`(_ group: UInt64) {
        var events = 0
        var acknowledgements = 0
        for seed in (group * Self.seedsPerCase)..<((group + 1) * Self.seedsPerCase) {
            var simulation = PairSimulation(seed: seed)
            do throws(PairSimulation.Fault) {
                try simulation.run(steps: 400)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
            events += simulation.eventCount
            acknowledgements += simulation.acknowledgementCount
        }
        // Whoever does nothing, does nothing wrong.
        #expect(events > 10 * Int(Self.seedsPerCase) && acknowledgements > 6 * Int(Self.seedsPerCase))
    }
}
