package import HTTPClient

/// Sends a request and gives back its answer: libcurl in earnest, a script in tests.
package protocol Exchange: Sendable {
    /// - Throws: ``TransferError`` when there is no answer, `CancellationError` when the task was cancelled.
    func perform(_ request: Request) async throws -> Response
}

extension Client: Exchange {}
