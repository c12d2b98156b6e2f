// Feeds arbitrary bytes to the readers of stories and documents. Whatever they are, they must not crash, and:
//
// 1. an error lies inside the text, and its message has the place, a problem and a way to mend it;
// 2. the same bytes give the same error or the same number of steps again;
// 3. a story has steps, each inside the text, numbered in order; a document's commands can be named by `--start`.
//
// The first byte chooses the reader, so that one corpus serves both: `#` and most others a document, `s` and `v` (of
// `story:`, `steps:`, `variables:`) a story.

import Scenario

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first, bytes.count <= 1 << 14 else { return 0 }
    let isStory = first == UInt8(ascii: "s") || first == UInt8(ascii: "v") || first == UInt8(ascii: "f")
    check(name: isStory ? "fuzz.yaml" : "fuzz.md", bytes)
    return 0
}

private func check(name: String, _ bytes: [UInt8]) {
    let lineCount = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    do throws(ReadingError) {
        let story = try read(name, bytes)
        precondition(!story.steps.isEmpty)
        var last = 1
        for step in story.steps {
            precondition((1...lineCount).contains(step.position.line) && step.position.column >= 1)
            precondition(step.number >= last && !step.title.isEmpty)
            last = step.number
        }
        let again = try read(name, bytes)
        precondition(again.steps.map(\.title) == story.steps.map(\.title))
        if name.hasSuffix(".md") {
            let started = try read(name, bytes, starts: ["1: true"])
            precondition(started.steps[0].title == "start true" && started.steps.count <= story.steps.count + 1)
        }
    } catch {
        precondition((1...lineCount).contains(error.position.line) && error.position.column >= 1)
        precondition(!error.message.isEmpty && !error.fix.isEmpty)
        precondition(
            error.description.hasPrefix("\(name):\(error.position): ") && error.description.contains("\nfix: "))
        precondition(errorMessage(name, bytes) == error.description)
    }
}

private func errorMessage(_ name: String, _ bytes: [UInt8]) -> String? {
    do throws(ReadingError) {
        _ = try read(name, bytes)
        return nil
    } catch {
        return error.description
    }
}

private func read(_ name: String, _ bytes: [UInt8], starts: [String] = []) throws(ReadingError) -> Story {
    var options: [StartOption] = []
    for start in starts { options.append(try StartOption(start)) }
    return try StoryReader.read(SourceText(name: name, bytes: bytes), starts: options)
}
