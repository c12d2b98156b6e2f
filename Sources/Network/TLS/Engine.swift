internal import Bytes
internal import COpenSSL

/// One connection of TLS, as server or client: bytes in, events and bytes out. It knows no socket and no clock.
///
/// ```
///                 handshake complete           close_notify, or the end
///   handshaking ─────────────────────▶ open ─────────────────────────────▶ peerEnded
///        │                              │
///        └──────────────┬───────────────┘
///                       ▼ a broken rule, an alert
///                     failed
/// ```
///
/// After ``receive(_:)`` ask for events until there is none, and then send what ``takeOutput()`` gives; also after
/// every call that says something to the peer. A client's greeting is there from the start.
///
/// Memory: what was received and not asked for, and what was written and not taken, waits here; both are the caller's to
/// bound. A connection that is idle keeps no buffers.
package final class Engine {
    package enum Event: Hashable, Sendable {
        /// Both know each other's keys, and a client whom it talks to.
        case handshakeCompleted(Handshake)
        /// What the peer sent, never empty.
        case plaintext([UInt8])
        /// The peer sends no more; it may still read.
        ///
        /// If it did not say so (`clean` is false), somebody else may have cut the connection, and what came may be
        /// half of what was sent (RFC 8446, section 6.1).
        case closed(clean: Bool)
    }

    /// What a handshake came to.
    package struct Handshake: Hashable, Sendable {
        package let version: Version
        /// OpenSSL's name, which in TLS 1.3 is the standard's.
        package let cipher: String
        /// The host's name that the client asked for (RFC 6066, section 3), if it did.
        package let serverName: String?
        /// Whether the keys of an earlier connection shortened the handshake.
        package let isResumed: Bool
    }

    private enum State {
        case handshaking
        case open
        case peerEnded
        case failed(ConnectionError)
    }

    /// The most bytes of one ``Event/plaintext(_:)``: four full records.
    package static let plaintextByteCount = 4 * recordByteCount

    /// The most that one record carries (RFC 8446, section 5.1).
    private static let recordByteCount = 16 * 1024

    private let handle: Handle
    private let wire = Wire()
    private var state = State.handshaking
    /// Whether we have said that we send no more.
    private var hasClosed = false
    private var inputHasEnded = false
    /// Written before the handshake was complete.
    private var unencrypted = ByteQueue()

    private var connection: OpaquePointer { unsafe handle.pointer }

    /// The server's side of a connection.
    package convenience init(accepting context: ServerContext) {
        self.init(context.context)
        unsafe SSL_set_accept_state(connection)
    }

    /// The client's side of a connection to `host`: a name, or an address without brackets.
    package convenience init(connecting context: ClientContext, to host: String) {
        self.init(context.context)
        unsafe SSL_set_connect_state(connection)
        name(host, verifies: context.verifiesHost)
        advanceHandshake()
    }

    private init(_ context: Context) {
        do throws(LibraryError) {
            handle = try unsafe Handle(releasedBy: { unsafe SSL_free($0) }) { unsafe SSL_new(context.pointer) }
            let bio = try unsafe wire.makeBIO()
            unsafe SSL_set_bio(handle.pointer, bio, bio)
        } catch {
            preconditionFailure("only a lack of memory keeps OpenSSL from making a connection: \(error)")
        }
    }

    /// Says whom we want, and holds the peer to it.
    private func name(_ host: String, verifies: Bool) {
        // The dot of a complete name is no part of what a certificate says (RFC 6066, section 3).
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        let address = unsafe a2i_IPADDRESS(host)
        defer { unsafe ASN1_OCTET_STRING_free(address) }
        let isAddress = unsafe address != nil
        do throws(LibraryError) {
            // An address is never asked for by name.
            if !isAddress { try LibraryError.check { unsafe openssl_set_server_name(connection, host) } }
            guard verifies else { return }
            try LibraryError.check {
                isAddress
                    ? unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host)
                    : unsafe SSL_set1_host(connection, host)
            }
        } catch {
            state = .failed(ConnectionError(.violation, error))
        }
    }

    // MARK: From the peer

    /// Takes in what the peer sent.
    package func receive(_ ciphertext: RawSpan) {
        switch state {
        case .handshaking, .open: wire.input.append(ciphertext)
        // Nothing that comes after the end means anything.
        case .peerEnded, .failed: break
        }
    }

    /// The peer's end of the connection is closed: nothing more will be received.
    package func receiveEnd() { inputHasEnded = true }

    /// The next event, or nil while more must be received.
    ///
    /// - Throws: ``ConnectionError``, again and again.
    package func nextEvent() throws(ConnectionError) -> Event? {
        switch state {
        case .handshaking:
            guard advanceHandshake() else { break }
            state = .open
            if !unencrypted.isEmpty { encrypt(unencrypted.takeAll()) }
            return .handshakeCompleted(handshake)
        case .open:
            return try read()
        case .peerEnded: return nil
        case .failed(let error): throw error
        }
        if case .failed(let error) = state { throw error }
        return nil
    }

    /// Whether there may be an event, because something was received that no event has told of.
    package var hasUnread: Bool {
        switch state {
        case .handshaking, .open: unsafe !wire.input.isEmpty || SSL_has_pending(connection) == 1 || inputHasEnded
        case .peerEnded: false
        case .failed: true
        }
    }

    /// - Returns: whether the handshake is complete.
    @discardableResult
    private func advanceHandshake() -> Bool {
        guard case .handshaking = state else { return false }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(connection)
        guard result != 1 else { return true }
        switch unsafe SSL_get_error(connection, result) {
        case SSL_ERROR_WANT_READ:
            if inputHasEnded { state = .failed(.endInHandshake) }
        case SSL_ERROR_ZERO_RETURN: state = .failed(.endInHandshake)
        default: fail()
        }
        return false
    }

    private func read() throws(ConnectionError) -> Event? {
        var plaintext: [UInt8] = []
        plaintext.reserveCapacity(min(wire.input.count, Self.plaintextByteCount))
        var outcome = ReadOutcome.some
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.recordByteCount, alignment: 16) { buffer in
            while plaintext.count <= Self.plaintextByteCount - Self.recordByteCount {
                var count = 0
                ERR_clear_error()
                let result = unsafe SSL_read_ex(connection, buffer.baseAddress, buffer.count, &count)
                guard result == 1 else {
                    outcome = unsafe ReadOutcome(SSL_get_error(connection, result))
                    return
                }
                unsafe plaintext.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        // What the peer sent before it ended, or broke a rule, comes first; OpenSSL says the rest once more.
        switch outcome {
        case .failed:
            let error = fail()
            if plaintext.isEmpty { throw error }
        case .closeNotify:
            if plaintext.isEmpty { return end(clean: true) }
        case .nothing where plaintext.isEmpty:
            return inputHasEnded ? end(clean: false) : nil
        case .some, .nothing: break
        }
        return .plaintext(plaintext)
    }

    /// How a row of reads ended.
    private enum ReadOutcome {
        /// There may be more.
        case some
        case nothing
        case closeNotify
        case failed

        init(_ error: Int32) {
            switch error {
            case SSL_ERROR_WANT_READ: self = .nothing
            case SSL_ERROR_ZERO_RETURN: self = .closeNotify
            default: self = .failed
            }
        }
    }

    private func end(clean: Bool) -> Event {
        state = .peerEnded
        wire.input = ByteQueue()
        return .closed(clean: clean)
    }

    @discardableResult
    private func fail() -> ConnectionError {
        let error = ConnectionError(.take(), verifyResult: unsafe SSL_get_verify_result(connection))
        state = .failed(error)
        wire.input = ByteQueue()
        return error
    }

    private var handshake: Handshake {
        guard let version = Version(number: unsafe SSL_version(connection)) else {
            preconditionFailure("the context allows no other versions")
        }
        return Handshake(
            version: version,
            cipher: unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(connection)).map { unsafe String(cString: $0) }
                ?? "",
            serverName: unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
                .map { unsafe String(cString: $0) },
            isResumed: unsafe SSL_session_reused(connection) == 1)
    }

    // MARK: To the peer

    /// Bytes that were written and wait for the handshake.
    package var waitingByteCount: Int { unencrypted.count }

    /// Sends `plaintext`; before the handshake is complete, it waits for that. After ``close()`` or an error it is
    /// dropped.
    package func write(_ plaintext: [UInt8]) {
        guard !hasClosed, !plaintext.isEmpty else { return }
        switch state {
        case .handshaking: unencrypted.append(plaintext)
        case .open, .peerEnded: encrypt(plaintext)
        case .failed: break
        }
    }

    private func encrypt(_ plaintext: [UInt8]) {
        ERR_clear_error()
        var count = 0
        // The wire takes everything, so there is one reason for a failure: a state in which nothing can be sent.
        let result = unsafe SSL_write_ex(connection, plaintext, plaintext.count, &count)
        if result != 1 { fail() }
    }

    /// Says that we send no more (close_notify); once, and only if there is a connection. What the peer sends may still
    /// be received.
    package func close() {
        guard !hasClosed else { return }
        hasClosed = true
        unencrypted = ByteQueue()
        switch state {
        case .open, .peerEnded:
            ERR_clear_error()
            // 0 means that the peer has not said the same yet.
            if unsafe SSL_shutdown(connection) < 0 { fail() }
        case .handshaking, .failed: break
        }
    }

    /// Asks for new keys in both directions (RFC 8446, section 4.6.3); TLS 1.2 has no such thing.
    ///
    /// - Returns: whether it did.
    @discardableResult
    package func updateKeys() -> Bool {
        ERR_clear_error()
        guard case .open = state, !hasClosed, unsafe SSL_key_update(connection, SSL_KEY_UPDATE_REQUESTED) == 1 else {
            ERR_clear_error()
            return false
        }
        return unsafe SSL_do_handshake(connection) == 1
    }

    /// Bytes that ``takeOutput()`` would give.
    package var outputByteCount: Int { wire.output.count }

    /// What is to be sent to the peer, in order; each byte once.
    package func takeOutput() -> [UInt8] {
        let output = wire.output
        wire.output = []
        return output
    }
}
