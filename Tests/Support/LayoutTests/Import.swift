import TestSupport

/// An import declaration of a Swift file.
struct Import: Equatable, Sendable {
    /// Counted from 1.
    let line: Int
    /// The module: "Foundation" for `import struct Foundation.Data`.
    let module: String
    /// Whether the importing module hands it on to whoever imports that (`@_exported`).
    var isExported = false
}

extension Import {
    /// Finds the import declarations of Swift text.
    ///
    /// Conditional compilation is not looked at: an import inside `#if` counts, because some build has it.
    static func all(in text: String) -> [Import] {
        var imports: [Import] = []
        for (index, line) in CodeLines(of: text).lines.enumerated() {
            for statement in line.split(separator: ";") {
                if let found = Import(statement: statement, line: index + 1) { imports.append(found) }
            }
        }
        return imports
    }

    private static let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]

    /// Reads `[@attribute…] [access level] import [kind] Module[.Name]`.
    private init?(statement: Substring, line: Int) {
        var words = statement.split { $0 == " " || $0 == "\t" || $0 == "\r" }[...]
        let modifiers = words.prefix { $0.hasPrefix("@") || Self.accessLevels.contains($0) }
        words = words.dropFirst(modifiers.count)
        guard words.popFirst() == "import", let first = words.first else { return nil }
        let path = Self.kinds.contains(first) ? words.dropFirst().first ?? first : first
        guard let module = path.split(separator: ".").first else { return nil }
        self.init(line: line, module: String(module), isExported: modifiers.contains("@_exported"))
    }
}
