import Bytes
import COpenSSL
import TLS
import TestSupport
import Testing

/// What servers of TLS are sent that is no TLS, or no TLS of today.
@Suite("TLS: peers that do not keep to it", .timeLimit(.minutes(5)))
struct HostilePeerTests {
    /// What a server says that gets `bytes`, and what it answers.
    private func refusal(of bytes: [UInt8], _ runs: Pair.Runs = .whole) throws -> (ConnectionError, output: [UInt8]) {
        let server = Engine(accepting: try Authorities.usual.get().server())
        var report = Pair.Report()
        server.receive(bytes, runs) { report.take(from: server) }
        return (try #require(report.error), server.takeOutput())
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n", "POST /api HTTP/1.1\r\n", "HEAD / HTTP/1.1\r\n", "PUT / HTTP/1.1\r\n"])
    func `a request without TLS is told apart`(request: String) throws {
        for runs in Pair.Runs.allCases {
            let (error, output) = try refusal(of: Array("\(request)Host: localhost\r\n\r\n".utf8), runs)
            #expect(error.cause == .plainHTTP)
            #expect(
                error.description.hasPrefix(
                    "The peer sent a request of HTTP without TLS; the URL should begin with https (error:"))
            #expect(output.isEmpty)
        }
    }

    @Test
    func `a proxy's request is one, too`() throws {
        #expect(try refusal(of: Array("CONNECT a:1 HTTP/1.1\r\n\r\n".utf8)).0.cause == .plainHTTP)
    }

    @Test
    func `garbage is refused`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 11...2000, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            #expect(throws: Never.self) { _ = try refusal(of: bytes) }
        }
    }

    @Test
    func `a greeting with any byte changed is refused or understood, and never a trap`() throws {
        let made = try Authorities.usual.get()
        let (client, server) = (try made.client(), try made.server())
        let greeting = Engine(connecting: client, to: "localhost").takeOutput()
        for index in greeting.indices {
            var changed = greeting
            changed[index] ^= 0xFF
            let engine = Engine(accepting: server)
            var report = Pair.Report()
            engine.receive(changed) { report.take(from: engine) }
            engine.receiveEnd()
            report.take(from: engine)
            #expect(report.handshake == nil)
            #expect(report.error != nil)
        }
    }

    /// SSL 3.0 has no word for it: handshake_failure (40). Later versions do: protocol_version (70).
    @Test(arguments: [(UInt8(0), UInt8(40)), (1, 70), (2, 70)])
    func `older versions are refused, and the peer is told`(minorVersion: UInt8, alert: UInt8) throws {
        // A greeting of TLS 1.2 names its version twice: on the record, and behind the greeting's length.
        let client = Engine(
            connecting: try Authorities.usual.get().client(versions: .tls12 ... .tls12), to: "localhost")
        var greeting = client.takeOutput()
        #expect(Array(greeting[9...10]) == [3, 3])
        greeting[10] = minorVersion
        let (error, output) = try refusal(of: greeting)
        #expect(error.cause == .violation)
        // An alert (21) that is fatal (2).
        #expect(output.first == 21)
        #expect(output.suffix(2) == [2, alert])
    }

    @Test
    func `a record longer than any may be is refused before it is there`() throws {
        // Application data (23), TLS 1.2, 0xFFFF bytes.
        let (error, _) = try refusal(of: [22, 3, 1, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 20))
        #expect(error.cause == .violation)
    }

    @Test
    func `a client that wants to shake hands anew is refused`() throws {
        // Our own clients never ask, so this one is OpenSSL's.
        let server = Engine(accepting: try Authorities.usual.get().server(versions: .tls12 ... .tls12))
        let client = try #require(RawClientOfTLS())
        func talk() -> Pair.Report {
            var report = Pair.Report()
            for _ in 0..<10 {
                server.receive(client.takeOutput()) { report.take(from: server) }
                client.receive(server.takeOutput())
            }
            return report
        }
        #expect(unsafe SSL_do_handshake(client.connection) != 1)
        var handshake: Engine.Handshake?
        for _ in 0..<5 {
            handshake = talk().handshake ?? handshake
            unsafe SSL_do_handshake(client.connection)
        }
        #expect(handshake?.version == .tls12)
        #expect(unsafe SSL_renegotiate(client.connection) == 1)
        unsafe SSL_do_handshake(client.connection)
        let report = talk()
        #expect(report == Pair.Report())
        // The refusal is a warning (no_renegotiation, 100), which OpenSSL's client takes for the end of the attempt.
        var byte: UInt8 = 0
        var count = 0
        ERR_clear_error()
        #expect(unsafe SSL_read_ex(client.connection, &byte, 1, &count) == 0)
        let reason = ERR_GET_REASON(ERR_get_error())
        #expect(reason == 339, "SSL_R_NO_RENEGOTIATION")
    }
}

/// A client of TLS 1.2, made with OpenSSL alone.
@safe private final class RawClientOfTLS {
    let connection: OpaquePointer
    private let context: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer

    init?() {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()),
            unsafe openssl_set_versions(context, TLS1_2_VERSION, TLS1_2_VERSION) == 1,
            let connection = unsafe SSL_new(context), let input = unsafe BIO_new(BIO_s_mem()),
            let output = unsafe BIO_new(BIO_s_mem())
        else { return nil }
        unsafe (self.context, self.connection, self.input, self.output) = (context, connection, input, output)
        unsafe SSL_set_bio(connection, input, output)
        unsafe SSL_set_connect_state(connection)
    }

    deinit {
        unsafe SSL_free(connection)
        unsafe SSL_CTX_free(context)
    }

    func receive(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        var count = 0
        unsafe BIO_write_ex(input, bytes, bytes.count, &count)
    }

    func takeOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(output))
        guard !bytes.isEmpty else { return [] }
        var count = 0
        unsafe BIO_read_ex(output, &bytes, bytes.count, &count)
        return bytes
    }
}
