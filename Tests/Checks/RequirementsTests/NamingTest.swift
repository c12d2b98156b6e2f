import TestSupport

/// A test, or a suite of them, whose attribute names requirements.
struct NamingTest: Hashable, Sendable {
    /// The file, from the root of the tree.
    let path: String
    /// The line of the attribute, counted from 1.
    let line: Int
    /// The name of the function or type, or what the attribute calls it.
    let name: String
    /// As they are written, in their order.
    let ids: [String]
}

extension NamingTest {
    /// The tests of a tree that name requirements, in the order of the paths and lines.
    ///
    /// A test that never runs shows nothing: one that is disabled without a condition is left out.
    static func all(in tree: SourceTree) -> [NamingTest] {
        tree.files.filter { $0.isSwift && $0.text.contains(".requirements(") }.flatMap(all(in:))
    }

    private static func all(in file: SourceTree.File) -> [NamingTest] {
        let code = CodeLines(of: file.text)
        let text = code.lines.joined(separator: "\n")
        return text.matches(of: /@(?:Test|Suite)\b/).compactMap { attribute in
            let (arguments, rest) = text[attribute.range.upperBound...].splitArguments()
            guard !arguments.contains(/\.disabled\((?!if:)/) else { return nil }
            let ids = arguments.matches(of: /\.requirements\(([^)]*)\)/).flatMap { literals(in: $0.1, of: code) }
            guard !ids.isEmpty else { return nil }
            // A name in the attribute is its first argument.
            let title = arguments.prefixMatch(of: /\s*("\d+")/).flatMap { literals(in: $0.1, of: code).first }
            return NamingTest(
                path: file.path, line: 1 + text[..<attribute.range.lowerBound].count { $0 == "\n" },
                name: title ?? declaredName(in: rest), ids: ids)
        }
    }

    /// The literals whose numbers stand in a piece of code.
    private static func literals(in piece: Substring, of code: CodeLines) -> [String] {
        piece.matches(of: /"(\d+)"/).compactMap { Int($0.1) }.map { code.literals[$0] }
    }

    /// The name that a declaration begins with, behind its other attributes and modifiers.
    private static func declaredName(in text: Substring) -> String {
        guard let name = text.firstMatch(of: /\b(?:func|struct|class|enum|actor)\s+(?:`([^`\n]*)`|(\w+))/) else {
            return ""
        }
        return String(name.1 ?? name.2 ?? "")
    }
}

extension Substring {
    /// Splits off what stands between the parenthesis that this begins with and the one that closes it.
    ///
    /// - Returns: the arguments, empty without a parenthesis, and what follows them.
    fileprivate func splitArguments() -> (arguments: Substring, rest: Substring) {
        var depth = 0
        for place in indices {
            switch self[place] {
            case "(": depth += 1
            case ")": depth -= 1
            default: if depth == 0 { return (self[startIndex..<startIndex], self) }
            }
            if depth == 0 { return (self[index(after: startIndex)..<place], self[index(after: place)...]) }
        }
        return (self[startIndex..<startIndex], self)
    }
}
