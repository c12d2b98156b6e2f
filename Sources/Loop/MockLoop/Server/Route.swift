internal import Bytes
internal import LoopDomain

/// What a request asks for, by its path.
enum Route: Hashable {
    case status
    case logIn
    case logOut
    case token
    case projects
    case generator(organization: String)
    case project(ProjectPath)
    case data(ProjectPath)
    case images(ProjectPath)
    case picture(ProjectPath, id: String)
    case noveltyScores(ProjectPath)
    case detections(ProjectPath)
    case models(ProjectPath)
    /// A model that comes without id: `…/models/{format}`, as old tests do, and `…/{format}`, as the README does.
    case newModel(ProjectPath, format: String)
    case modelFile(ProjectPath, id: String, format: String)
    case trainings(ProjectPath)
    case trainedModel(ProjectPath, training: String, format: String)
    case detectors(ProjectPath)
    case deploymentTarget(ProjectPath)
    case deploymentImages(ProjectPath)

    /// The methods that the route takes.
    var methods: [String] {
        switch self {
        case .status, .projects, .data, .picture, .models, .trainings, .deploymentTarget, .deploymentImages:
            Self.reading
        case .project: Self.readingAndDeleting
        case .images: Self.readingAndPosting
        case .logIn, .logOut, .token, .generator, .detections, .newModel, .detectors: Self.posting
        case .modelFile: Self.readingAndPutting
        case .noveltyScores, .trainedModel: Self.putting
        }
    }

    private static let reading = ["GET", "HEAD"]
    private static let readingAndDeleting = ["GET", "HEAD", "DELETE"]
    private static let readingAndPosting = ["GET", "HEAD", "POST"]
    private static let readingAndPutting = ["GET", "HEAD", "PUT"]
    private static let posting = ["POST"]
    private static let putting = ["PUT"]
}

extension RequestPath {
    /// The route of this path, or nil.
    var route: Route? {
        guard segments.first == "api" else { return nil }
        switch segments.count {
        case 2:
            switch segments[1] {
            case "status": return .status
            case "login": return .logIn
            case "logout": return .logOut
            case "token": return .token
            case "projects": return .projects
            default: return nil
            }
        case 4... where segments[2] == "projects":
            return route(in: ProjectPath(organization: segments[1], project: segments[3]), below: segments[4...])
        default: return nil
        }
    }

    private func route(in project: ProjectPath, below names: ArraySlice<String>) -> Route? {
        let names = Array(names)
        switch (names.count, names.first) {
        // There can be no project of this name.
        case (0, _):
            return project.project == "generator" ? .generator(organization: project.organization) : .project(project)
        case (1, "data"): return .data(project)
        case (1, "images"): return .images(project)
        case (1, "detections"): return .detections(project)
        case (1, "models"): return .models(project)
        case (1, "trainings"): return .trainings(project)
        case (1, "detectors"): return .detectors(project)
        case (1, "deployment"): return nil
        case (1, let format?): return .newModel(project, format: format)
        case (2, "images"): return names[1] == "novelty_scores" ? .noveltyScores(project) : nil
        case (2, "models"): return .newModel(project, format: names[1])
        case (2, "deployment"):
            switch names[1] {
            case "target": return .deploymentTarget(project)
            case "imageIds": return .deploymentImages(project)
            default: return nil
            }
        case (3, "images") where names[2] == "main" || names[2] == "thumb": return .picture(project, id: names[1])
        case (4, "models") where names[3] == "file":
            return .modelFile(project, id: names[1], format: names[2])
        case (6, "trainings") where names[2] == "models" && names[3] == "latest" && names[5] == "file":
            return .trainedModel(project, training: names[1], format: names[4])
        default: return nil
        }
    }
}
