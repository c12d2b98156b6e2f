internal import POSIX

/// Something that was begun, and what comes of it.
///
/// For what takes its time: begin it, move the clock, and look.
///
/// ```swift
/// let call = try await trainer.begin("update_trainer", status)
/// await loop.advance(by: .seconds(10))
/// let acknowledgement = try await call.value
/// ```
public final class Pending<Value: Sendable>: Sendable {
    private enum State: Sendable {
        /// Who waits, by number.
        case open([Int: CheckedContinuation<Value, any Error>], lastNumber: Int)
        case done(Result<Value, any Error>)
    }

    private let state = Lock(State.open([:], lastNumber: 0))

    init() {}

    /// Whether it has come to something, be it a failure.
    public var isDone: Bool {
        state.withLock { state in
            switch state {
            case .open: false
            case .done: true
            }
        }
    }

    /// What came of it, as soon as something has.
    ///
    /// - Throws: why it failed; `CancellationError` when the task that waits is cancelled.
    public nonisolated(nonsending) var value: Value {
        get async throws {
            let number = takeNumber()
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation(isolation: #isolation) { wait($0, number) }
            } onCancel: {
                giveUp(number)
            }
        }
    }

    /// Says what came of it; only the first time counts.
    func complete(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            guard case .open(let waiting, _) = state else { return [] }
            state = .done(result)
            return waiting.sorted { $0.key < $1.key }.map(\.value)
        }
        for continuation in waiting { continuation.resume(with: result) }
    }

    private func takeNumber() -> Int {
        state.withLock { state in
            guard case .open(let waiting, let number) = state else { return 0 }
            state = .open(waiting, lastNumber: number + 1)
            return number + 1
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>, _ number: Int) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            guard case .open(var waiting, let last) = state else {
                if case .done(let result) = state { return result }
                return nil
            }
            // Looked at with the lock held: who is cancelled later finds itself here.
            if Task.isCancelled { return .failure(CancellationError()) }
            waiting[number] = continuation
            state = .open(waiting, lastNumber: last)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    private func giveUp(_ number: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            guard case .open(var waiting, let last) = state else { return nil }
            let continuation = waiting.removeValue(forKey: number)
            state = .open(waiting, lastNumber: last)
            return continuation
        }
        continuation?.resume(throwing: CancellationError())
    }
}
