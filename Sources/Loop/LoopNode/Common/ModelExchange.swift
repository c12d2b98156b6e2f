internal import Bytes
internal import HTTPClient
internal import Logging
internal import LoopDomain
internal import ModelArchive

/// Models on their way between a Loop and a data folder. They go through files, never through memory.
struct ModelExchange {
    let connection: LoopConnection
    let store: ModelStore
    let logger: Logger

    /// Fetches a model and unpacks it, flat, into a folder.
    ///
    /// A login is not ensured: a Loop gives models to everybody, and the Python library relies on it.
    ///
    /// - Parameter folder: is there and empty.
    /// - Returns: the names of the files.
    func download(_ model: String, _ format: String, of project: ProjectPath, into folder: String) async throws
        -> [String]
    {
        let path = Self.path(model, format, of: project)
        let archive = folder + ".zip"
        let response = try await connection.perform(
            "GET", path, responseBody: .file(path: archive), timeout: LoopConnection.modelTimeout, needsLogin: false)
        guard response.status == 200 else {
            throw NodeError.refused(request: "GET /api\(path)", status: response.status, detail: response.detail)
        }
        do {
            let name = try Self.fileName(of: response, to: path)
            let files = try await store.unpack(archive, into: folder)
            logger.info("Downloaded \(name): \(files.joined(separator: ", "))")
            return files
        } catch {
            await store.remove(archive)
            throw error
        }
    }

    /// Sends files as a model in a format.
    func upload(_ files: [String], as model: String, _ format: String, of project: ProjectPath) async throws {
        let path = Self.path(model, format, of: project)
        let parts = files.map { FormPart(name: "files", content: .file(path: $0)) }
        let response = try await connection.perform(
            "PUT", path, body: .form(parts), timeout: LoopConnection.modelTimeout)
        guard response.status == 200 else {
            throw NodeError.refused(request: "PUT /api\(path)", status: response.status, detail: response.detail)
        }
    }

    private static func path(_ model: String, _ format: String, of project: ProjectPath) -> String {
        let names = [project.organization, "projects", project.project, "models", model, format, "file"]
        return names.map { "/" + PercentEncoding.encode($0) }.joined()
    }

    /// The file name that the Loop gives the archive, read as the Python library reads it: what follows `filename=`,
    /// without quotes. There it names a folder, so it must be fit for that.
    static func fileName(of response: Response, to path: String) throws(NodeError) -> String {
        let parts = response.field("Content-Disposition")?.split(
            separator: "filename=", omittingEmptySubsequences: false)
        guard let parts, parts.count > 1 else {
            throw .malformedAnswer(request: "GET /api\(path)", reason: "it has no Content-Disposition with filename=")
        }
        let unquoted = String(parts[1].drop { $0 == "\"" }.reversed().drop { $0 == "\"" }.reversed())
        do {
            try MemberName.checkFlat(unquoted)
        } catch {
            throw .malformedAnswer(
                request: "GET /api\(path)", reason: "it names the file \(unquoted.debugDescription): \(error.sentence)")
        }
        return unquoted
    }
}
