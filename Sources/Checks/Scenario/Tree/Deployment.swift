/// The model that the detectors of a project shall use.
struct Deployment: Sendable {
    /// A version or a model's id; nil for none.
    let model: Template?
    let project: ProjectReference?
}

/// A project as a story names it: `organization/project`.
struct ProjectReference: Sendable {
    let path: Template

    /// The two parts of a path; nil when these are not two.
    static func parts(of path: String) -> (organization: String, project: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}
