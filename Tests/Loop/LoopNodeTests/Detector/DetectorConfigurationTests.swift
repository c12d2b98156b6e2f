import Testing

@testable import LoopNode

@Suite struct DetectorConfigurationTests {
    private let log = LogRecorder()

    private func read(_ environment: [String: String]) -> DetectorConfiguration {
        DetectorConfiguration(environment: environment, logger: log.logger)
    }

    @Test func `without variables the defaults hold`() {
        let configuration = read([:])
        #expect(configuration.uncertainty == 0.3...0.6)
        #expect(configuration.versionControl == .followLoop)
        #expect(configuration.syncCycles == 6)
        #expect(!configuration.buildsExclusively)
        #expect(configuration.nodeVersion == nil)
        #expect(configuration.outboxLimit == 1000)
        #expect(configuration.oldestCallers == .d10)
        #expect(configuration.node.serverHost == "0.0.0.0")
        #expect(configuration.node.serverPort == 80)
        #expect(!configuration.node.startsMuted)
        #expect(!configuration.node.hasBackdoor)
        #expect(log.text.isEmpty)
    }

    @Test func `each variable is read`() {
        let configuration = read([
            "MIN_UNCERTAIN_THRESHOLD": "0.1", "MAX_UNCERTAIN_THRESHOLD": "0.2", "VERSION_CONTROL_DEFAULT": "PAUSE",
            "SYNC_CYCLES": "2", "EXCLUSIVE_MODEL_BUILD": "True", "NODE_VERSION": "1.2.3", "MAX_OUTBOX_SIZE": "7",
            "NODE_HOST": "127.0.0.1", "NODE_PORT": "8004", "SKIP_REPEAT_ON_START": "1",
            "USE_BACKDOOR_CONTROLS": "true", "LOOP_ORGANIZATION": "zauberzeug",
        ])
        #expect(configuration.uncertainty == 0.1...0.2)
        #expect(configuration.versionControl == .pause)
        #expect(configuration.syncCycles == 2)
        #expect(configuration.buildsExclusively)
        #expect(configuration.nodeVersion == "1.2.3")
        #expect(configuration.outboxLimit == 7)
        #expect(configuration.node.serverHost == "127.0.0.1")
        #expect(configuration.node.serverPort == 8004)
        #expect(configuration.node.startsMuted)
        #expect(configuration.node.hasBackdoor)
        #expect(configuration.node.organization == "zauberzeug")
        #expect(log.text.isEmpty)
    }

    @Test(arguments: ["NODE_PORT", "SYNC_CYCLES", "MAX_OUTBOX_SIZE", "MIN_UNCERTAIN_THRESHOLD"])
    func `a number that is none does not count, and is warned of`(name: String) {
        let configuration = read([name: "many"])
        #expect(configuration.syncCycles == 6)
        #expect(configuration.outboxLimit == 1000)
        #expect(log.text.count == 1)
        #expect(log.text.first?.hasPrefix("warning: \(name) is no such number") == true)
    }

    @Test func `thresholds in the wrong order do not count`() {
        #expect(read(["MIN_UNCERTAIN_THRESHOLD": "0.7"]).uncertainty == 0.3...0.6)
        #expect(read(["MAX_UNCERTAIN_THRESHOLD": "nan"]).uncertainty == 0.3...0.6)
        #expect(log.text.count == 2)
    }

    @Test(arguments: ["0", "no", ""]) func `a flag is on with 1 and true only`(word: String) {
        #expect(!read(["EXCLUSIVE_MODEL_BUILD": word]).buildsExclusively)
    }

    @Test func `a detector needs a project and room for an image`() throws {
        var configuration = DetectorConfiguration()
        #expect(throws: NodeError.self) { try configuration.check() }
        configuration.node.organization = "zauberzeug"
        #expect(throws: NodeError.self) { try configuration.check() }
        configuration.node.project = "demo"
        try configuration.check()
        configuration.outboxLimit = 1
        try configuration.check()
        configuration.outboxLimit = 0
        #expect(throws: NodeError.configuration(reason: "MAX_OUTBOX_SIZE must be positive, and is 0")) {
            try configuration.check()
        }
    }
}
