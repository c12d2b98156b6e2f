import Files
import Foundation
import HTTPClient
import JSON
import Processes
import Testing

@Suite("mockloop serve --tls-port", .timeLimit(.minutes(5)))
struct SecureServeTests {
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    /// A Loop on free ports, its URLs, and the lines to paste.
    private func start(_ arguments: String...) async throws -> (ToolProcess, url: String, tlsURL: String) {
        let tool = try await ToolProcess(["serve", "--port", "0", "--tls-port", "0"] + arguments)
        let words = try await tool.line().split(separator: " ").map(String.init)
        try #require(words.count == 7, "\(words)")
        #expect(words[5] == "and")
        return (tool, words[4], words[6])
    }

    private func stop(_ tool: ToolProcess) async throws {
        tool.send(SIGTERM)
        let outcome = await tool.end()
        #expect(outcome.ending == .exited(0), "\(outcome)")
        #expect(outcome.errors.isEmpty)
        #expect(try tool.leftBehind.isEmpty)
    }

    /// The files that `openssl` makes for somebody who brings their own.
    private func makeFiles(_ name: String) async throws -> (certificate: String, key: String) {
        let (certificate, key) = ("\(folder.path)/\(name).crt", "\(folder.path)/\(name).key")
        let openssl = try await RunningProcess.start(
            Command(
                shell: """
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) \
                    -addext subjectAltName=IP:127.0.0.1 -out '\(certificate)' -keyout '\(key)' 2>/dev/null
                    """))
        #expect(await openssl.wait().isSuccess)
        return (certificate, key)
    }

    @Test
    func `who is ready names both addresses, and the authority to trust`() async throws {
        let (tool, url, tlsURL) = try await start("--ready-file", "\(folder.path)/ready")
        #expect(url.hasPrefix("http://127.0.0.1:"))
        #expect(tlsURL.hasPrefix("https://127.0.0.1:"))
        var exports: [String: String] = [:]
        for _ in 0..<8 {
            let pair = try await tool.line().split(separator: "=", maxSplits: 1).map(String.init)
            exports[pair[0]] = pair[1]
        }
        #expect(exports["export LOOP_HOST"] == String(url.dropFirst(7)))
        let ca = try #require(exports["export LOOP_SSL_CERT_PATH"])
        #expect(exports["export REQUESTS_CA_BUNDLE"] == ca)
        #expect(exports["export SSL_CERT_FILE"] == ca)
        let ready = try Value(parsing: FileReader.contents(of: "\(folder.path)/ready"))
        #expect(ready["url"]?.string == url)
        #expect(ready["tls_url"]?.string == tlsURL)
        #expect(ready["ca_certificate"]?.string == ca)

        // One Loop behind both: what comes by one is there by the other, and each names itself.
        let client = Client(configuration: .init(caCertificate: ca))
        let path = "/api/zauberzeug/projects/demo"
        let upload = try await client.perform(
            Request(
                method: "POST", url: "\(tlsURL)\(path)/format_a",
                body: .form([FormPart(name: "files", content: .bytes(Array("weights".utf8)), fileName: "w.bin")])))
        #expect(upload.status == 200)
        let models = try Value(parsing: try await client.perform(Request(url: "\(url)\(path)/models")).body)
        let texts = String(decoding: models.bytes(), as: UTF8.self)
        #expect(texts.contains(tlsURL))
        // By name, too.
        let port = tlsURL.split(separator: ":")[2]
        #expect(try await client.perform(Request(url: "https://localhost:\(port)/api/status")).status == 200)
        // Not trusted by those who were not told.
        await #expect(throws: TransferError.self) { try await Client().perform(Request(url: "\(tlsURL)/api/status")) }
        try await stop(tool)
    }

    @Test
    func `a certificate of one's own is served, and no authority is named`() async throws {
        let files = try await makeFiles("own")
        let (tool, _, tlsURL) = try await start(
            "--certificate", files.certificate, "--private-key", files.key, "--ready-file", "\(folder.path)/ready")
        let ready = try Value(parsing: FileReader.contents(of: "\(folder.path)/ready"))
        #expect(ready["tls_url"]?.string == tlsURL)
        #expect(ready["ca_certificate"] == .some(nil))
        let client = Client(configuration: .init(caCertificate: files.certificate))
        #expect(try await client.perform(Request(url: "\(tlsURL)/api/status")).status == 200)
        try await stop(tool)
    }

    @Test
    func `files that cannot be used are a reason to end, with what to do`() async throws {
        let (one, other) = (try await makeFiles("one"), try await makeFiles("other"))
        for (certificate, key, says) in [
            ("/nonexistent.crt", one.key, "https cannot be served. The file /nonexistent.crt cannot be read;"),
            (one.certificate, "/nonexistent.key", "The file /nonexistent.key cannot be read;"),
            (one.key, one.key, "The file \(one.key) has no certificate in PEM form;"),
            (one.certificate, one.certificate, "The file \(one.certificate) has no private key in PEM form;"),
            (
                one.certificate, other.key,
                "The file \(other.key) has a private key that does not belong to the first certificate of the file "
                    + one.certificate
            ),
        ] {
            let tool = try await ToolProcess([
                "serve", "--port", "0", "--tls-port", "0", "--certificate", certificate, "--private-key", key,
            ])
            let outcome = await tool.end()
            #expect(outcome.ending == .exited(3))
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
            #expect(try tool.leftBehind.isEmpty)
        }
    }

    @Test
    func `a port that is taken is named, with its option`() async throws {
        let (tool, _, tlsURL) = try await start()
        let port = String(tlsURL.split(separator: ":")[2])
        let outcome = try await ToolProcess.run(["serve", "--port", "0", "--tls-port", port])
        #expect(outcome.ending == .exited(3))
        #expect(
            outcome.errors == """
                The port \(port) of 127.0.0.1 is in use by another program; choose another with --tls-port, or 0 for a \
                free one.

                """)
        try await stop(tool)
    }
}
