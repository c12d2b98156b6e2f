internal import Bytes
package import JSON
package import LoopDomain

/// Everything that a Loop knows: projects with their images, models and trainings, who is logged in.
///
/// A value that changes or refuses, and says what it did. It reads no clock and opens no file: times come in, ids and
/// tokens come from a seeded source, so the same calls give the same state again. It does not know who asks over what.
package struct Store: Sendable {
    /// In the order in which they were made.
    package internal(set) var projects: [Project] = []
    private var projectPlaces: [ProjectPath: Int] = [:]
    /// The images of projects that were deleted, but not those.
    package private(set) var keptImages: [ProjectPath: Images] = [:]
    package internal(set) var sessions: Sessions
    /// The nodes that sent a status, by their ids.
    package internal(set) var nodes: [String: Node] = [:]
    /// In the order in which they first did.
    package internal(set) var nodeOrder: [String] = []
    var random: SeededGenerator
    var takenTrainingNumbers: [ProjectPath: Int] = [:]
    /// The ids of models whose first format is being uploaded.
    var takenTrainings: [ProjectPath: [Int: TrainedDraft]] = [:]

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
        takenTrainingNumbers[project.path] = nil
        takenTrainings[project.path] = nil
        if let place = projectPlaces[project.path] {
            projects[place] = project
        } else {
            projectPlaces[project.path] = projects.count
            projects.append(project)
        }
    }

    /// Deletes a project.
    ///
    /// - Parameter keepsImages: whether its images can still be had by their ids.
    package mutating func deleteProject(at path: ProjectPath, keepingImages keepsImages: Bool) throws(Refusal) {
        let place = try place(of: path)
        keptImages[path] = keepsImages ? projects[place].images : nil
        projects.remove(at: place)
        takenTrainingNumbers[path] = nil
        takenTrainings[path] = nil
        projectPlaces = Dictionary(uniqueKeysWithValues: projects.enumerated().map { ($1.path, $0) })
    }

    // MARK: Detectors

    /// A detector says that it is there.
    package mutating func note(
        detector id: String, name: String, status: Value, in path: ProjectPath, at now: Timestamp
    ) throws(Refusal) {
        let place = try place(of: path)
        let detector = Detector(id: id, name: name, status: status, lastSeen: now)
        if let known = projects[place].detectors.firstIndex(where: { $0.id == id }) {
            projects[place].detectors[known] = detector
        } else {
            if projects[place].detectors.count >= Self.detectorCountLimit { projects[place].detectors.removeFirst() }
            projects[place].detectors.append(detector)
        }
    }

    /// Detectors of a project that are remembered at most; then the one that was seen first goes.
    package static let detectorCountLimit = 10_000

    /// Sets which model detectors shall have; nil for none.
    ///
    /// - Parameter model: its id or its version.
    package mutating func deploy(_ model: String?, in path: ProjectPath) throws(Refusal) -> TrainedModel? {
        let place = try place(of: path)
        guard let model else {
            projects[place].deploymentTarget = nil
            return nil
        }
        let models = projects[place].models
        guard let found = models[model] ?? models.model(version: model) else { throw .unknownModel(id: model, path) }
        guard found.model.version != nil else { throw .unversionedModel(id: found.model.id) }
        projects[place].deploymentTarget = found.model.id
        return found.model
    }
}

/// Why the store did not do what it was asked.
package enum Refusal: Error, Hashable, Sendable {
    case unknownProject(ProjectPath)
    case unknownModel(id: String, ProjectPath)
    case unversionedModel(id: String)
    case unknownFormat(String, modelID: String)
    case unknownImage(id: String, ProjectPath)
    case unknownTraining(Int, ProjectPath)
    case noTraining(trainer: String, ProjectPath)
    case noTarget(ProjectPath)
    case alreadyStored(id: String, format: String)
    case announcementWithoutID
    case badModelID(String)
    case badFormatName(String)
    case badName(what: String, name: String)
    case tooMany(what: String, limit: Int)
    case tooManyIDs(Int)
    case wrongCredentials
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownProject(let path):
            "There is no project \"\(path.project)\" in organization \"\(path.organization)\"."
        case .unknownModel(let id, let path): "There is no model \"\(id)\" in project \"\(path)\"."
        case .unversionedModel(let id): "The model \"\(id)\" has no version: its files have not been uploaded."
        case .unknownFormat(let format, let id): "The model \"\(id)\" is not available in format \"\(format)\"."
        case .unknownImage(let id, let path): "There is no image \"\(id)\" in project \"\(path)\"."
        case .unknownTraining(let number, let path):
            "There is no training \(number) in project \"\(path)\": trainings are begun by the Loop, and count from 1."
        case .noTraining(let trainer, let path): "The trainer \"\(trainer)\" has no training in project \"\(path)\"."
        case .noTarget(let path): "No model has been chosen for the detectors of project \"\(path)\"."
        case .alreadyStored(let id, let format): "The model \"\(id)\" is stored in format \"\(format)\" already."
        case .announcementWithoutID: "A model that is announced needs an \"id\"."
        case .badModelID(let id):
            "\"\(id.prefix(100))\" is no id of a model: it has 1 to \(FormatName.length) letters, digits and \"-_.+\", and begins with a letter or digit."
        case .badFormatName(let name):
            "\"\(name)\" is no name of a format: it has 1 to \(FormatName.length) letters, digits and \"-_.+\", and begins with a letter or digit."
        case .badName(let what, let name):
            "\"\(name)\" is no name of \(what): it has 1 to \(ProjectConfiguration.nameLength) lower-case letters, digits, \"-\", \"_\" and \".\", and begins with a letter or digit."
        case .tooMany(let what, let limit): "A project gets at most \(limit) \(what)."
        case .tooManyIDs(let count):
            "\(count) ids are too many for one question: \(Store.imageIDCountLimit) at most."
        case .wrongCredentials: "The user name or the password is wrong."
        }
    }
}
