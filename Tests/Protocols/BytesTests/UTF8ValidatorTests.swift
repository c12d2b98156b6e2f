import Bytes
import TestSupport
import Testing

@Suite("UTF-8 as it arrives: RFC 3629, section 4")
struct UTF8ValidatorTests {
    /// Where `bytes` stop being UTF-8, or whether they end inside a character; the same however they are split.
    private static func verdict(on bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) -> Verdict {
        var verdicts: Set<Verdict> = []
        for split in everySplit(of: bytes) {
            var validator = UTF8Validator()
            var verdict: Verdict?
            var offset = 0
            for run in split.runs where verdict == nil {
                verdict = validator.firstInvalid(in: Array(run), from: 0).map { .invalid(at: offset + $0) }
                offset += run.count
            }
            verdicts.insert(verdict ?? (validator.isAtBoundary ? .complete : .incomplete))
        }
        #expect(verdicts.count == 1, "splits differ", sourceLocation: location)
        return verdicts.first ?? .complete
    }

    enum Verdict: Hashable {
        case complete, incomplete
        case invalid(at: Int)
    }

    @Test(
        arguments: [
            0x00, 0x61, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD7FF, 0xE000, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF,
            0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFE, 0x10FFFF,
        ] as [UInt32])
    func `every character is valid, noncharacters too, behind any number of others`(_ number: UInt32) throws {
        let character = String(Character(try #require(Unicode.Scalar(number))))
        for before in 0...9 {
            let padding = String(repeating: "x", count: before)
            #expect(Self.verdict(on: Array((padding + character + padding).utf8)) == .complete, "behind \(before)")
        }
        #expect(Self.verdict(on: []) == .complete)
    }

    @Test(
        arguments: [
            ([0x80], 0), ([0xBF], 0), ([0x61, 0x80], 1),  // a continuation that continues nothing
            ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x9F, 0xBF], 1), ([0xF0, 0x8F, 0xBF, 0xBF], 1),  // overlong
            ([0xED, 0xA0, 0x80], 1), ([0xED, 0xBF, 0xBF], 1),  // surrogates
            ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF], 0), ([0xFE], 0),  // beyond 10FFFF
            ([0xC3, 0x28], 1), ([0xE2, 0x28, 0xA1], 1), ([0xE2, 0x82, 0x28], 2), ([0xF0, 0x28, 0x8C, 0xBC], 1),
            ([0xF0, 0x90, 0x28, 0xBC], 2), ([0xF0, 0x90, 0x8C, 0x28], 3), ([0xC3, 0xC3], 1),  // a character cut short
            // The narrower range is that of the second byte alone.
            ([0xE0, 0xA0, 0x80, 0xE1, 0x80, 0x80, 0xE0, 0x80], 7), ([0xF4, 0x8F, 0x90, 0xFF], 3),
        ] as [([UInt8], Int)])
    func `what can become no character is found at its first byte`(_ bytes: [UInt8], _ offset: Int) {
        for before in 0...9 {
            let padding = [UInt8](repeating: 0x78, count: before)
            #expect(Self.verdict(on: padding + bytes + padding) == .invalid(at: before + offset), "behind \(before)")
        }
    }

    @Test(
        arguments: [
            [0xC2], [0xE0], [0xE0, 0xA0], [0xED, 0x9F], [0xF0], [0xF0, 0x90], [0xF0, 0x90, 0x80], [0xF4, 0x8F, 0xBF],
        ] as [[UInt8]])
    func `a text does not end inside a character`(_ bytes: [UInt8]) {
        #expect(Self.verdict(on: Array("Hello".utf8) + bytes) == .incomplete)
    }

    @Test func `every pair of bytes is judged as the standard library judges it`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                var validator = UTF8Validator()
                let isValid = validator.firstInvalid(in: [first, second], from: 0) == nil && validator.isAtBoundary
                #expect(isValid == (String(validating: [first, second], as: UTF8.self) != nil), "\(first) \(second)")
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `random bytes are judged as the standard library judges them`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Bytes at the borders of the table, so that long characters come about.
        let borders: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
        ]
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
                borders.randomElement(using: &random)
            }
            var validator = UTF8Validator()
            let isValid = validator.firstInvalid(in: bytes, from: 0) == nil && validator.isAtBoundary
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func `only what stands behind the start is looked at`() {
        var validator = UTF8Validator()
        #expect(validator.firstInvalid(in: [0xFF, 0xFF, 0x61], from: 2) == nil)
        #expect(validator.firstInvalid(in: [0x61, 0x61, 0xFF], from: 1) == 1)
        #expect(validator.firstInvalid(in: [0xFF], from: 1) == nil)
        let span: [UInt8] = [0x61, 0xC0]
        #expect(unsafe validator.firstInvalid(in: span.span.bytes) == 1)
    }
}
