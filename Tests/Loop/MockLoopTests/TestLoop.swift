import Files
import Glibc
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import TestSupport
import Testing

/// A Loop in this process whose clock stands still, and a client of it.
struct TestLoop: Sendable {
    let server: LoopServer
    let client = Client()
    let url: String
    let port: UInt16

    /// 2021-06-01 06:28:21.288442.
    struct StillClock: LoopClock {
        let now = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)
    }

    /// Runs `body` with a Loop, and looks that nothing of it stays on disk.
    static func run(
        configured change: @Sendable (inout LoopServer.Configuration) -> Void = { _ in },
        _ body: (TestLoop) async throws -> Void
    ) async throws {
        var configuration = LoopServer.Configuration()
        configuration.clock = StillClock()
        configuration.stopGrace = .zero
        change(&configuration)
        let server = try await LoopServer.start(configuration)
        let loop = TestLoop(server: server, url: await server.url, port: await server.port)
        do {
            try await body(loop)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        await loop.client.close()
        #expect(unsafe access(server.folderPath, F_OK) != 0, "the Loop's folder outlives it")
    }

    static let demo = "/api/zauberzeug/projects/demo"

    /// Sends a request for `path`.
    func send(
        _ method: String, _ path: String, fields: [String: String] = [:], body: Request.Body = .none,
        cookies: CookieJar? = nil, as credentials: BasicCredentials? = nil, asIs: Bool = false
    ) async throws -> Response {
        var request = Request(
            method: method, url: url + path, fields: fields.map { Field(name: $0.key, value: $0.value) }, body: body,
            cookieJar: cookies, basicCredentials: credentials)
        request.sendsPathAsIs = asIs
        return try await client.perform(request)
    }

    func get(_ path: String) async throws -> Response { try await send("GET", path) }

    /// Sends `files` in a form, as every version of the library does.
    func upload(_ files: [UploadFile], _ method: String = "POST", to path: String) async throws -> Response {
        try await send(
            method, path,
            body: .form(files.map { FormPart(name: "files", content: .bytes($0.bytes), fileName: $0.name) }))
    }

    /// The entries of `GET …/models`.
    func models(format: String? = nil) async throws -> [Value] {
        let response = try await get("\(Self.demo)/models" + (format.map { "?format=\($0)" } ?? ""))
        try #require(response.status == 200)
        return try #require(response.json["models"]?.array)
    }

    func versions(format: String? = nil) async throws -> [String?] {
        try await models(format: format).map { $0["version"]?.string }
    }

    /// The names of what lies in the Loop's folder, sorted.
    var storedNames: [String] { names(in: server.folderPath) }

    /// The files of a model, unpacked.
    func files(of id: String, _ format: String) async throws -> [UploadFile] {
        let response = try await get("\(Self.demo)/models/\(id)/\(format)/file")
        try #require(response.status == 200)
        return try ZipContents(response.body).files
    }
}

/// A file that is uploaded, or was downloaded.
struct UploadFile: Sendable, Hashable, CustomStringConvertible {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var description: String { "\(name): \(text.prefix(300))" }
}

extension Response {
    /// The body as JSON; null when it is none.
    var json: Value { (try? Value(parsing: body)) ?? .null }

    /// What `{"detail": …}` says.
    var detail: String? { json["detail"]?.string }

    var text: String { String(decoding: body, as: UTF8.self) }
}

extension RawResponse {
    var detail: String? { (try? Value(parsing: body))?["detail"]?.string }
}

private func names(in folder: String) -> [String] {
    guard let folder = unsafe opendir(folder) else { return [] }
    defer { unsafe _ = closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
            unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}
