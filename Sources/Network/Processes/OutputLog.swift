internal import SystemPackage
internal import POSIX

/// Takes the output of a process to where its ``Command/Output`` says, and remembers the end of it.
final class OutputLog: Sendable {
    /// What a person needs to see why a program failed: a stack trace of the usual depth fits.
    static let keptLineCount = 50

    private struct State {
        var splitter = LineSplitter()
        var lastLines: [String] = []
        var file: FileDescriptor?

        mutating func keep(_ lines: [String]) {
            lastLines.append(contentsOf: lines)
            lastLines.removeFirst(max(0, lastLines.count - OutputLog.keptLineCount))
        }
    }

    private let state: Lock<State>
    private let receiveLine: (@Sendable (String) -> Void)?

    /// Makes the file, if the output goes into one.
    init(_ output: Command.Output) throws(StartError) {
        switch output {
        case .kept, .inherited:
            state = Lock(State())
            receiveLine = nil
        case .lines(let function):
            state = Lock(State())
            receiveLine = function
        case .file(let path):
            state = Lock(State(file: try Self.open(path, .truncate)))
            receiveLine = nil
        case .appended(let path):
            state = Lock(State(file: try Self.open(path, .append)))
            receiveLine = nil
        }
    }

    private static func open(
        _ path: String, _ option: FileDescriptor.OpenOptions
    ) throws(StartError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, option, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw StartError(.outputFile, "The output file \(path) cannot be written: \(error).")
        }
    }

    /// The last lines, and after them what has no line break yet.
    var lastLines: [String] {
        state.withLock { state in state.lastLines + (state.splitter.pending.map { [$0] } ?? []) }
    }

    /// Takes what the process wrote; from one task, so that the lines keep their order.
    func receive(_ bytes: [UInt8]) {
        let lines = state.withLock { state in
            var lines = state.splitter.receive(bytes)
            if let file = state.file {
                do {
                    try file.writeAll(bytes)
                } catch {
                    // The process must not suffer from our full disk.
                    lines.append("(the output file takes no more: \(error))")
                    try? file.close()
                    state.file = nil
                }
            }
            state.keep(lines)
            return lines
        }
        if let receiveLine { lines.forEach(receiveLine) }
    }

    /// The process will write no more.
    func finish() {
        let line = state.withLock { state in
            let line = state.splitter.finish()
            if let line { state.keep([line]) }
            try? state.file?.close()
            state.file = nil
            return line
        }
        if let line { receiveLine?(line) }
    }
}
