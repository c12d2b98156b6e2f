internal import Bytes
internal import HTTPClient
internal import JSON
internal import Logging
internal import LoopDomain

/// Images on their way from a Loop to a data folder.
struct ImageExchange: Sendable {
    /// Ids in one question for what is known of images. The Python library's number.
    static let chunkLength = 100
    /// Downloads at a time, and the least time between the beginnings of two. The Python library's numbers.
    static let parallelCount = 10
    static let pause = Duration.milliseconds(20)

    let connection: LoopConnection
    let store: ImageStore
    let checker: ImageChecker
    let clock: any Clock<Duration>
    let logger: Logger

    /// The ids of a project's images in a state: `complete`.
    func ids(of project: ProjectPath, in state: String) async throws -> [String] {
        let path = "\(Self.path(of: project))/data?state=\(state)"
        let request = "GET /api\(path)"
        let answer = try await connection.perform("GET", path).json(of: request)
        guard let ids = answer["image_ids"]?.array else {
            throw NodeError.malformedAnswer(request: request, reason: #"it has no array "image_ids""#)
        }
        return ids.compactMap(\.string)
    }

    /// What is known of images, as the Loop says it; those that cannot be asked for are left out, and that is logged.
    ///
    /// - Parameter progress: called with the part that is done, from 0 to 1.
    func data(
        of ids: [String], in project: ProjectPath, progress: @Sendable (Double) -> Void = { _ in }
    ) async throws -> [Value] {
        var images: [Value] = []
        for start in stride(from: 0, to: ids.count, by: Self.chunkLength) {
            progress(Double(start) / Double(ids.count))
            let chunk = ids[start..<min(start + Self.chunkLength, ids.count)]
            let list = chunk.map { PercentEncoding.encode($0) }.joined(separator: ",")
            let path = "\(Self.path(of: project))/images?ids=\(list)"
            let response = try await connection.perform("GET", path)
            guard response.status == 200 else {
                logger.error("Nothing is known of \(chunk.count) images: status \(response.status) \(response.detail)")
                continue
            }
            images += try response.json(of: "GET /api\(path)")["images"]?.array ?? []
        }
        return images
    }

    /// Fetches those images that are not there. What the Loop does not give, and damaged ones, are left out, and that is
    /// logged.
    ///
    /// - Parameter progress: called with the part that is done, from 0 to 1.
    /// - Throws: `TransferError` when the Loop cannot be reached: those that came before are there.
    func download(
        _ ids: [String], of project: ProjectPath, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        try await store.prepare(project)
        let missing = await store.missing(ids, in: project)
        guard !missing.isEmpty else { return progress(1) }
        logger.info("Downloading \(missing.count) of \(ids.count) images of \(project)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, id) in missing.enumerated() {
                if position >= Self.parallelCount { try await group.next() }
                if position > 0 { try await clock.sleep(for: Self.pause) }
                progress(Double(position) / Double(missing.count))
                group.addTask { try await downloadOne(id, of: project) }
            }
            try await group.waitForAll()
        }
        progress(1)
    }

    private func downloadOne(_ id: String, of project: ProjectPath) async throws {
        let path = "\(Self.path(of: project))/images/\(PercentEncoding.encode(id))/main"
        let incoming = store.incomingPath(of: id, in: project)
        let response = try await connection.perform("GET", path, responseBody: .file(path: incoming))
        guard response.status == 200 else {
            logger.error("The image \(id) cannot be had: status \(response.status) \(response.detail)")
            return await store.discard(id, in: project)
        }
        if try await checker.isWhole(incoming) {
            try await store.admit(id, in: project)
        } else {
            logger.error("The image \(id) is damaged; it is left out")
            await store.discard(id, in: project)
        }
    }

    static func path(of project: ProjectPath) -> String {
        "/\(PercentEncoding.encode(project.organization))/projects/\(PercentEncoding.encode(project.project))"
    }
}
