// Feeds arbitrary bytes to the JSON core. Whatever they are, it must not crash, and:
//
// 1. an error lies inside the text, has a message, and stays the same error when more follows (unless the text ended early);
// 2. what was read writes to a text that reads back as the same value, in every style;
// 3. every element lies inside the one around it, after the one before it, and reads alone as it does there;
// 4. the example dialect reads what the strict one reads;
// 5. a value cut short is never the same value: what ended early has an error at its end.

import JSON

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let limits = Limits(depth: 64, byteCount: 1 << 16, valueCount: 1 << 12)
    check(bytes, dialect: .strict, limits: limits)
    check(bytes, dialect: .example, limits: limits)
    checkThatStrictTextsAreExamples(bytes, limits: limits)
    return 0
}

/// Properties 1, 2, 3 and 5.
private func check(_ bytes: [UInt8], dialect: Dialect, limits: Limits) {
    do throws(SyntaxError) {
        let document = try Document(parsing: bytes, dialect: dialect, limits: limits)
        check(document.root, within: 0..<bytes.count, isExample: dialect == .example)
        let prefix = try Document(parsingPrefixOf: bytes, from: 0, dialect: dialect, limits: limits)
        precondition(prefix.root.byteRange == document.root.byteRange)
        if dialect == .strict { checkWriting(Value(document.root)) }
    } catch {
        precondition((0...bytes.count).contains(error.offset))
        precondition(!error.description.isEmpty && !error.description(in: bytes).isEmpty)
        if error.isEndedEarly {
            precondition(error.offset == bytes.count)
        } else if bytes.count < limits.byteCount {
            do throws(SyntaxError) {
                _ = try Document(parsing: bytes + [UInt8(ascii: "]")], dialect: dialect, limits: limits)
                preconditionFailure("a wrong text became right by going on")
            } catch let longer {
                precondition(longer == error)
            }
        }
    }
}

private func check(_ element: Element, within bounds: Range<Int>, isExample: Bool) {
    let range = element.byteRange
    precondition(!range.isEmpty && bounds.contains(range.lowerBound) && range.upperBound <= bounds.upperBound)
    precondition(element.location.line >= 1 && element.location.column >= 1)
    precondition((element.kind == .string) == (element.string != nil))
    precondition((element.kind == .bool) == (element.bool != nil))
    if let int = element.int { precondition(element.double == Double(int)) }
    if let double = element.double { precondition(double.isFinite) }
    var rest = range.lowerBound + 1..<range.upperBound
    for child in element.elements {
        check(child, within: rest, isExample: isExample)
        rest = child.byteRange.upperBound..<rest.upperBound
    }
    for (name, child) in element.members {
        check(child, within: rest, isExample: isExample)
        rest = child.byteRange.upperBound..<rest.upperBound
        precondition(element[name] != nil)
    }
    if !isExample {
        precondition(
            (try? Value(parsing: Array(element.text.utf8))) == Value(element), "an element reads otherwise alone")
    }
}

private func checkWriting(_ value: Value) {
    precondition(value.isEquivalent(to: value))
    for style in [Writer.Style.compact, .spaced, .pretty(indent: 2)] {
        precondition(
            (try? Value(parsing: value.bytes(style: style))) == value, "written and read back, it is another value")
    }
    var writer = Writer(escapesBeyondASCII: true)
    writer.value(value)
    precondition((try? Value(parsing: writer.bytes)) == value)
}

/// Property 4.
private func checkThatStrictTextsAreExamples(_ bytes: [UInt8], limits: Limits) {
    guard let strict = try? Document(parsing: bytes, limits: limits) else { return }
    let example = try? Document(parsing: bytes, dialect: .example, limits: limits)
    precondition(example.map { Value($0.root) } == Value(strict.root))
}
