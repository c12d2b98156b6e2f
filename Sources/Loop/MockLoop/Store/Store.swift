internal import Bytes
package import LoopDomain

/// Everything that a Loop knows: projects, their categories and models, who is logged in.
///
/// A value that changes or refuses, and says what it did. It reads no clock and opens no file: times come in, ids and
/// tokens come from a seeded source, so the same calls give the same state again. It does not know who asks over what.
package struct Store: Sendable {
    /// In the order in which they were made.
    package internal(set) var projects: [Project] = []
    private var projectPlaces: [ProjectPath: Int] = [:]
    package internal(set) var sessions: Sessions
    var random: SeededGenerator

    /// - Parameters:
    ///   - seed: determines every id and token.
    ///   - account: who may log in.
    package init(seed: UInt64, account: Account) {
        random = SeededGenerator(seed: seed)
        sessions = Sessions(account: account)
    }

    mutating func newID() -> String { RandomUUID.next(using: &random) }

    /// Where in ``projects`` the project at `path` is: looking there copies nothing.
    package func place(of path: ProjectPath) throws(Refusal) -> Int {
        guard let place = projectPlaces[path] else { throw .unknownProject(path) }
        return place
    }

    /// Makes a project, or replaces the one at its path.
    package mutating func put(_ project: Project) {
        if let place = projectPlaces[project.path] {
            projects[place] = project
        } else {
            projectPlaces[project.path] = projects.count
            projects.append(project)
        }
    }
}

/// Why the store did not do what it was asked.
package enum Refusal: Error, Hashable, Sendable {
    case unknownProject(ProjectPath)
    case unknownModel(id: String, ProjectPath)
    case unknownFormat(String, modelID: String)
    case badFormatName(String)
    case wrongCredentials
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownProject(let path):
            "There is no project \"\(path.project)\" in organization \"\(path.organization)\"."
        case .unknownModel(let id, let path): "There is no model \"\(id)\" in project \"\(path)\"."
        case .unknownFormat(let format, let id): "The model \"\(id)\" is not available in format \"\(format)\"."
        case .badFormatName(let name):
            "\"\(name)\" is no name of a format: it has 1 to \(Project.formatNameLength) letters, digits and \"-_.+\", and begins with a letter or digit."
        case .wrongCredentials: "The user name or the password is wrong."
        }
    }
}
