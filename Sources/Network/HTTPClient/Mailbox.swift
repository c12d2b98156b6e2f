/// What tasks ask of the thread of a ``TransferLoop``, in the order of their asking.
///
/// `@unchecked Sendable` holds because every variable is read and written under `lock` only.
final class Mailbox: @unchecked Sendable {
    /// ```
    /// open ──end()──▶ ending ──close()──▶ closed
    ///   └────────────close()───────────────▲
    /// ```
    private enum State {
        /// Commands are taken; the handle's wait is ended for each.
        case open(MultiHandle)
        /// Commands are still stored, for ``close()`` to hand out; none is taken.
        case ending
        case closed
    }

    private let lock = Lock()
    private var state: State
    private var commands: [TransferLoop.Command] = []

    init(_ multi: MultiHandle) { state = .open(multi) }

    /// Stores a command and wakes the loop.
    ///
    /// - Returns: false when nobody will ever take it.
    func post(_ command: TransferLoop.Command) -> Bool {
        lock.withLock {
            switch state {
            case .open(let multi):
                commands.append(command)
                multi.wakeUp()
                return true
            case .ending:
                commands.append(command)
                return true
            case .closed:
                return false
            }
        }
    }

    /// Asks the loop to end, and wakes it.
    func end() {
        lock.withLock {
            switch state {
            case .open(let multi):
                state = .ending
                multi.wakeUp()
            case .ending, .closed: break
            }
        }
    }

    /// The commands since the last call, or nil when the loop is to end.
    func take() -> [TransferLoop.Command]? {
        lock.withLock {
            guard case .open = state else { return nil }
            defer { commands.removeAll() }
            return commands
        }
    }

    /// Takes no further command.
    ///
    /// - Returns: those that were not carried out.
    func close() -> [TransferLoop.Command] {
        lock.withLock {
            state = .closed
            defer { commands.removeAll() }
            return commands
        }
    }
}
