internal import Foundation
internal import JSON
internal import ModelArchive

extension StoryFile {
    /// The time of the files in archives: 2020-01-01, so that the same story makes the same bytes every day.
    private static let modified = 1_577_836_800

    /// Makes the file in a folder.
    ///
    /// - Throws: ``UnsetVariable``, or ``FileProblem`` when the disk or the archive does not agree.
    func make(in folder: String, values: [String: String]) throws {
        let path = FileFinder.join(folder, name)
        try FileFinder.makeFolder(above: path)
        switch content {
        case .text(let text): try Self.write(Array(try text.text(values).utf8), to: path)
        case .json(let json): try Self.write(try json.value(values).bytes(), to: path)
        case .size(let count): try Self.write(randomBytes: count, to: path)
        case .zip(let members): try Self.pack(members, to: path, values: values)
        }
    }

    private static func pack(_ members: [StoryFile], to path: String, values: [String: String]) throws {
        let parts = path + ".parts"
        try FileFinder.makeFolder(above: FileFinder.join(parts, "part"))
        for member in members { try member.make(in: parts, values: values) }
        do {
            try Archive.pack(
                files: members.map { ($0.name, FileFinder.join(parts, $0.name)) }, to: path, modified: modified)
            try FileManager.default.removeItem(atPath: parts)
        } catch {
            throw FileProblem(message: "\(path) cannot be packed: \(error)")
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
        do {
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            throw FileProblem(message: "\(path) cannot be written: \(error)")
        }
    }

    /// Writes bytes of the generator SplitMix64, seeded with their number: the same in each run, and incompressible.
    private static func write(randomBytes count: Int, to path: String) throws(FileProblem) {
        let blockByteCount = 1 << 20
        var state = UInt64(count)
        do {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw FileProblem(message: "\(path) cannot be written")
            }
            let output = try FileHandle(forWritingTo: URL(filePath: path))
            var remaining = count
            while remaining > 0 {
                let length = min(blockByteCount, remaining)
                try output.write(contentsOf: randomBlock(length, &state))
                remaining -= length
            }
            try output.close()
        } catch let problem as FileProblem {
            throw problem
        } catch {
            throw FileProblem(message: "\(path) cannot be written: \(error)")
        }
    }

    private static func randomBlock(_ count: Int, _ state: inout UInt64) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(count + 8)
        while block.count < count {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            word ^= word >> 31
            for shift in stride(from: 0, to: 64, by: 8) {
                block.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        block.removeLast(block.count - count)
        return block
    }
}

extension JSONTemplate {
    /// The JSON with the variables' values in its strings.
    func value(_ values: [String: String]) throws(UnsetVariable) -> Value {
        switch self {
        case .spelled("null"): return .null
        case .spelled("true"): return .bool(true)
        case .spelled("false"): return .bool(false)
        case .spelled(let text): return Number(text: text).map(Value.number) ?? .string(text)
        case .string(let template): return .string(try template.text(values))
        case .array(let elements):
            var array: [Value] = []
            for element in elements { array.append(try element.value(values)) }
            return .array(array)
        case .object(let members):
            var object: [Member] = []
            for member in members { object.append(Member(name: member.name, value: try member.value.value(values))) }
            return .object(object)
        }
    }
}

extension JSONSource {
    /// The JSON with the values of variables.
    ///
    /// - Throws: ``UnsetVariable``, or ``ControlProblem`` when a text is no JSON.
    func value(_ values: [String: String]) throws -> Value {
        switch self {
        case .tree(let json): return try json.value(values)
        case .text(let template):
            let text = try template.text(values)
            do throws(SyntaxError) {
                return try Value(parsing: text)
            } catch {
                throw ControlProblem("the block is no JSON with these values: \(error)")
            }
        }
    }
}
