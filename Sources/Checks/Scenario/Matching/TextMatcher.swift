/// Compares a text with what it has to look like.
///
/// The pieces are tried one after the other from every place that the pieces before them can reach, so the time is the
/// number of pieces times the length of the text, whatever the forms leave open.
struct TextMatcher {
    /// A piece whose variables have their values.
    private enum Piece {
        case literal([UInt8])
        case form(Form, example: String?)
    }

    private let pieces: [Piece]

    /// - Throws: ``UnsetVariable`` for a variable without a value.
    init(_ pattern: TextPattern, values: [String: String]) throws(UnsetVariable) {
        var pieces: [Piece] = []
        for piece in pattern.pieces {
            switch piece {
            case .literal(let text): pieces.append(.literal(Array(text.utf8)))
            case .form(let form, let example): pieces.append(.form(form, example: example))
            case .variable(let name, let position):
                guard let value = values[name] else { throw UnsetVariable(name: name, position: position) }
                pieces.append(.literal(Array(value.utf8)))
            }
        }
        self.pieces = pieces
    }

    /// The text if only one will do; nil when forms leave it open.
    var literal: String? {
        var bytes: [UInt8] = []
        for piece in pieces {
            guard case .literal(let literal) = piece else { return nil }
            bytes += literal
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As it is shown to people.
    var shown: String {
        pieces.map { piece in
            switch piece {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .form(let form, _): form.notation
            }
        }.joined()
    }

    /// Compares.
    ///
    /// - Returns: nil when the text does not fit; otherwise what stood in it in place of a document's examples.
    func match(_ bytes: [UInt8]) -> [(example: String, actual: String)]? {
        // reached[k]: the places that the first k pieces can end at.
        var reached: [[Int]] = [[0]]
        for piece in pieces {
            let ends = ends(of: piece, from: reached[reached.count - 1], in: bytes)
            if ends.isEmpty { return nil }
            reached.append(ends)
        }
        guard reached[pieces.count].last == bytes.count else { return nil }
        return examples(reached, in: bytes)
    }

    /// Every place at which a piece can end that begins at one of `starts`; both in rising order.
    private func ends(of piece: Piece, from starts: [Int], in bytes: [UInt8]) -> [Int] {
        switch piece {
        case .literal(let literal):
            return starts.filter { bytes[$0...].starts(with: literal) }.map { $0 + literal.count }
        case .form(.any, _), .form(.string, _):
            return starts.first.map { Array($0...bytes.count) } ?? []
        case .form(let form, _):
            return Set(starts.flatMap { form.ends(in: bytes, from: $0) }).sorted()
        }
    }

    /// Walks back from the end and reads off what each form with an example took.
    private func examples(_ reached: [[Int]], in bytes: [UInt8]) -> [(example: String, actual: String)] {
        var found: [(example: String, actual: String)] = []
        var end = bytes.count
        for (index, piece) in pieces.enumerated().reversed() {
            switch piece {
            case .literal(let literal): end -= literal.count
            case .form(.any, _), .form(.string, _): end = reached[index][0]
            case .form(let form, let example):
                let start = reached[index].last { form.ends(in: bytes, from: $0).contains(end) } ?? end
                if let example { found.append((example, String(decoding: bytes[start..<end], as: UTF8.self))) }
                end = start
            }
        }
        return found.reversed()
    }
}
