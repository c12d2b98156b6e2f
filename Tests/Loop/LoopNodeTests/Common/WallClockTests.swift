import Foundation
import LoopDomain
import Testing

@testable import LoopNode

@Suite struct WallClockTests {
    @Test func `the local time is ahead of the universal one by what its zone says`() {
        let noon = Timestamp(microsecondsSinceEpoch: 1_622_548_800_000_001)
        let clock = WallClock(time: { noon }, offset: { $0 == noon ? 7200 : 0 })
        #expect(clock.now == noon)
        #expect(clock.localNow.text() == "2021-06-01T14:00:00.000001")
    }

    @Test func `the system's clock shows the system's time in the system's zone`() {
        let before = Date()
        let now = WallClock.system.now
        let local = WallClock.system.localNow
        #expect(now.microsecondsSinceEpoch >= Int(before.timeIntervalSince1970 * 1_000_000) - 1)
        let offset = (local.microsecondsSinceEpoch - now.microsecondsSinceEpoch + 500_000) / 1_000_000
        #expect(abs(offset - TimeZone.current.secondsFromGMT(for: before)) <= 1)
    }
}
