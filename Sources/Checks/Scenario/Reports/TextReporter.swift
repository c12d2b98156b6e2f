/// Tells what happens while it happens, for a person: one line per step, what is waited for and for how long, and what
/// differs where something does not hold.
///
/// ```
/// A model in format_a becomes available in format_b
///
///   ✔ 1 Upload a model                        35 ms
///   … 4 The model is there  3.2 s of 30 s: /models: expe…
/// ```
///
/// The line with `…` is only written on a terminal, where it can be taken back. Elsewhere a step that waits is announced
/// once.
package actor TextReporter: RunObserver {
    /// How the text is written.
    package struct Style: Sendable {
        /// Whether lines can be taken back and the width is known.
        package var isTerminal: Bool
        package var hasColour: Bool
        /// The number of columns.
        package var width: Int

        package init(isTerminal: Bool, hasColour: Bool, width: Int) {
            self.isTerminal = isTerminal
            self.hasColour = hasColour
            self.width = max(width, Self.leastWidth)
        }

        /// What is narrower than this is written as if it were so wide.
        static let leastWidth = 40
        /// The width when nobody says one.
        package static let standardWidth = 80

        /// Chooses a style as people expect it: `NO_COLOR` (no-color.org) and a dumb terminal are kept, `COLUMNS` counts.
        ///
        /// - Parameters:
        ///   - isTerminal: whether the text goes to a terminal.
        ///   - columns: the terminal's width, if it is known.
        ///   - environment: our environment.
        package static func suitable(
            isTerminal: Bool, columns: Int? = nil, environment: [String: String]
        ) -> Style {
            let isCapable = isTerminal && environment["TERM"] != "dumb"
            let width = environment["COLUMNS"].flatMap { Int($0) } ?? columns ?? standardWidth
            return Style(
                isTerminal: isCapable, hasColour: isCapable && (environment["NO_COLOR"] ?? "").isEmpty, width: width)
        }
    }

    private let style: Style
    private let write: @Sendable (String) -> Void
    /// The file of the story that is told.
    private var file = ""
    /// Whether a line stands there that will be taken back.
    private var hasProgressLine = false
    /// The step whose waiting has been announced.
    private var announced: Position?
    /// Why the step before was skipped, if it was.
    private var skipReason: String?

    /// - Parameter write: takes text for standard output, line ends included; must write it at once.
    package init(style: Style, write: @escaping @Sendable (String) -> Void) {
        self.style = style
        self.write = write
    }

    package func note(_ event: RunEvent) async {
        switch event {
        case .storyBegins(let story):
            file = story.source.name
            announced = nil
            skipReason = nil
            if story.title != file { write(paint(wrapped(Self.printable(story.title), indent: ""), .bold) + "\n") }
            write(paint(Self.printable(file), .faint) + "\n\n")
        case .stepBegins(let step): progress(step, "")
        case .stepWaits(let step, let elapsed, let limit, let reason):
            if style.isTerminal {
                progress(step, "\(Durations.shown(elapsed)) of \(Durations.shown(limit)): \(reason)")
            } else if announced != step.position {
                announced = step.position
                write(line("  … \(step.number) \(Self.printable(step.title))", "") + "\n")
                let text = "waiting up to \(Durations.shown(limit)): \(Self.printable(reason))"
                write(wrapped(text, indent: "      ") + "\n")
            }
        case .stepEnded(let result):
            takeBack()
            show(result)
        case .storyEnded(let result):
            takeBack()
            summarize(result)
        }
    }

    // MARK: Lines

    private func progress(_ step: Step, _ text: String) {
        guard style.isTerminal else { return }
        takeBack()
        let shown = "  … \(step.number) \(Self.printable(step.title))"
        // The title gives way to what is waited for, down to half of the line.
        let room = text.isEmpty ? style.width - 1 : max(style.width / 2, style.width - 3 - text.count)
        let tail = text.isEmpty ? "" : "  \(Self.printable(text))"
        write(Self.cut(Self.cutTitle(shown, room) + tail, style.width - 1))
        hasProgressLine = true
    }

    private func takeBack() {
        // Carriage return, then "erase in line" (ECMA-48, section 8.3.41).
        if hasProgressLine { write("\r\u{1B}[2K") }
        hasProgressLine = false
    }

    private func show(_ result: StepResult) {
        let text = "\(result.number) \(Self.printable(result.title))"
        let time = Durations.shown(result.duration)
        if result.outcome.kind != .skipped { skipReason = nil }
        switch result.outcome {
        case .held: write(line("  \(paint("✔", .green)) \(text)", time) + "\n")
        case .skipped(let reason):
            write(paint(line("  – \(text)", "skipped"), .faint) + "\n")
            // A document may have many commands that are not for the Loop; once is enough to say so.
            if reason != skipReason {
                write(paint(wrapped(Self.printable(reason), indent: "      "), .faint) + "\n")
            }
            skipReason = reason
        case .didNotHold(let reason, let mismatches):
            write(line("  \(paint("✘", .red)) \(text)", time) + "\n")
            explain(result, reason, mismatches)
        case .couldNotRun(let reason):
            write(line("  \(paint("!", .red)) \(text)", time) + "\n")
            explain(result, reason, [])
        }
    }

    /// How many differences are shown; the first ones tell most.
    private static let mismatchCount = 5

    private func explain(_ result: StepResult, _ reason: String, _ mismatches: [Mismatch]) {
        var lines = [reason]
        lines += mismatches.prefix(Self.mismatchCount).map(\.description)
        if mismatches.count > Self.mismatchCount { lines.append("and \(mismatches.count - Self.mismatchCount) more") }
        lines += result.notes
        if let exchange = result.exchange {
            let times = result.attempts > 1 ? ", asked \(result.attempts) times" : ""
            lines.append("\(exchange.method) \(exchange.url) → \(exchange.status)\(times)")
            let body = exchange.body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if !body.isEmpty { lines.append(Self.cut(body, 4 * style.width)) }
        }
        lines.append("at \(file):\(result.position)")
        for line in lines { write(wrapped(Self.printable(line), indent: "      ") + "\n") }
    }

    private func summarize(_ result: StoryResult) {
        var lines: [String] = []
        if let problem = result.problem { lines.append(problem) }
        lines += result.notes
        for line in lines { write(wrapped(Self.printable(line), indent: "  ") + "\n") }
        let counts: [(Outcome.Kind, Colour)] = [
            (.held, .green), (.didNotHold, .red), (.couldNotRun, .red), (.skipped, .faint),
        ]
        let shown = counts.compactMap { kind, colour -> String? in
            let count = result.count(kind)
            guard count > 0 else { return nil }
            return paint("\(count) \(kind.rawValue)", colour)
        }
        let steps = result.steps.count == 1 ? "1 step" : "\(result.steps.count) steps"
        write("\n\(steps): \(shown.joined(separator: ", ")) (\(Durations.shown(result.duration)))\n\n")
    }

    /// A text at the left and another at the right; the left one is cut where there is no room.
    private func line(_ left: String, _ right: String) -> String {
        let room = style.width - 1 - (right.isEmpty ? 0 : right.count + 2)
        let shown = Self.cutTitle(left, room)
        let gap = max(2, style.width - 1 - Self.columns(shown) - right.count)
        return right.isEmpty ? shown : shown + String(repeating: " ", count: gap) + right
    }

    /// Text on lines of the style's width, broken at blanks. A longer word, most often a URL, stays whole, so that it can
    /// be copied.
    private func wrapped(_ text: String, indent: String) -> String {
        let room = style.width - 1 - indent.count
        var lines: [String] = []
        var line = ""
        for (number, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            if number == 0 || line.count + 1 + word.count <= room {
                line += number == 0 ? String(word) : " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return (lines + [line]).map { indent + $0 }.joined(separator: "\n")
    }

    // MARK: Characters

    private enum Colour: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
    }

    private func paint(_ text: String, _ colour: Colour) -> String {
        style.hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The columns of a text; its colours take none.
    private static func columns(_ text: String) -> Int {
        text.replacing(/\u{1B}\[[0-9;]*m/, with: "").count
    }

    private static func cut(_ text: String, _ room: Int) -> String {
        let excess = columns(text) - room
        return excess <= 0 ? text : text.dropLast(excess + 1) + "…"
    }

    /// Cuts a title. Commands begin alike and differ in their URLs, so they lose their middle.
    private static func cutTitle(_ text: String, _ room: Int) -> String {
        let excess = columns(text) - room
        guard excess > 0, text.contains("/") else { return cut(text, room) }
        let tail = max(0, room - 1) * 2 / 5
        return text.dropLast(excess + 1 + tail) + "…" + text.suffix(tail)
    }

    /// A text of a story or a peer without what would move a terminal's cursor or colour its text.
    private static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(shown)
    }
}
