internal import POSIX

/// What tasks ask of the thread of a ``TransferLoop``, in the order of their asking.
final class Mailbox: Sendable {
    /// ```
    /// open ──end()──▶ ending ──close()──▶ closed
    ///   └────────────close()───────────────▲
    /// ```
    private enum Phase {
        /// Commands are taken; each ends the handle's wait.
        case open(MultiHandle)
        /// Commands are still stored, for ``close()`` to hand out; none is taken.
        case ending
        case closed
    }

    private struct State {
        var phase: Phase
        var commands: [TransferLoop.Command] = []

        mutating func takeCommands() -> [TransferLoop.Command] {
            defer { commands.removeAll() }
            return commands
        }
    }

    private let state: Lock<State>

    init(_ multi: MultiHandle) { state = Lock(State(phase: .open(multi))) }

    /// Stores a command and wakes the loop.
    ///
    /// - Returns: false when nobody will ever take it.
    func post(_ command: TransferLoop.Command) -> Bool {
        state.withLock { state in
            switch state.phase {
            case .open(let multi):
                state.commands.append(command)
                multi.wakeUp()
                return true
            case .ending:
                state.commands.append(command)
                return true
            case .closed:
                return false
            }
        }
    }

    /// Asks the loop to end, and wakes it.
    func end() {
        state.withLock { state in
            switch state.phase {
            case .open(let multi):
                state.phase = .ending
                multi.wakeUp()
            case .ending, .closed: break
            }
        }
    }

    /// The commands since the last call, or nil when the loop is to end.
    func take() -> [TransferLoop.Command]? {
        state.withLock { state in
            switch state.phase {
            case .open: state.takeCommands()
            case .ending, .closed: nil
            }
        }
    }

    /// Takes no further command.
    ///
    /// - Returns: those that were not carried out.
    func close() -> [TransferLoop.Command] {
        state.withLock { state in
            state.phase = .closed
            return state.takeCommands()
        }
    }
}
