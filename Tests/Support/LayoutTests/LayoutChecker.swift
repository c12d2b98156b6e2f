import TestSupport

/// Something in a tree that the layout does not allow.
struct Violation: Equatable, Sendable, CustomStringConvertible {
    /// A file or folder, from the root of the tree.
    let path: String
    /// Counted from 1; nil where the whole file or folder is meant.
    var line: Int?
    /// What is wrong and what is allowed.
    let message: String

    /// "path:line: message", as compilers write it.
    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

/// Holds a source tree to a layout.
struct LayoutChecker {
    /// A file is one idea. 600 lines is half as much again as the 400 that we aim at.
    static let longestFileLineCount = 600

    let layout: Layout
    let tree: SourceTree

    /// All that is wrong, in the order of the paths.
    var violations: [Violation] {
        let found = tree.files.flatMap { $0.components.first == "Sources" ? checkSource($0) : checkTest($0) }
        return (found + checkRooms()).sorted { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }
    }

    /// A source file: it lies in a room of the layout, imports what the room may import, and is not too long.
    private func checkSource(_ file: SourceTree.File) -> [Violation] {
        let components = file.components
        guard components.count > 3, let room = layout.room(components[2]), room.floor.rawValue == components[1] else {
            let rooms = layout.rooms.map(\.folder).joined(separator: ", ")
            return [Violation(path: file.path, message: "This file lies in no room. The rooms are: \(rooms).")]
        }
        guard file.isSwift else { return [] }
        if room.floor == .system {
            return [Violation(path: file.path, message: "Rooms of the floor System hold headers, no Swift code.")]
        }
        return checkImports(of: file, in: room) + checkLength(of: file)
    }

    private func checkImports(of file: SourceTree.File, in room: Layout.Room) -> [Violation] {
        Import.all(in: file.text).flatMap { found in
            var violations: [Violation] = []
            if found.module != room.name, !room.allowed.contains(found.module) {
                let allowed = room.allowed.isEmpty ? "nothing" : room.allowed.joined(separator: ", ")
                violations.append(
                    Violation(
                        path: file.path, line: found.line,
                        message: "\(room.name) may not import \(found.module). It may import \(allowed)."))
            }
            if found.isExported {
                violations.append(
                    Violation(
                        path: file.path, line: found.line,
                        message: "No room hands its imports on: write \"import \(found.module)\" where it is used."))
            }
            return violations
        }
    }

    private func checkLength(of file: SourceTree.File) -> [Violation] {
        let lineCount = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard lineCount > Self.longestFileLineCount else { return [] }
        let message =
            "The file has \(lineCount) lines. A file is one idea: split it; at most "
            + "\(Self.longestFileLineCount) lines are allowed."
        return [Violation(path: file.path, line: Self.longestFileLineCount + 1, message: message)]
    }

    /// A file below `Tests`: it lies in the folder of some room's tests, or in another one that the layout names.
    private func checkTest(_ file: SourceTree.File) -> [Violation] {
        let components = file.components
        let folder = components.dropFirst().prefix(2).joined(separator: "/")
        let isOfRoom = layout.rooms.contains { $0.floor != .system && $0.testFolder == "Tests/\(folder)" }
        guard components.count > 3, isOfRoom || layout.otherTests.contains(folder) else {
            let message =
                "This file belongs to no room's tests. Tests mirror Sources: the tests of Sources/Floor/Room are in "
                + "Tests/Floor/RoomTests."
            return [Violation(path: file.path, message: message)]
        }
        return []
    }

    /// Every room of the layout has sources, and every one with Swift code has tests.
    private func checkRooms() -> [Violation] {
        layout.rooms.flatMap { room in
            var violations: [Violation] = []
            if !tree.files.contains(where: { $0.path.hasPrefix(room.folder + "/") }) {
                let message = "The layout has a room here, the tree has not. Add its sources or take it off the list."
                violations.append(Violation(path: room.folder, message: message))
            }
            let hasTests = tree.files.contains { $0.path.hasPrefix(room.testFolder + "/") && $0.isSwift }
            if room.floor != .system, !hasTests {
                let message = "\(room.name) has no tests. They belong into this folder."
                violations.append(Violation(path: room.testFolder, message: message))
            }
            return violations
        }
    }
}

extension Layout.Room {
    fileprivate var folder: String { "Sources/\(floor.rawValue)/\(name)" }
    fileprivate var testFolder: String { "Tests/\(floor.rawValue)/\(name)Tests" }
}
