internal import Synchronization
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An HTTP/1.1 client over libcurl: any number of requests at a time, on one thread of its own.
///
/// ```swift
/// let client = Client()
/// let response = try await client.perform(Request(url: "http://127.0.0.1:8080/api/status"))
/// ```
///
/// Connections stay open for later requests to the same host. Proxies of the environment, `.netrc` and the like are
/// not used: what a request does is what it says. The thread ends with the client, or before by ``close()``.
package final class Client: Sendable {
    /// What holds for every request of a client.
    package struct Configuration: Sendable {
        /// The path of a PEM file with the authorities to trust; nil means the system's.
        package var caCertificate: String?

        /// Whether a peer's certificate must be valid and name its host.
        package var verifiesPeer: Bool

        /// The longest time until a connection stands, TLS included.
        package var connectTimeout: Duration

        /// The value of `User-Agent`.
        package var userAgent: String

        package init(
            caCertificate: String? = nil, verifiesPeer: Bool = true, connectTimeout: Duration = .seconds(10),
            userAgent: String = "mockloop"
        ) {
            self.caCertificate = caCertificate
            self.verifiesPeer = verifiesPeer
            self.connectTimeout = connectTimeout
            self.userAgent = userAgent
        }
    }

    private let mailbox: Mailbox

    /// The thread has ended, and everything that was its own is gone.
    private let ended = Promise<Void>()
    private let lastID = Atomic<TransferLoop.ID>(0)

    package init(configuration: Configuration = Configuration()) {
        let multi = MultiHandle()
        let mailbox = Mailbox(multi)
        self.mailbox = mailbox
        Thread.start(named: "http-client") { [ended] in
            blockAllSignals()
            var loop = TransferLoop(mailbox, multi, configuration)
            loop.run()
            ended.fulfil(())
        }
    }

    deinit { mailbox.end() }

    /// Sends a request and waits for its whole response.
    ///
    /// A status of any value is a response, not an error. Cancelling the task ends the transfer and closes its
    /// connection.
    ///
    /// - Throws: ``TransferError`` when there is no response, `CancellationError` when the task was cancelled.
    package func perform(_ request: Request) async throws -> Response {
        try Task.checkCancellation()
        do {
            try request.validate()
        } catch {
            throw TransferError(error, url: request.url)
        }
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let answer = TransferLoop.Answer()
        guard mailbox.post(.start(id, request, answer)) else { throw TransferError(.closed, url: request.url) }
        // Only now, so that a cancellation can never come before the start.
        return try await withTaskCancellationHandler {
            try await answer.value.get()
        } onCancel: {
            _ = mailbox.post(.cancel(id))
        }
    }

    /// Ends every transfer, closes every connection and ends the thread; later requests fail.
    package func close() async {
        mailbox.end()
        await ended.value
    }
}

/// Keeps signals out of the calling thread: the program's handlers run elsewhere, and a TLS connection that the peer
/// has reset gives an error instead of `SIGPIPE`.
private func blockAllSignals() {
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe _ = pthread_sigmask(SIG_SETMASK, &signals, nil)
}
