internal import JSON
internal import LoopDomain
internal import ModelArchive

/// A project that the user of a node can see.
struct ListedProject: Hashable {
    let path: ProjectPath

    /// Below `/api`, as the Loop says: `/zauberzeug/projects/demo`.
    let resource: String

    /// Reads an entry of the answer to `GET /api/projects`.
    ///
    /// The ids become names of folders, so they must be fit for that.
    init(json: Value) throws(DomainError) {
        func text(_ name: String) throws(DomainError) -> String {
            guard let text = json[name]?.string, !text.isEmpty else {
                throw DomainError(what: "a project has no string \(name.debugDescription): \(json)")
            }
            return text
        }
        resource = try text("resource")
        guard resource.hasPrefix("/") else {
            throw DomainError(what: "the resource of a project does not begin with /: \(resource.debugDescription)")
        }
        path = ProjectPath(organization: try text("organization_id"), project: try text("project_id"))
        try path.checkFolderNames()
    }
}

/// A model as a converter looks at it.
struct ListedModel: Hashable {
    let id: String
    /// Nil for a model that has no version yet.
    let version: String?
    let formats: [String]

    /// Reads an entry of the answer to `GET …/models`.
    init(json: Value) throws(DomainError) {
        guard let id = json["id"]?.string else { throw DomainError(what: "a model has no string \"id\": \(json)") }
        try DomainError.checkFolderName(id)
        self.id = id
        version = json["version"]?.string ?? json["version"]?.number?.text
        guard let formats = json["formats"]?.array else {
            throw DomainError(what: "the model \(id) has no array \"formats\"")
        }
        self.formats = formats.compactMap(\.string)
    }

    /// Whether it has a version and can be had in `source`, but not yet in `target`.
    func isToBeConverted(from source: String, to target: String) -> Bool {
        version?.isEmpty == false && formats.contains(source) && !formats.contains(target)
    }
}
