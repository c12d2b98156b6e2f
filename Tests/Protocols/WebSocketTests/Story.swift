import Bytes
import TestSupport
import Testing
import WebSocket

/// What a connection makes of the bytes it receives.
struct Story: Hashable {
    /// One line per event, the last one may be an error:
    ///
    ///     text Hello
    ///     binary 01 ff
    ///     ping Hello
    ///     pong
    ///     closed 1000 enough
    ///     refused unmasked at 0
    var events: [String] = []
    /// What it sends by itself.
    var output: [UInt8] = []

    init(_ events: String..., output: [UInt8] = []) {
        self.events = events
        self.output = output
    }
}

/// How much a test feeds at a time.
enum Feeding {
    /// Whole, byte by byte, and cut in two at every place.
    case everySplit
    /// Whole and byte by byte: for inputs so long that every split would take seconds.
    case wholeAndByteByByte
}

/// What a connection of `role` makes of `bytes`, and of the end of the connection if `ending`; the same however they
/// are split.
func story(
    of bytes: [UInt8], to role: Connection.Role, limits: Limits = .standard, agreement: Agreement = Agreement(),
    ending: Bool = false, feeding: Feeding = .everySplit, _ location: SourceLocation = #_sourceLocation
) -> Story {
    var told: Story?
    for (index, split) in everySplit(of: bytes).enumerated() {
        if index == 2, feeding == .wholeAndByteByByte { break }
        var connection = Connection(role: role, limits: limits, agreement: agreement, random: FixedKey())
        var story = Story()
        for run in split.runs {
            connection.receive(Array(run))
            story.goOn(with: &connection)
        }
        if ending {
            connection.receiveEnd()
            story.goOn(with: &connection)
        }
        if let told {
            #expect(story == told, "\(split) differs from whole", sourceLocation: location)
        } else {
            told = story
        }
    }
    return told ?? Story()
}

extension Story {
    /// Writes down all that `connection` has to say now.
    mutating func goOn(with connection: inout Connection, at now: Instant = .start) {
        do {
            while let event = try connection.nextEvent(at: now) { events.append(Self.line(event)) }
        } catch {
            let line = "refused \(error.rule) at \(error.offset)"
            // The error stays, and is told once.
            if events.last != line { events.append(line) }
        }
        output += connection.takeOutput()
    }

    private static func line(_ event: Event) -> String {
        let words: [String] =
            switch event {
            case .message(.text(let text)): ["text", String(decoding: text, as: UTF8.self)]
            case .message(.binary(let bytes)): ["binary"] + bytes.map { String($0, radix: 16) }
            case .ping(let data): ["ping", String(decoding: data, as: UTF8.self)]
            case .pong(let data): ["pong", String(decoding: data, as: UTF8.self)]
            case .closed(let closure): ["closed", "\(closure.code.rawValue)", closure.reason]
            }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Instant {
    static let start = Instant(sinceStart: .zero)
}

extension String {
    /// Without a blank at the end.
    var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
