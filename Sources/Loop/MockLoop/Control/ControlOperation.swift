/// What the control interface can be asked to do.
enum ControlOperation: String, CaseIterable {
    case getDocument, getState, reset
    case listProjects, createProject, getProject, changeProject, deleteProject
    case setDeploymentTarget, clearDeploymentTarget, changeImage
    case listNodes, getNode, disconnect
    case beginTraining, stopTraining, abortTraining, save, restart, sendUserInput, emit
    case listFaults, armFault, disarmFaults, disarmFault
    case getJournal, emptyJournal, wait

    /// The first name of every path; no path of a Loop begins with it.
    static let prefix = "mockloop"

    /// What stands in a path for the operation's own words: `{node}`.
    typealias Parameters = [String: String]

    /// What there is at a path.
    struct Place {
        fileprivate let operations: [(method: String, operation: ControlOperation)]
        let parameters: Parameters

        /// The methods that the path takes: HEAD is GET without the content.
        var methods: [String] { operations.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] } }

        /// What `method` means here.
        func operation(for method: String) -> ControlOperation? {
            operations.first { $0.method == (method == "HEAD" ? "GET" : method) }?.operation
        }
    }

    /// What there is at a path, of which the prefix is taken away; nil for nothing.
    static func place(at names: ArraySlice<String>) -> Place? {
        for template in templates where template.words.count == names.count {
            var parameters: Parameters = [:]
            let fits = zip(template.words, names).allSatisfy { word, name in
                guard word.hasPrefix("{") else { return word == name }
                parameters[String(word.dropFirst().dropLast())] = name
                return true
            }
            if fits { return Place(operations: template.operations, parameters: parameters) }
        }
        return nil
    }

    /// All paths, taken apart, in the order of their first operations.
    private static let templates: [Template] = {
        var templates: [Template] = []
        for operation in allCases {
            let description = operation.description
            let words = description.path.split(separator: "/")
            let entry = (description.method, operation)
            if let known = templates.firstIndex(where: { $0.words == words }) {
                templates[known].operations.append(entry)
            } else {
                templates.append(Template(words: words, operations: [entry]))
            }
        }
        return templates
    }()

    private struct Template {
        let words: [Substring]
        var operations: [(method: String, operation: ControlOperation)]
    }
}
