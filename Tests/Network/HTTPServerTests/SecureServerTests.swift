import Bytes
import Glibc
import HTTP1
import HTTPClient
import HTTPServer
import POSIX
import Simulation
import Sockets
import TLS
import TestSupport
import Testing

@Suite("HTTP server: https", .timeLimit(.minutes(5)))
struct SecureServerTests {
    /// A server that is called `localhost` and 127.0.0.1, and the file with its authority.
    private struct Identity: Sendable {
        let server: ServerContext
        let client: ClientContext
        let folder = TestSupport.TemporaryFolder()
        let caPath: String

        init() throws {
            let now = Int(time(nil))
            let authority = try CertificateAuthority(at: now)
            let names = ["localhost", "127.0.0.1"].compactMap { SubjectName($0) }
            let identity = try authority.makeIdentity(for: names, at: now)
            server = try ServerContext(
                certificates: .text(identity.certificate), privateKey: .text(identity.privateKey))
            client = try ClientContext(trust: .authorities(.text(authority.certificate)))
            caPath = folder.file("ca.pem", Array(authority.certificate.utf8))
        }

        static let shared = Result { try Identity() }
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        let run = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += run }
        return Array(bytes.prefix(count))
    }

    private static let secrecy = TestServer.Handling.now { exchange in
        exchange.answer(.text(exchange.isSecure ? "secure" : "open"))
    }

    // MARK: Clients that others wrote

    @Test(arguments: ["--tlsv1.3", "--tls-max 1.2"])
    func `curl trusts the authority, and keeps the connection`(version: String) async throws {
        let identity = try Identity.shared.get()
        try await TestServer.run(Self.secrecy, tls: identity.server) { server, port in
            let result = try await ClientProgram.run(
                "sh", "-c",
                "curl -sS \(version) --cacert \(identity.caPath) -w ' %{http_version} %{num_connects}\n' "
                    + "https://localhost:\(port)/ https://127.0.0.1:\(port)/ https://127.0.0.1:\(port)/")
            #expect(result.text == "secure 1.1 1\nsecure 1.1 1\nsecure 1.1 0\n", "\(result.errors)")
            #expect(await server.requestCount == 3)
        }
    }

    @Test
    func `curl refuses an authority that it does not know, and older versions`() async throws {
        let identity = try Identity.shared.get()
        try await TestServer.run(Self.secrecy, tls: identity.server) { server, port in
            let stranger = try await ClientProgram.run("curl", "-sS", "https://localhost:\(port)/")
            #expect(stranger.status == 60)
            let old = try await ClientProgram.run(
                "curl", "-sS", "--cacert", identity.caPath, "--ciphers", "DEFAULT@SECLEVEL=0", "--tls-max", "1.1",
                "https://localhost:\(port)/")
            #expect(old.status == 35, "\(old)")
            #expect(old.errors.contains("alert protocol version"))
            #expect(await server.requestCount == 0)
        }
    }

    @Test
    func `curl sends 20 MB and gets them back`() async throws {
        let identity = try Identity.shared.get()
        let body = Self.bytes(20_000_000)
        try await TestServer.run(.echo, configured: { $0.limits.bodyByteCount = 1 << 30 }, tls: identity.server) {
            _, port in
            let result = try await ClientProgram.run(
                "curl", "-sS", "--cacert", identity.caPath, "--data-binary", "@-", "https://localhost:\(port)/",
                input: body)
            // Compared apart: a failure would describe 20 MB.
            let isWhole = result.output == body
            #expect(isWhole, "\(result.output.count) bytes, curl says: \(result.errors)")
        }
    }

    @Test(.enabled(if: ClientProgram.exists("python3")))
    func `Python's strictest reader accepts the certificate`() async throws {
        let identity = try Identity.shared.get()
        let program = """
            import http.client, ssl, sys
            context = ssl.create_default_context(cafile=sys.argv[1])
            context.verify_flags |= ssl.VERIFY_X509_STRICT | getattr(ssl, 'VERIFY_X509_PARTIAL_CHAIN', 0)
            for host in 'localhost', '127.0.0.1':
                connection = http.client.HTTPSConnection(host, int(sys.argv[2]), context=context)
                for _ in range(2):
                    connection.request('POST', '/', body=b'x' * 100_000)
                    print(connection.getresponse().read().decode(), connection.sock.version())
                connection.close()
            try:
                ssl.create_default_context().wrap_socket(
                    __import__('socket').create_connection(('127.0.0.1', int(sys.argv[2]))),
                    server_hostname='localhost')
            except ssl.SSLCertVerificationError as error:
                print(error.verify_message)
            """
        try await TestServer.run(
            .later { _, exchange in
                let byteCount = try await exchange.body(limit: 1 << 20).count
                exchange.answer(.text(String(byteCount)))
            }, tls: identity.server
        ) { _, port in
            let result = try await ClientProgram.run("python3", "-c", program, identity.caPath, String(port))
            #expect(
                result.text == String(repeating: "100000 TLSv1.3\n", count: 4)
                    + "unable to get local issuer certificate\n", "\(result.errors)")
        }
    }

    @Test(arguments: [0, 1, 20_000_000])
    func `our own client sends and gets what it should, many at a time`(byteCount: Int) async throws {
        let identity = try Identity.shared.get()
        let body = Self.bytes(byteCount)
        try await TestServer.run(.echo, configured: { $0.limits.bodyByteCount = 1 << 30 }, tls: identity.server) {
            _, port in
            let client = Client(configuration: .init(caCertificate: identity.caPath))
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        let request = Request(method: "POST", url: "https://localhost:\(port)/", body: .bytes(body))
                        let response = try await client.perform(request)
                        #expect(response.status == 200)
                        let isWhole = response.body == body
                        #expect(isWhole)
                    }
                }
                try await group.waitForAll()
            }
            await client.close()
        }
    }

    // MARK: Clients that do not keep to it

    @Test
    func `who forgets the s of https is told so`() async throws {
        let identity = try Identity.shared.get()
        try await TestServer.run(Self.secrecy, tls: identity.server) { server, port in
            let client = try RawClient(port: port)
            let response = try await client.exchange(Wire.get("/"))
            #expect(response.status == 400)
            #expect(response.text.contains("https://"))
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
            while await server.connectionCount > 0 { await Task.yield() }
            #expect(await server.requestCount == 0)
            let curl = try await ClientProgram.run("curl", "-sS", "http://127.0.0.1:\(port)/")
            #expect(curl.text == "This port speaks https: the URL should begin with https:// instead of http://.\n")
        }
    }

    @Test(arguments: [false, true])
    func `one who breaks off, in the handshake or before it, is forgotten`(speaks: Bool) async throws {
        let identity = try Identity.shared.get()
        try await TestServer.run(Self.secrecy, tls: identity.server) { server, port in
            let client = try RawClient(port: port)
            if speaks { try await client.send(Engine(connecting: identity.client, to: "localhost").takeOutput()) }
            while await server.connectionCount == 0 { await Task.yield() }
            if speaks { _ = try await client.receive(5) }
            await client.reset()
            while await server.connectionCount > 0 { await Task.yield() }
        }
    }

    @Test
    func `a handshake that is never completed keeps a connection for a minute, and no shutdown waits for it`() throws {
        let identity = try Identity.shared.get()
        let network = SimulatedNetwork(seed: 1)
        let server = Server(on: network, configuration: .init { 0 }) { $0.answer(.text("hello")) }
        network.listen(port: 443) { server.accept($0, tls: identity.server) }
        let client = try #require(network.connect(port: 443))
        client.write(Array(Engine(connecting: identity.client, to: "localhost").takeOutput().dropLast()))
        network.run(for: .milliseconds(59_999))
        #expect(server.connectionCount == 1)
        network.run(for: .milliseconds(1))
        #expect(server.connectionCount == 0)
    }

    @Test
    func `a connection that is cut in the middle of an answer is no whole one`() throws {
        let identity = try Identity.shared.get()
        let network = SimulatedNetwork(seed: 1)
        var isDropped = false
        let server = Server(on: network, configuration: .init { 0 }) { exchange in
            exchange.begin(ResponseHead(status: 200))
            exchange.whenPeerEnds { isDropped = true }
            exchange.abort()
        }
        network.listen(port: 443) { server.accept($0, tls: identity.server) }
        let lower = try #require(network.connect(port: 443))
        let client = TLSChannel(connecting: identity.client, to: "localhost", over: lower, on: network)
        var (hasEnded, error) = (false, SystemError?.none)
        client.onEnd = { hasEnded = true }
        client.onClosed = { error = $0 }
        client.write(Array(Wire.get("/").utf8))
        #expect(network.run { error != nil })
        #expect(!hasEnded)
        #expect(isDropped)
        #expect(error?.code == ECONNRESET)
        #expect(network.run { server.connectionCount == 0 })
    }

    @Test
    func `requests come through a bad network as they do without TLS`() throws {
        let identity = try Identity.shared.get()
        for seed in 1...20 {
            let network = SimulatedNetwork(seed: UInt64(seed))
            let server = Server(on: network, configuration: .init { 0 }) { exchange in
                exchange.collectBody(limit: 1 << 20) { result in
                    exchange.answer(.text("\((try? result.get().count) ?? -1) \(exchange.isSecure)"))
                }
            }
            network.listen(port: 443) { server.accept($0, tls: identity.server) }
            let lower = try #require(network.connect(port: 443))
            let client = TLSChannel(connecting: identity.client, to: "localhost", over: lower, on: network)
            var text = ""
            client.onBytes = { text += unsafe $0.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
            for count in [0, 1, 100_000] {
                client.write(Array(Wire.post("/", body: String(repeating: "a", count: count)).utf8))
            }
            #expect(network.run { text.hasSuffix("\r\n\r\n100000 true") })
            #expect(text.contains("\r\n\r\n0 true"))
            #expect(text.contains("\r\n\r\n1 true"))
        }
    }
}
