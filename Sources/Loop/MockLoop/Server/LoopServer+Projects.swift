internal import HTTPServer
internal import JSON
internal import LoopDomain

extension LoopServer {
    /// Bytes of what the generator is asked for.
    private static let configurationByteCountLimit = 1 << 20
    /// Bytes of what a node says of itself: a hundred times what any does.
    static let statusByteCountLimit = 64 << 10

    /// `POST …/projects/generator`: a project that is there at once replaces one of the same name.
    func generate(_ exchange: Exchange, organization: String) async throws {
        let json = try await json(of: exchange, limit: Self.configurationByteCountLimit)
        let configuration = try ProjectConfiguration(json: json, organization: organization)
        store.put(Generator.project(configuration, host: host(for: exchange), at: now))
        exchange.answer(.json(store.projects[try store.place(of: configuration.path)].json))
    }

    /// `POST …/detectors`, from version 0.16 on.
    func receiveDetectorStatus(_ exchange: Exchange, in project: ProjectPath) async throws {
        _ = try store.place(of: project)
        let status = try await json(of: exchange, limit: Self.statusByteCountLimit)
        guard let id = status["uuid"]?.string ?? status["id"]?.string, let name = status["name"]?.string else {
            throw DomainError(what: "A detector's status needs a text in \"uuid\" and in \"name\".")
        }
        try store.note(detector: id, name: name, status: status, in: project, at: now)
        exchange.answer(.json(["success": true]))
    }

    /// `GET …/deployment/imageIds`, which a script of 2022 asks for: the images in which the deployed model has found
    /// nothing yet.
    func imagesToDetect(in path: ProjectPath) throws -> Value {
        let project = store.projects[try store.place(of: path)]
        guard let version = project.deployedModel?.version else { throw Refusal.noTarget(path) }
        let images = project.images.all.filter { image in
            image.image.detections.filter { $0["model_name"]?.string == version }.isEmpty
        }
        return .array(images.map { .string($0.image.id) })
    }
}
