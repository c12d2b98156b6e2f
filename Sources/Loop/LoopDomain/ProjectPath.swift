/// Which project of which organization. Both are ids: lower case, and not always the names that people see.
public struct ProjectPath: Sendable, Hashable, CustomStringConvertible {
    /// The id of the organization.
    public var organization: String
    /// The id of the project.
    public var project: String

    /// The project of an organization.
    public init(organization: String, project: String) {
        self.organization = organization
        self.project = project
    }

    /// The project's path below `/api`: `/zauberzeug/projects/demo`.
    public var resource: String { "/\(organization)/projects/\(project)" }

    /// `zauberzeug/demo`.
    public var description: String { "\(organization)/\(project)" }
}
