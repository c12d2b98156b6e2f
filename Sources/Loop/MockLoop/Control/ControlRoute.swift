internal import LoopDomain

/// What the control interface is asked for, by its path.
enum ControlRoute: Hashable {
    case document
    case state
    case reset
    case projects
    case project(ProjectPath)
    case deploymentTarget(ProjectPath)
    case image(ProjectPath, id: String)
    case nodes
    case node(String)
    case connection(of: String)
    case command(NodeCommand, of: String)
    case faults
    case fault(String)
    case journal
    case wait

    /// The first name of every path; no path of a Loop begins with it.
    static let prefix = "mockloop"

    init?(_ segments: [String]) {
        let names = Array(segments.dropFirst())
        switch (names.count, names.first) {
        case (1, "openapi.json"): self = .document
        case (1, "state"): self = .state
        case (1, "reset"): self = .reset
        case (1, "projects"): self = .projects
        case (1, "nodes"): self = .nodes
        case (1, "faults"): self = .faults
        case (1, "journal"): self = .journal
        case (1, "wait"): self = .wait
        case (2, "nodes"): self = .node(names[1])
        case (2, "faults"): self = .fault(names[1])
        case (3, "nodes") where names[2] == "connection": self = .connection(of: names[1])
        case (3, "nodes"):
            guard let command = NodeCommand(rawValue: names[2]) else { return nil }
            self = .command(command, of: names[1])
        case (3..., "projects"):
            let project = ProjectPath(organization: names[1], project: names[2])
            switch (names.count, names.dropFirst(3).first) {
            case (3, _): self = .project(project)
            case (4, "deployment_target"): self = .deploymentTarget(project)
            case (5, "images"): self = .image(project, id: names[4])
            default: return nil
            }
        default: return nil
        }
    }

    /// The methods that the route takes.
    var methods: [String] {
        switch self {
        case .document, .state, .nodes, .node: ["GET", "HEAD"]
        case .reset, .command, .wait: ["POST"]
        case .projects: ["GET", "HEAD", "POST"]
        case .project: ["GET", "HEAD", "PATCH", "DELETE"]
        case .deploymentTarget: ["PUT", "DELETE"]
        case .image: ["PATCH"]
        case .connection, .fault: ["DELETE"]
        case .faults: ["GET", "HEAD", "POST", "DELETE"]
        case .journal: ["GET", "HEAD", "DELETE"]
        }
    }
}

/// What a node that is connected can be told.
enum NodeCommand: String, CaseIterable {
    case beginTraining = "begin_training"
    case stopTraining = "stop_training"
    case abortTraining = "abort_training"
    case save
    case restart
    case userInput = "user_input"
    case emit
}
