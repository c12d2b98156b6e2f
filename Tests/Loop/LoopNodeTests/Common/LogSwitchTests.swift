import Logging
import Testing

@testable import LoopNode

@Suite struct LogSwitchTests {
    @Test func `a logger keeps its level until the switch is set, and copies follow it, too`() {
        let log = LogRecorder()
        var base = log.logger
        base.logLevel = .warning
        let levels = LogSwitch()
        let logger = levels.logger(like: base)
        let copy = logger
        #expect(logger.logLevel == .warning)
        logger.info("unheard")
        levels.level = .debug
        #expect(copy.logLevel == .debug)
        copy.debug("heard")
        levels.level = .info
        copy.debug("unheard")
        logger.info("heard, too")
        levels.level = nil
        logger.info("unheard")
        #expect(log.text == ["debug: heard", "info: heard, too"])
        #expect(logger.label == base.label)
    }

    @Test func `what a logger knows besides goes along`() {
        var logger = LogSwitch().logger(like: LogRecorder().logger)
        logger[metadataKey: "node"] = "detector"
        #expect(logger[metadataKey: "node"] == "detector")
    }
}
