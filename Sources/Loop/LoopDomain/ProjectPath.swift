/// Which project of which organization. Both are ids: lower case, and not always the names that people see.
public struct ProjectPath: Sendable, Hashable, CustomStringConvertible {
    public var organization: String
    public var project: String

    public init(organization: String, project: String) {
        self.organization = organization
        self.project = project
    }

    /// The project's path below `/api`: `/zauberzeug/projects/demo`.
    public var resource: String { "/\(organization)/projects/\(project)" }

    public var description: String { "\(organization)/\(project)" }
}
