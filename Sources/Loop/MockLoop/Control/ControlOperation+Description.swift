internal import JSON
internal import LoopDomain

/// What is asked for, with what, and what comes of it.
struct ControlDescription {
    let method: String
    /// Behind the prefix; `{…}` stands for any name.
    let path: String
    /// One sentence.
    let summary: String
    /// What there is to say besides.
    var details = ""
    var query: [Property] = []
    /// The body; nil where there is none to send.
    var body: Schema?
    /// What answers it, with status 200.
    let answer: Schema
    /// What may answer it instead, beside the statuses that any request may get.
    var refusals: [Int] = []

    /// What the names in the path are, in their order.
    var parameters: [Property] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            Self.parameter(String($0.dropFirst().dropLast()))
        }
    }

    private static func parameter(_ name: String) -> Property {
        let about =
            switch name {
            case "organization": "The id of an organization, such as `zauberzeug`."
            case "project": "The id of a project, such as `demo`."
            case "node":
                "The id of a node, the id of its session, its name, or its kind when just one of that kind is connected."
            default: "Its id."
            }
        return Property(name: name, schema: Self.name, about: about, isRequired: true)
    }

    /// What the path of a request takes for a name: see ``RequestPath``, which holds it to that.
    private static let name = Schema.text(
        Schema.Text(pattern: "[^\\u0000-\\u001F\\u007F/\\\\]+", exceptions: [".", ".."]))

    /// All statuses that may answer it but 200, in their order.
    var failures: [Int] {
        let byItself = [400] + (body == nil ? [] : [413, 415, 422]) + (query.isEmpty ? [] : [422])
        return Set(byItself + refusals).sorted()
    }
}

extension ControlOperation {
    var description: ControlDescription {
        switch self {
        case .getDocument:
            ControlDescription(
                method: "GET", path: "/openapi.json", summary: "Shows this document.",
                answer: .object(Schema.Object(members: [], others: .any)))
        case .getState:
            ControlDescription(
                method: "GET", path: "/state", summary: "Shows what there is: projects, nodes, faults, the journal.",
                answer: .state)
        case .reset:
            ControlDescription(
                method: "POST", path: "/reset", summary: "Makes everything as it was after the start.",
                details: """
                    Projects and their ids are made anew, faults are disarmed, requests that hang are cut, the journal is \
                    emptied; its numbers go on, and so do those who wait for its entries. What is connected stays \
                    connected and known, and whoever is logged in stays so: nodes before version 0.10 of the library \
                    never log in again.
                    """,
                body: .object([]), answer: .state)

        case .listProjects:
            ControlDescription(
                method: "GET", path: "/projects", summary: "Lists the projects.",
                answer: .record(["projects": .list(of: .projectSummary)]))
        case .createProject:
            ControlDescription(
                method: "POST", path: "/projects", summary: "Makes a project, or replaces the one that there is.",
                details: """
                    Takes what the Loop's own generator takes (`POST /api/{organization}/projects/generator`): how many \
                    there shall be of everything. The same wish gives the same project, down to all ids.
                    """,
                body: .projectOrder, answer: .project)
        case .getProject:
            ControlDescription(
                method: "GET", path: "/projects/{organization}/{project}", summary: "Shows all that a project has.",
                answer: .project, refusals: [404])
        case .changeProject:
            ControlDescription(
                method: "PATCH", path: "/projects/{organization}/{project}", summary: "Changes a project.",
                body: .projectChange, answer: .project, refusals: [404])
        case .deleteProject:
            ControlDescription(
                method: "DELETE", path: "/projects/{organization}/{project}", summary: "Deletes a project.",
                query: [
                    Property(
                        name: "keep_images", schema: .word(["true", "false"]),
                        about: "Whether its images can still be downloaded.", standard: "false")
                ], answer: .record(["deleted": .flag]), refusals: [404])
        case .setDeploymentTarget:
            ControlDescription(
                method: "PUT", path: "/projects/{organization}/{project}/deployment_target",
                summary: "Chooses the model that the detectors of a project shall have.", body: .modelChoice,
                answer: .deploymentTarget, refusals: [404, 409])
        case .clearDeploymentTarget:
            ControlDescription(
                method: "DELETE", path: "/projects/{organization}/{project}/deployment_target",
                summary: "Lets the detectors of a project have no model.",
                answer: .record(["deployment_target": .null]), refusals: [404])
        case .changeImage:
            ControlDescription(
                method: "PATCH", path: "/projects/{organization}/{project}/images/{id}", summary: "Changes an image.",
                body: .imageChange, answer: .image, refusals: [404])

        case .listNodes:
            ControlDescription(
                method: "GET", path: "/nodes",
                summary: "Lists the nodes that are or were connected over Socket.IO, whoever spoke first in front.",
                answer: .record(["nodes": .list(of: .node)]))
        case .getNode:
            ControlDescription(
                method: "GET", path: "/nodes/{node}", summary: "Shows a node.", answer: .node, refusals: [404, 409])
        case .disconnect:
            command(
                "DELETE", "connection", "Ends the Socket.IO connection of a node, which will come back.",
                answer: .record(["disconnected": .flag]))
        case .beginTraining:
            command(
                "POST", "begin_training", "Lets a trainer begin a training.",
                details: "Sends `begin_training` with all that any version of the library reads.",
                body: .trainingOrder, answer: .trainingAnswer)
        case .stopTraining:
            command(
                "POST", "stop_training", "Lets a trainer stop: it keeps what it has.", body: .patience,
                answer: .commandAnswer)
        case .abortTraining:
            command(
                "POST", "abort_training", "Lets a trainer stop and throw away what it has.",
                details:
                    "A trainer that does not agree, as those before version 0.20, is told to `stop_training` then.",
                body: .patience, answer: .commandAnswer)
        case .save:
            command(
                "POST", "save", "Lets a trainer up to version 0.7.4 upload a model that it announced.",
                body: .saveOrder, answer: .commandAnswer)
        case .restart:
            command(
                "POST", "restart", "Lets a node end itself, to be started again by whoever started it.",
                details: "No node acknowledges it, so nobody waits for that, whatever the time limit.", body: .patience,
                answer: .sent)
        case .sendUserInput:
            command(
                "POST", "user_input", "Lets an annotator know what a person does with mouse and keys.",
                body: .userInput, answer: .commandAnswer)
        case .emit:
            command(
                "POST", "emit", "Sends any event to a node.", body: .emission,
                answer: .either([.sent, .commandAnswer], by: .presence(of: "sent")))

        case .listFaults:
            ControlDescription(
                method: "GET", path: "/faults", summary: "Lists the faults that are armed, oldest first.",
                answer: .record(["faults": .list(of: .fault)]))
        case .armFault:
            ControlDescription(
                method: "POST", path: "/faults", summary: "Lets something go wrong.",
                details: """
                    A request that meets the fault is read whole; then it is not done, but with `cut_body` and `late`. \
                    What is below `/\(Self.prefix)` never meets one. Of several faults that a request or an event could \
                    meet it meets the oldest.
                    """,
                body: .faultOrder, answer: .fault)
        case .disarmFaults:
            ControlDescription(
                method: "DELETE", path: "/faults", summary: "Disarms all faults.",
                answer: .record(["faults": .list(of: .fault)]))
        case .disarmFault:
            ControlDescription(
                method: "DELETE", path: "/faults/{id}", summary: "Disarms a fault.",
                answer: .record(["disarmed": .flag]), refusals: [404])

        case .getJournal:
            ControlDescription(
                method: "GET", path: "/journal", summary: "Shows what happened, oldest first.",
                details: "To read on, ask again with `after` set to the answer's `next`.",
                query: Schema.journalQuery.members, answer: .journalPage)
        case .emptyJournal:
            ControlDescription(
                method: "DELETE", path: "/journal", summary: "Empties the journal; its numbers go on.",
                answer: .journalPage)
        case .wait:
            ControlDescription(
                method: "POST", path: "/wait", summary: "Waits for something to happen, and shows it.",
                details: """
                    What is not said does not matter. Without `after` only what comes from now on counts; with it the \
                    first entry behind that number, if there is one, is shown at once. An entry is there when all of it \
                    is: a request when it has been answered.
                    """,
                body: .waitOrder, answer: .journalEntry, refusals: [504])
        }
    }

    private func command(
        _ method: String, _ name: String, _ summary: String, details: String = "", body: Schema? = nil, answer: Schema
    ) -> ControlDescription {
        ControlDescription(
            method: method, path: "/nodes/{node}/\(name)", summary: summary, details: details, body: body,
            answer: answer, refusals: [404, 409])
    }
}
