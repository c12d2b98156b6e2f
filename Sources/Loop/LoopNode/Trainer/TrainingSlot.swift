internal import Logging
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The right to use a graphics card, which the trainers of a machine share: an exclusive `flock` on a file that all of
/// them have.
///
/// The kernel drops the lock with the process, so a node that dies in any way frees the slot. The lock belongs to the
/// file and not to its name: the file is written anew in place, and never replaced. What is in it says who has the lock,
/// for people; who wants to know whether the slot is free tries the lock, and so has it for an instant: a claim that
/// fails while nobody seems to have the slot is made again.
///
/// The same as the Python library's, from 0.25 on, with which it shares the file.
final class TrainingSlot: Sendable {
    /// Nil for a trainer that has the card to itself.
    private let path: String?
    private let holding = Lock(Holding.none)
    private let logger: Logger

    private enum Holding {
        case none
        /// Without a file, there is nobody to share with.
        case alone
        /// The open file that is locked.
        case locked(Int32)

        var isNone: Bool { if case .none = self { true } else { false } }
    }

    private static let claimCount = 3

    /// - Throws: ``NodeError/configuration(reason:)`` when the file's folder is not there.
    init(path: String?, logger: Logger) throws(NodeError) {
        self.path = path
        self.logger = logger
        guard let path else { return }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var isFolder = false
        guard Self.exists(folder.isEmpty ? "/" : folder, isFolder: &isFolder), isFolder else {
            throw .configuration(
                reason: "TRAINING_SLOT_LOCK=\(path): the directory does not exist; mount it from the host")
        }
    }

    private static func exists(_ path: String, isFolder: inout Bool) -> Bool {
        FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    }

    deinit { release() }

    /// Whether this node has the slot.
    var isHeld: Bool { holding.withLock { !$0.isNone } }

    /// Takes the slot; nothing happens where this node has it.
    ///
    /// - Parameter training: which training it is for, in words.
    /// - Throws: ``TrainingRefusal/slotTaken(holder:)``; `SystemError` when the file cannot be opened.
    func claim(for training: String) throws {
        guard let path else { return holding.withLock { $0 = .alone } }
        var attempt = 1
        while true {
            do {
                return try acquire(path, "pid \(getpid()) on \(ProcessInfo.processInfo.hostName), \(training)")
            } catch let refusal as TrainingRefusal {
                guard attempt < Self.claimCount, otherHolder == nil else { throw refusal }
                attempt += 1
            }
        }
    }

    /// Gives the slot back; nothing happens where this node does not have it.
    func release() {
        holding.withLock { holding in
            if case .locked(let number) = holding {
                if ftruncate(number, 0) != 0 { logger.warning("The holder's name stays in the training slot") }
                close(number)
            }
            holding = .none
        }
    }

    /// Whether another node has the slot.
    var isTakenByOther: Bool { !isHeld && otherHolder != nil }

    /// Who has the slot, if it is another node.
    private var otherHolder: String? {
        guard let path else { return nil }
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            if errno != ENOENT { logger.warning("The training slot \(path) cannot be looked at; it counts as free") }
            return nil
        }
        defer { close(number) }
        return Self.lock(number)
    }

    private func acquire(_ path: String, _ holder: String) throws {
        try holding.withLock { holding in
            guard holding.isNone else { return }
            let number = try retryingOnInterrupt("open \(path)") {
                unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(0o666))
            }
            // Siblings may run as other users; whose file it is may.
            fchmod(number, mode_t(0o666))
            if let other = Self.lock(number) {
                close(number)
                throw TrainingRefusal.slotTaken(holder: other)
            }
            ftruncate(number, 0)
            let text = Array(holder.utf8)
            unsafe _ = write(number, text, text.count)
            holding = .locked(number)
        }
    }

    /// Locks an open file.
    ///
    /// - Returns: who has it, or nil when the lock is ours.
    private static func lock(_ number: Int32) -> String? {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = unsafe pread(number, &buffer, buffer.count, 0)
            return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "unknown"
        }
        return nil
    }
}
