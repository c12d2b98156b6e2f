import Foundation
import JSON
import TestSupport
import Testing

@testable import Scenario

/// The reports of one run in which every verdict occurs.
@Suite struct ReportTests {
    private static let text = """
        story: Everything happens
        steps:
          - name: Is there
            curl: ${loop}/api/good
            capture: { code: status }
          - name: A step with a title that is much longer than a narrow terminal is wide
            curl: ${loop}/api/bad
            until: { within: 1 s, every: 500 ms }
            expect: { status: 200, json: { models: [ <uuid> ], name: "\\\\<b> & \\u0007" } }
          - name: "Never \\e[31mtold"
            curl: ${loop}/api/good
        """

    private actor Screen {
        private(set) var text = ""
        func add(_ more: String) { text += more }
    }

    /// Runs the story.
    private func run(_ style: TextReporter.Style) async throws -> (result: RunResult, text: String) {
        let (pieces, continuation) = AsyncStream<String>.makeStream()
        let clock = HandClock()
        let loop = ScriptedLoop([
            "/good": { _ in (200, "{}") },
            "/bad": { _ in (404, "{\"models\": [\"none\"],\n \"name\": \"\\u001b[31mred\"}") },
        ])
        let runner = StoryRunner(
            environment: environment(), exchange: loop, launcher: ScriptedLauncher(), clock: clock,
            observers: [TextReporter(style: style) { continuation.yield($0) }])
        let story = try story(Self.text)
        let result = await moving(clock, by: .milliseconds(500)) { await runner.run([story]) }
        continuation.finish()
        var text = ""
        for await piece in pieces { text += piece }
        return (result, text)
    }

    @Test func `the text fits into sixty columns and says what differs`() async throws {
        let (_, text) = try await run(.init(isTerminal: false, hasColour: false, width: 60))
        #expect(
            text == """
                Everything happens
                story.yaml

                  ✔ 1 Is there                                         0 ms
                  … 2 A step with a title that is much longer than a narro…
                      waiting up to 1 s: status: expected 200, got 404
                  ✘ 2 A step with a title that is much longer than a …  1 s
                      the answer was not as expected within 1 s
                      status: expected 200, got 404
                      /models/0: expected <uuid>, got "none"
                      /name: expected "<b> & \\u0007", got "\\u001b[31mred"
                      GET http://127.0.0.1:8080/api/bad → 404, asked 3
                      times
                      {"models": ["none"], "name": "\\u001b[31mred"}
                      at story.yaml:6:5
                  – 3 Never  [31mtold                               skipped
                      step 2 did not hold

                3 steps: 1 held, 1 did not hold, 1 skipped (1 s)


                """)
    }

    @Test func `a terminal sees what is waited for in one line that is taken back`() async throws {
        let (_, text) = try await run(.init(isTerminal: true, hasColour: true, width: 60))
        let waits = text.components(separatedBy: "\r\u{1B}[2K")
        #expect(waits.contains { $0.hasPrefix("  … 2 A step with") && $0.contains("500 ms of 1 s: status") })
        #expect(waits.allSatisfy { !$0.hasPrefix("  …") || $0.count <= 59 })
        #expect(text.contains("\u{1B}[32m✔\u{1B}[0m"))
        #expect(!text.contains("\u{1B}[31mtold"), "a story does not colour our terminal")
    }

    @Test func `colour and width are what the environment asks for`() {
        let plain = TextReporter.Style.suitable(isTerminal: true, environment: ["NO_COLOR": "1", "COLUMNS": "60"])
        #expect(plain.isTerminal && !plain.hasColour && plain.width == 60)
        #expect(TextReporter.Style.suitable(isTerminal: true, columns: 100, environment: [:]).hasColour)
        #expect(!TextReporter.Style.suitable(isTerminal: true, environment: ["TERM": "dumb"]).isTerminal)
        #expect(!TextReporter.Style.suitable(isTerminal: false, environment: [:]).hasColour)
    }

    @Test func `the JUnit report is well-formed and counts each verdict`() async throws {
        let (result, _) = try await run(.init(isTerminal: false, hasColour: false, width: 80))
        let text = String(decoding: JUnitReport.bytes(result), as: UTF8.self)
        #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"1.000\""))
        #expect(text.contains("<skipped message=\"step 2 did not hold\"/>"))
        #expect(text.contains("&lt;uuid&gt;"))
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
        let opened = text.matches(of: /<[a-z]/).count
        #expect(opened == text.matches(of: /<\/[a-z]|\/>/).count)
    }

    @Test func `the JSON report holds what programs need`() async throws {
        let (result, _) = try await run(.init(isTerminal: false, hasColour: false, width: 80))
        let value = try Value(parsing: JSONReport.bytes(result))
        #expect(value["format"]?.string == "mockloop-replay-1")
        #expect(value["exit_code"]?.int == 1)
        let steps = value["stories"]?[0]?["steps"]
        #expect(steps?[0]?["captures"]?["code"]?.string == "200")
        #expect(steps?[1]?["outcome"]?.string == "did not hold")
        #expect(steps?[1]?["mismatches"]?[1]?["subject"]?.string == "/models/0")
        #expect(steps?[1]?["exchange"]?["status"]?.int == 404)
        #expect(steps?[2]?["reason"]?.string == "step 2 did not hold")
    }
}
