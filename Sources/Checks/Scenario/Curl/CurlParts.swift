extension FieldPlan {
    /// Reads the value of `--header`: `Name: value`, `Name:` to leave the field out, `Name;` to send it empty.
    init(reading word: Word, syntax: Template.Syntax, names: Names) throws(ReadingError) {
        let bytes = word.bytes
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 {
            let name = try Template(word[0..<colon], syntax: syntax, names: names)
            let value = bytes[(colon + 1)...].firstIndex { !ShellWords.isBlank($0) }
            guard let value else {
                self.init(name: name, value: .removed)
                return
            }
            self.init(name: name, value: .text(try Template(word[value...], syntax: syntax, names: names)))
        } else if bytes.count > 1, bytes.last == UInt8(ascii: ";") {
            let name = try Template(word[0..<bytes.count - 1], syntax: syntax, names: names)
            self.init(name: name, value: .text(Template(literal: "")))
        } else {
            throw word.passage.error(.headerWithoutColon(word.text))
        }
    }
}

extension FormField {
    /// Reads the value of `--form`: `name=text`, `name=@file`, `name=<file`, each with `;type=…` and `;filename=…`.
    ///
    /// `name=@one,two` gives two parts of the same name.
    ///
    /// - Parameters:
    ///   - word: the value.
    ///   - option: the option as it was written, for errors.
    ///   - isLiteral: `--form-string`, whose text is taken as it is.
    static func reading(
        _ word: Word, of option: String, isLiteral: Bool, syntax: Template.Syntax, names: Names
    ) throws(ReadingError) -> [FormField] {
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
            throw word.passage.error(.formPart(word.text))
        }
        let name = try Template(word[0..<equals], syntax: syntax, names: names)
        let value = word[(equals + 1)...]
        let marker = isLiteral ? nil : value.bytes.first
        guard marker == UInt8(ascii: "@") || marker == UInt8(ascii: "<") else {
            let (content, attributes) = isLiteral ? (value, []) : try splitAttributes(value)
            let text = try Template(unquoted(content), syntax: syntax, names: names)
            return [try FormField(name: name, content: .text(text)).with(attributes, syntax: syntax, names: names)]
        }
        let (paths, attributes) = try splitAttributes(value[1...])
        var parts: [FormField] = []
        for path in split(paths, at: UInt8(ascii: ",")) {
            let path = unquoted(path)
            if path.text == "-" { throw path.passage.error(.standardInput(option)) }
            if path.bytes.isEmpty { throw path.passage.error(.missingFileName(option)) }
            let file = FileReference(
                path: try Template(path, syntax: syntax, names: names), position: path.passage.position)
            let content: Content = marker == UInt8(ascii: "@") ? .file(file) : .contentOfFile(file)
            parts.append(try FormField(name: name, content: content).with(attributes, syntax: syntax, names: names))
        }
        return parts
    }

    private static let attributeNames = ["type", "filename", "headers", "encoder"]

    /// Splits the content from the attributes after it. A `;` that no attribute follows belongs to the content, as in
    /// `note=a;b`.
    private static func splitAttributes(
        _ value: Word
    ) throws(ReadingError) -> (content: Word, attributes: [(name: String, value: Word)]) {
        let pieces = split(value, at: UInt8(ascii: ";"))
        var attributes: [(name: String, value: Word)] = []
        var contentEnd = value.bytes.count
        var offset = value.bytes.count
        for piece in pieces.dropFirst().reversed() {
            offset -= piece.bytes.count
            let blanks = piece.bytes.prefix { ShellWords.isBlank($0) }.count
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")), equals >= blanks,
                attributeNames.contains(piece[blanks..<equals].text)
            else { break }
            attributes.insert((piece[blanks..<equals].text, unquoted(piece[(equals + 1)...])), at: 0)
            offset -= 1
            contentEnd = offset
        }
        return (value[0..<contentEnd], attributes)
    }

    /// Splits at a byte that stands outside of double quotes.
    private static func split(_ word: Word, at separator: UInt8) -> [Word] {
        var pieces: [Word] = []
        var start = 0
        var inQuotes = false
        for (index, byte) in word.bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
            if byte == separator, !inQuotes {
                pieces.append(word[start..<index])
                start = index + 1
            }
        }
        pieces.append(word[start...])
        return pieces
    }

    /// A word without the double quotes around it.
    private static func unquoted(_ word: Word) -> Word {
        let quote = UInt8(ascii: "\"")
        guard word.bytes.count >= 2, word.bytes.first == quote, word.bytes.last == quote else { return word }
        return word[1..<word.bytes.count - 1]
    }

    private func with(
        _ attributes: [(name: String, value: Word)], syntax: Template.Syntax, names: Names
    ) throws(ReadingError) -> FormField {
        var part = self
        for (name, value) in attributes {
            let text = try Template(value, syntax: syntax, names: names)
            switch name {
            case "type": part.contentType = text
            case "filename": part.fileName = text
            // `headers` and `encoder` change nothing that a Loop looks at.
            default: break
            }
        }
        return part
    }
}
