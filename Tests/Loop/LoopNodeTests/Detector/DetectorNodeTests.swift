import Foundation
import HTTPClient
import JSON
import LoopDomain
import POSIX
import TestSupport
import Testing

@testable import LoopNode

/// A detector and its Loop: the status, the deployment target, models that come and go.
@Suite(.timeLimit(.minutes(5))) struct DetectorNodeTests {
    // MARK: - Registration

    @Test func `a detector tells its Loop how it is, gets its target, and takes it up`() async throws {
        try await TestDetector.run { detector async throws in
            #expect(
                try await detector.requests() == [
                    "POST /api/login 200", "POST /api/zauberzeug/projects/demo/detectors 200",
                    "GET /api/zauberzeug/projects/demo/deployment/target 200",
                    "GET /api/zauberzeug/projects/demo/models/00000000-0000-0000-0000-000000000011/mocked/file 200",
                    "POST /api/zauberzeug/projects/demo/detectors 200",
                ])
            let uuid = try #require(await detector.node.uuid)
            #expect(
                try await detector.status() == [
                    "uuid": .string(uuid), "name": "Test Detector", "state": "online", "uptime": 0,
                    "model_format": "mocked", "current_model": "1.1", "target_model": "1.1", "errors": [:],
                    "operation_mode": "idle", "node_version": nil,
                ])
            #expect(try detector.scratch.names(in: "data/models/1.1") == ["file_1.txt", "file_2.txt", "model.json"])
            let link = "\(detector.scratch.path)/data/current_model"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "models/1.1")
            #expect(try detector.scratch.names(in: "data/tmp").isEmpty)
        }
    }

    @Test func `the status goes out every sixth cycle, the target is asked for in each`() async throws {
        try await TestDetector.Setup(configured: { $0.nodeVersion = "1.2.3" }).run { detector async throws in
            try await detector.control("DELETE", "/journal")
            for _ in 1...6 { await detector.nextCycle() }
            let target = "GET /api/zauberzeug/projects/demo/deployment/target 200"
            #expect(
                try await detector.requests()
                    == Array(repeating: target, count: 5) + [
                        "POST /api/zauberzeug/projects/demo/detectors 200", target,
                    ])
            #expect(try await detector.status()["uptime"] == 30)
            #expect(try await detector.status()["node_version"] == "1.2.3")
        }
    }

    @Test func `a detector that begins muted says nothing until it is told to`() async throws {
        try await TestDetector.Setup(configured: { $0.node.startsMuted = true }).run { detector async throws in
            #expect(try await detector.requests().isEmpty)
            detector.clock.advance(by: .seconds(1))
            await detector.settle()
            #expect(try await detector.requests().isEmpty)
            #expect(try await detector.send("PUT", "/socketio", "on").text == #""on""#)
            detector.clock.advance(by: .seconds(1))
            await detector.settle()
            #expect(try await detector.requests().count == 5)
            #expect(try await detector.send("PUT", "/socketio", "off").text == #""off""#)
            await detector.nextCycle()
            detector.clock.advance(by: .seconds(1))
            await detector.settle()
            #expect(try await detector.requests().count == 5)
        }
    }

    // MARK: - Models

    @Test func `a new target is taken up, an old one needs no download`() async throws {
        try await TestDetector.run { detector async throws in
            try await detector.deploy("1.2")
            await detector.nextCycle()
            #expect(try await detector.status()["current_model"] == "1.2")
            try await detector.deploy("1.1")
            try await detector.control("DELETE", "/journal")
            await detector.nextCycle()
            #expect(try await detector.status()["current_model"] == "1.1")
            #expect(try await detector.requests().allSatisfy { !$0.contains("/models/") })
            #expect(try await detector.version()["local_versions"] == ["1.1", "1.2"])
            let link = "\(detector.scratch.path)/data/current_model"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "models/1.1")
        }
    }

    @Test func `the old model answers while the new one is built`() async throws {
        let (begun, finish) = (Latch(), Latch())
        try await TestDetector.Setup(load: { model, _ in
            if model.version == "1.2" {
                begun.open()
                await finish.wait()
            }
            return TestDetector.Logic { _ in Detections(tags: [model.version]) }
        }).run { detector async throws in
            #expect(try await detector.detect().value["tags"] == ["1.1"])
            try await detector.deploy("1.2")
            detector.clock.advance(by: DetectorNode.cyclePause)
            await begun.wait()
            #expect(try await detector.detect().value["tags"] == ["1.1"])
            #expect(try await detector.send("GET", "/about").value["target_model"] == "1.2")
            #expect(try await detector.version()["current_version"] == "1.1")
            finish.open()
            await detector.settle()
            #expect(try await detector.detect().value["tags"] == ["1.2"])
        }
    }

    @Test func `images are looked at without a gap while models change`() async throws {
        try await TestDetector.Setup(load: { model, _ in
            TestDetector.Logic { _ in
                await Task.yield()
                return Detections(tags: [model.version])
            }
        }).run { detector async throws in
            let isDone = Lock(false)
            let callers = Task {
                try await withThrowingTaskGroup(of: Set<String>.self) { group in
                    for _ in 1...4 {
                        group.addTask {
                            var versions: Set<String> = []
                            while !isDone.withLock({ $0 }) {
                                let response = try await detector.detect()
                                #expect(response.status == 200)
                                versions.insert(response.value["tags"]?[0]?.string ?? "none")
                            }
                            return versions
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
                }
            }
            for version in ["1.2", "1.0", "1.1", "1.2"] {
                try await detector.deploy(version)
                await detector.nextCycle()
                #expect(try await detector.detect().value["tags"] == [.string(version)])
            }
            isDone.withLock { $0 = true }
            #expect(try await callers.value.isSubset(of: ["1.0", "1.1", "1.2"]))
        }
    }

    @Test func `where there is no room for two models, images are refused while one is built`() async throws {
        let (begun, finish) = (Latch(), Latch())
        final class Load: Sendable {}
        let old = Lock<(@Sendable () -> Bool)>({ false })
        try await TestDetector.Setup(
            configured: { $0.buildsExclusively = true },
            load: { model, _ in
                if model.version == "1.2" {
                    begun.open()
                    await finish.wait()
                    return TestDetector.Logic { _ in Detections() }
                }
                let load = Load()
                old.withLock { $0 = { [weak load] in load != nil } }
                return TestDetector.Logic { _ in
                    withExtendedLifetime(load) { Detections() }
                }
            }
        ).run { detector async throws in
            #expect(old.withLock { $0 }())
            try await detector.deploy("1.2")
            detector.clock.advance(by: DetectorNode.cyclePause)
            await begun.wait()
            #expect(old.withLock { $0 }() == false, "the old model is still held")
            #expect(try await detector.detect().status == 500)
            let caller = try await SocketCaller.connect(to: detector.url)
            #expect(try await caller.call("detect", .array()) == ["error": "updating model to version 1.2"])
            #expect(try await caller.call("info") == ["status": "Updating model to version 1.2"])
            finish.open()
            await detector.settle()
            #expect(try await caller.call("info")["version"] == "1.2")
            await caller.close()
        }
    }

    @Test func `in mode detecting the model stays`() async throws {
        try await TestDetector.run { detector async throws in
            #expect(try await detector.send("PUT", "/operation_mode", "detecting").text == #""OK""#)
            #expect(try await detector.status()["operation_mode"] == "detecting")
            try await detector.deploy("1.2")
            try await detector.control("DELETE", "/journal")
            await detector.nextCycle()
            #expect(try await detector.requests().isEmpty)
            #expect(try await detector.version()["current_version"] == "1.1")
            _ = try await detector.send("PUT", "/operation_mode", "idle")
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.2")
        }
    }

    @Test func `the model that was last in use is there before the Loop is asked`() async throws {
        let scratch = try Scratch()
        try await TestDetector.Setup(in: scratch).run { _ in }
        try await TestDetector.Setup(in: scratch, configured: { $0.versionControl = .pause }).run {
            detector async throws in
            #expect(try await detector.requests().allSatisfy { !$0.contains("/models/") })
            #expect(try await detector.status()["current_model"] == "1.1")
            #expect(try await detector.status()["target_model"]?.isNull == true)
        }
    }

    // MARK: - What goes wrong

    @Test func `a model that cannot be downloaded is tried again, and the Loop is told`() async throws {
        try await TestDetector.run { detector async throws in
            try await detector.arm(["status": 500], method: "GET", path: "/api/*/models/*/file")
            try await detector.deploy("1.2")
            await detector.nextCycle()
            let status = try await detector.status()
            #expect(status["current_model"] == "1.1")
            #expect(status["target_model"]?.isNull == true)
            let error = try #require(status["errors"]?["update_model"]?.string)
            #expect(error.hasPrefix("Could not update model: GET /api/zauberzeug/projects/demo/models/"))
            #expect(try detector.scratch.names(in: "data/models") == ["1.1"])
            #expect(try detector.scratch.names(in: "data/tmp").isEmpty)
            await detector.nextCycle()
            #expect(try await detector.status()["current_model"] == "1.2")
            #expect(try await detector.status()["errors"] == [:])
        }
    }

    @Test(arguments: ["cut", "cut_body"])
    func `a download that is cut leaves nothing, and is tried again`(action: String) async throws {
        try await TestDetector.run { detector async throws in
            // Twice, because libcurl asks again where a connection that was used before ends without an answer.
            try await detector.arm(
                .string(action), method: "GET", path: "/api/*/models/*/file", count: action == "cut" ? 2 : 1)
            try await detector.deploy("1.2")
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.1")
            #expect(try detector.scratch.names(in: "data/models") == ["1.1"])
            #expect(try detector.scratch.names(in: "data/tmp").isEmpty)
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.2")
        }
    }

    private struct NoCard: Error, CustomStringConvertible { let description = "there is no graphics card" }

    @Test func `a model that cannot be built is fetched again`() async throws {
        let failures = Lock(1)
        try await TestDetector.Setup(load: { model, _ in
            let fails = failures.withLock { count in
                defer { if model.version == "1.2" { count -= 1 } }
                return model.version == "1.2" && count > 0
            }
            if fails { throw NoCard() }
            return TestDetector.Logic { _ in Detections(tags: [model.version]) }
        }).run { detector async throws in
            try await detector.deploy("1.2")
            await detector.nextCycle()
            #expect(
                try await detector.status()["errors"]?["update_model"]
                    == "Could not update model: there is no graphics card")
            #expect(try detector.scratch.names(in: "data/models") == ["1.1"])
            #expect(try await detector.detect().value["tags"] == ["1.1"])
            await detector.nextCycle()
            #expect(try await detector.detect().value["tags"] == ["1.2"])
        }
    }

    @Test func `a model that cannot be built twice in a row ends the node`() async throws {
        await #expect(
            throws: NodeError.needsRestart(
                reason: "model 1.1 could not be built twice: there is no graphics card")
        ) {
            try await TestDetector.Setup(load: { _, _ in
                throw NoCard()
            }).run { detector async throws in
                #expect(try await detector.send("GET", "/about").value["model_info"]?.isNull == true)
                detector.clock.advance(by: DetectorNode.cyclePause)
                await detector.node.untilFailed()
                #expect(try detector.scratch.names(in: "data/models").isEmpty, "a restart fetches it again")
            }
        }
    }

    @Test func `an old model that cannot be built at the start counts, too`() async throws {
        let scratch = try Scratch()
        try await TestDetector.Setup(in: scratch).run { _ in }
        await #expect(throws: NodeError.self) {
            try await TestDetector.Setup(
                in: scratch,
                load: { _, _ in
                    throw NoCard()
                }
            ).run { detector async throws in
                await detector.node.untilFailed()
            }
        }
        // The folder is gone, so that a fresh process fetches the model again.
        try await TestDetector.Setup(in: scratch).run { detector async throws in
            #expect(try await detector.version()["current_version"] == "1.1")
            #expect(try await detector.requests().contains { $0.contains("/models/") })
        }
    }

    @Test func `a Loop that is gone is asked again, and the model answers meanwhile`() async throws {
        try await TestDetector.run { detector async throws in
            try await detector.arm("cut", method: "GET", path: "/api/*/deployment/target", count: 3)
            await detector.nextCycle()
            await detector.nextCycle()
            #expect(detector.log.text.filter { $0.contains("does not say which model it wants") }.count == 2)
            #expect(try await detector.detect().status == 200)
            try await detector.deploy("1.2")
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.2")
        }
    }

    @Test(arguments: [404, 500]) func `without a target the old one stays`(status: Int) async throws {
        try await TestDetector.run { detector async throws in
            try await detector.arm(["status": .number(Number(status))], method: "GET", path: "/api/*/deployment/target")
            await detector.nextCycle()
            #expect(try await detector.version()["target_version"] == "1.1")
        }
    }

    @Test func `a session that the Loop has forgotten is made anew`() async throws {
        try await TestDetector.run { detector async throws in
            try await detector.control("DELETE", "/journal")
            try await detector.arm(["status": 401], method: "GET", path: "/api/*/deployment/target")
            await detector.nextCycle()
            #expect(
                try await detector.requests() == [
                    "GET /api/zauberzeug/projects/demo/deployment/target 401", "POST /api/login 200",
                    "GET /api/zauberzeug/projects/demo/deployment/target 200",
                ])
        }
    }

    @Test func `a Loop that is busy is asked again after a while`() async throws {
        try await TestDetector.run { detector async throws in
            try await detector.control("DELETE", "/journal")
            try await detector.arm(["status": 429], method: "GET", path: "/api/*/deployment/target", count: 2)
            try await detector.deploy("1.2")
            for _ in 1...3 {
                detector.clock.advance(by: LoopConnection.attemptPause)
                await detector.clock.untilAsleep(2)
            }
            await detector.settle()
            let asked = try await detector.requests().filter { $0.contains("/deployment/target") }
            #expect(asked.map { $0.suffix(3) } == ["429", "429", "200"])
            #expect(try await detector.version()["current_version"] == "1.2")
        }
    }

    @Test func `a port that is taken, or a folder that cannot be, is said to be so`() async throws {
        try await TestDetector.run { detector async throws in
            let port = try #require(UInt16(detector.url.split(separator: ":").last ?? ""))
            await #expect(throws: NodeError.address(host: "127.0.0.1", port: port, reason: "another program uses it")) {
                try await TestDetector.Setup(configured: { $0.node.serverPort = port }).run { _ in }
            }
            let file = try detector.scratch.file("in the way", "")
            await #expect(throws: NodeError.self) {
                try await TestDetector.Setup(configured: { $0.node.dataFolder = file }).run { _ in }
            }
            await #expect(throws: NodeError.self) {
                try await TestDetector.Setup(configured: { $0.node.project = "" }).run { _ in }
            }
        }
    }

    // MARK: - Versions by hand

    @Test func `a version that a caller names is taken up, until the Loop is followed again`() async throws {
        try await TestDetector.run { detector async throws in
            #expect(try await detector.send("PUT", "/model_version", "1.0").text == #""OK""#)
            #expect(
                try await detector.version() == [
                    "current_version": "1.1", "target_version": "1.0", "loop_version": "1.1",
                    "local_versions": ["1.1"], "version_control": "specific_version",
                ])
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.0")
            _ = try await detector.send("PUT", "/model_version", "pause")
            try await detector.deploy("1.2")
            await detector.nextCycle()
            #expect(
                try await detector.version() == [
                    "current_version": "1.0", "target_version": "1.0", "loop_version": "1.2",
                    "local_versions": ["1.0", "1.1"], "version_control": "pause",
                ])
            _ = try await detector.send("PUT", "/model_version", "follow_loop")
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.2")
        }
    }

    @Test(arguments: ["", "...", "1.x", "specific_version", "latest", "../1.1"])
    func `what is no version is refused and changes nothing`(word: String) async throws {
        try await TestDetector.run { detector async throws in
            let response = try await detector.send("PUT", "/model_version", word)
            #expect(response.status == 400)
            #expect(response.text == #"{"detail":"Invalid version number"}"#)
            #expect(try await detector.version()["version_control"] == "follow_loop")
        }
    }

    @Test func `a version that cannot be looked up leaves things as they are`() async throws {
        try await TestDetector.run { detector async throws in
            let unknown = try await detector.send("PUT", "/model_version", "9.9")
            #expect(unknown.status == 400)
            #expect(unknown.text == #"{"detail":"No Model with version 9.9"}"#)
            #expect(try await detector.version()["version_control"] == "pause")
            try await detector.arm("cut", method: "GET", path: "/api/*/models", count: 2)
            let lost = try await detector.send("PUT", "/model_version", "1.0")
            #expect(lost.status == 400)
            #expect(lost.text == #"{"detail":"Failed to load models from learning loop"}"#)
            #expect(try await detector.version()["target_version"] == "1.1")
        }
    }

    // MARK: - The back door

    @Test func `a reset is a fresh start`() async throws {
        try await TestDetector.Setup(configured: { $0.node.hasBackdoor = true }).run { detector async throws in
            try await detector.arm(["status": 503], method: "POST", path: "/api/*/images", count: 100)
            _ = try await detector.post([TestDetector.picture], to: "/upload", as: "files")
            _ = try await detector.send("PUT", "/model_version", "pause")
            #expect(try await detector.send("POST", "/reset").text == "true")
            #expect(try detector.waiting() == 0)
            #expect(
                try await detector.version() == [
                    "current_version": "None", "target_version": "None", "loop_version": "None",
                    "local_versions": [], "version_control": "follow_loop",
                ])
            await detector.nextCycle()
            #expect(try await detector.version()["current_version"] == "1.1")
            _ = try await detector.post([TestDetector.picture], to: "/upload", as: "files")
            #expect(try detector.waiting() == 1)
        }
    }

    @Test func `without the back door there is no reset`() async throws {
        try await TestDetector.run { detector async throws in
            #expect(try await detector.send("POST", "/reset").status == 404)
        }
    }
}

extension DetectorNode {
    /// Waits until the node cannot go on.
    func untilFailed() async { await life?.value }
}
