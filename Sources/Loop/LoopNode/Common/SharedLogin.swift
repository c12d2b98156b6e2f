internal import POSIX

/// One login for all requests that need one at the same time.
///
/// Ten downloads that are refused together would otherwise log in ten times, each forgetting the session of the one
/// before, which the others are about to use.
actor SharedLogin {
    /// How many logins there were.
    private(set) var count = 0
    private var underWay: Promise<Result<Void, any Error>>?

    /// Logs in, unless that was done since there were `known` logins; joins a login that is under way.
    ///
    /// - Throws: what `perform` throws; `CancellationError` as soon as the caller is cancelled. The login itself goes on
    ///   then, for the others.
    func renew(after known: Int, _ perform: @escaping @Sendable () async throws -> Void) async throws {
        guard count <= known else { return }
        let outcome = underWay ?? begin(perform)
        let mine = Promise<Result<Void, any Error>>()
        Task { mine.fulfil(await outcome.value) }
        try await withTaskCancellationHandler {
            try await mine.value.get()
        } onCancel: {
            mine.fulfil(.failure(CancellationError()))
        }
    }

    private func begin(_ perform: @escaping @Sendable () async throws -> Void) -> Promise<Result<Void, any Error>> {
        let outcome = Promise<Result<Void, any Error>>()
        underWay = outcome
        Task {
            do {
                try await perform()
                count += 1
                underWay = nil
                outcome.fulfil(.success(()))
            } catch {
                underWay = nil
                outcome.fulfil(.failure(error))
            }
        }
        return outcome
    }
}
