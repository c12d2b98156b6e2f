internal import CCurl
internal import POSIX

/// Runs all transfers of a client on one thread.
///
/// ```
///            post(.start), post(.cancel)
/// any task ───────────────▶ Mailbox ──▶ take ──▶ perform ──▶ collect what ended ──▶ wait ─┐
///     ▲                                  ▲                        │                       │
///     └──────────── Answer ◀─────────────┼────────────────────────┘                       │
///                                        └────────────────────────────────────────────────┘
/// ```
@safe
struct TransferLoop: ~Copyable {
    /// Which transfer of the client; never used twice.
    typealias ID = Int

    /// What the asking task waits for.
    typealias Answer = Promise<Result<Response, any Error>>

    /// What tasks ask of the loop.
    enum Command: Sendable {
        case start(ID, Request, Answer)
        /// Ends the transfer if it still runs.
        case cancel(ID)
    }

    private let mailbox: Mailbox
    private let multi: MultiHandle
    private let configuration: Client.Configuration
    private var active: [ID: (transfer: Transfer, answer: Answer)] = [:]

    /// The transfers' ids by the addresses of their handles, which is how libcurl names a transfer that ended.
    private var ids: [UnsafeMutableRawPointer: ID] = unsafe [:]

    init(_ mailbox: Mailbox, _ multi: MultiHandle, _ configuration: Client.Configuration) {
        self.mailbox = mailbox
        self.multi = multi
        self.configuration = configuration
    }

    /// Serves until ``Mailbox/end()``, or until libcurl itself fails; then closes every connection.
    mutating func run() {
        do throws(Failure) {
            while let commands = mailbox.take() {
                commands.forEach { carryOut($0) }
                try multi.perform()
                collect()
                try multi.wait()
            }
            abandonAll(.closed)
        } catch {
            abandonAll(error)
        }
        multi.close()
    }

    private mutating func carryOut(_ command: Command) {
        switch command {
        case .start(let id, let request, let answer):
            do {
                try start(id, request, answer)
            } catch {
                answer.fulfil(.failure(TransferError(error, url: request.url)))
            }
        case .cancel(let id):
            guard let ended = remove(id) else { return }
            ended.transfer.abandon()
            ended.answer.fulfil(.failure(CancellationError()))
        }
    }

    private mutating func start(_ id: ID, _ request: Request, _ answer: Answer) throws(Failure) {
        let transfer = try Transfer(request, configuration: configuration)
        try multi.add(transfer.easy)
        active[id] = (transfer, answer)
        unsafe ids[transfer.easy.pointer] = id
    }

    /// Answers the tasks whose transfers ended.
    private mutating func collect() {
        while let (easy, code) = unsafe multi.nextEnded() {
            guard let id = unsafe ids[easy], let ended = remove(id) else { continue }
            do {
                ended.answer.fulfil(.success(try ended.transfer.finish(code)))
            } catch {
                ended.answer.fulfil(.failure(TransferError(error, url: ended.transfer.url)))
            }
        }
    }

    private mutating func remove(_ id: ID) -> (transfer: Transfer, answer: Answer)? {
        guard let ended = active.removeValue(forKey: id) else { return nil }
        unsafe ids.removeValue(forKey: ended.transfer.easy.pointer)
        multi.remove(ended.transfer.easy)
        return ended
    }

    /// Nobody waits for ever: those on their way, those not yet begun and those who come later get `failure`.
    private mutating func abandonAll(_ failure: Failure) {
        for case .start(_, let request, let answer) in mailbox.close() {
            answer.fulfil(.failure(TransferError(failure, url: request.url)))
        }
        for id in active.keys {
            guard let ended = remove(id) else { continue }
            ended.transfer.abandon()
            ended.answer.fulfil(.failure(TransferError(failure, url: ended.transfer.url)))
        }
    }
}

extension Failure {
    /// ``Client/close()`` was called.
    static let closed = Failure(CURLE_ABORTED_BY_CALLBACK, "the client was closed")
}
