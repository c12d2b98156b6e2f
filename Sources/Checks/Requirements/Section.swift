/// The requirements of one topic, in the order in which they are listed.
package struct Section: Hashable, Sendable, Identifiable {
    /// The protocol that a section is about.
    package enum Subject: String, CaseIterable, Sendable {
        case engineIO = "Engine.IO"
        case socketIO = "Socket.IO"
        case webSocket = "WebSocket"
        /// HTTP/1.1, and the forms and cookies that it carries.
        case http = "HTTP"
        /// The Learning Loop's own protocol: what a Loop must do for its nodes.
        case loop = "Loop"
        case detector = "Detector"
        case trainer = "Trainer"
        case converter = "Converter"
        case annotator = "Annotator"
        /// What nodes of every kind have in common.
        case node = "Node"

        /// Whether this is the Learning Loop's own protocol, rather than one that it rests upon.
        package var isOfLearningLoop: Bool {
            switch self {
            case .engineIO, .socketIO, .webSocket, .http: false
            case .loop, .detector, .trainer, .converter, .annotator, .node: true
            }
        }
    }

    /// The place among the sections, counted from 1.
    package let number: Int
    package let title: String
    package let subject: Subject
    package let requirements: [Requirement]

    package var id: Int { number }

    /// A section written down as text, see ``RequirementReader``.
    init(number: Int, title: String, subject: Subject, text: String) {
        self.number = number
        self.title = title
        self.subject = subject
        do { requirements = try RequirementReader.requirements(in: text) } catch {
            // The text is part of this program; the tests read all of it.
            preconditionFailure("Section \(number), \(title): \(error)")
        }
    }
}
