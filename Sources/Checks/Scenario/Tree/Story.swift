/// A story: what is told step by step to a Loop, and what must come back.
///
/// Both front ends, YAML and Markdown, end in this tree. It knows where everything stood, and holds no values of
/// variables: the same story can be told to any Loop.
package struct Story: Sendable {
    /// Who told it.
    package enum Teller: Sendable {
        /// A story file (YAML).
        case story
        /// A document with commands and answers (Markdown).
        case document
    }

    package let teller: Teller
    package let source: SourceText
    /// The story's name: `story:` of a file, the first heading of a document, or the file's name.
    package let title: String
    /// The story's own variables, in order; a later one may use earlier ones.
    let variables: [(name: String, value: Template)]
    /// Files that are made before the first step.
    let files: [StoryFile]
    package let steps: [Step]
}

/// One step of a story.
package struct Step: Sendable {
    /// The place among the steps, from 1. In a document this is the number of the command, and a process that starts
    /// before a command has that command's number.
    package let number: Int
    /// What the author calls it; otherwise the command.
    package let title: String
    package let position: Position
    let action: Action
    let captures: [Capture]

    /// What is done.
    enum Action: Sendable {
        case request(RequestStep)
        case start(ProcessStart)
        case stop(ProcessStop)
        case run(CommandRun)
        case command(NodeCommand)
        case disconnect(Disconnection)
        case deploy(Deployment)
        case fault(Fault)
        case look(Lookout)
        case waitFor(NodeCondition)
        /// A command of a document that is not for the Loop, and why.
        case skip(reason: String)

        /// Whether it needs the control interface that only a MockLoop has.
        var needsControl: Bool {
            switch self {
            case .command, .disconnect, .deploy, .fault, .look, .waitFor: true
            case .request, .start, .stop, .run, .skip: false
            }
        }
    }
}

/// A request with what its answer must be like.
struct RequestStep: Sendable {
    let plan: RequestPlan
    let expectation: Expectation
    let patience: Patience

    /// Whether an answer that does not hold is asked for again.
    enum Patience: Sendable {
        /// Once and no more.
        case none
        /// Until it holds, at most so long.
        case until(Polling)
        /// As long as the runner's timeout says, if the request is idempotent (RFC 9110, section 9.2.2); documents.
        case whileIdempotent
    }
}

/// How a request is repeated.
struct Polling: Sendable {
    /// How often when nothing else is said; a person waiting sees no difference to less.
    static let defaultInterval = Duration.milliseconds(250)

    let within: Duration
    let interval: Duration
    /// An answer like this ends the waiting at once.
    let failIf: Expectation?
}

/// A process that runs beside the steps.
struct ProcessStart: Sendable {
    let name: String
    let command: LaunchCommand
    let environment: [(name: String, value: Template)]
    let directory: FileReference?
    let readiness: Readiness?

    /// When the process counts as started; without one it does at once.
    struct Readiness: Sendable {
        static let defaultPatience = Duration.seconds(30)

        enum Sign: Sendable {
            /// A line of its output contains this text.
            case output(Template)
            /// A request is answered as expected.
            case request(RequestPlan, Expectation)
        }

        let sign: Sign
        let within: Duration
    }
}

/// The end of a process.
struct ProcessStop: Sendable {
    /// How long a process may take after SIGTERM before it is killed.
    static let defaultGrace = Duration.seconds(5)

    let name: String
    let grace: Duration
    let exitCode: Int?
}

/// A command that runs to its end.
struct CommandRun: Sendable {
    static let defaultPatience = Duration.seconds(60)

    let command: LaunchCommand
    let environment: [(name: String, value: Template)]
    let directory: FileReference?
    let within: Duration
    let exitCode: Int
    let output: OutputExpectation?
}

/// What a command's output must be like.
struct OutputExpectation: Sendable {
    let position: Position
    let equals: TextPattern?
    let contains: [Template]
}

/// What is started.
enum LaunchCommand: Sendable {
    /// One text: for `/bin/sh -c`.
    case shell(Template)
    /// A list: the program and its arguments, without a shell.
    case arguments([Template])

    var shown: String {
        switch self {
        case .shell(let text): text.shown
        case .arguments(let words): words.map(\.shown).joined(separator: " ")
        }
    }
}

/// A value that a step keeps for later ones.
struct Capture: Sendable {
    enum Origin: Sendable {
        case pointer(JSONPointer)
        case field(String)
        case status
        case body
        /// The output of a command.
        case output
    }

    let variable: String
    let origin: Origin
    let position: Position
}

/// What a step of some kind has to capture from.
package enum CaptureSource: Sendable {
    /// A request or an answer: JSON pointers, fields, the status, the body.
    case answer
    /// The output of a command.
    case output
    /// A JSON value: an event, an acknowledgement, a node.
    case json
}

/// A file that a story brings with it.
struct StoryFile: Sendable {
    enum Content: Sendable {
        case text(Template)
        case json(JSONTemplate)
        /// So many bytes, always the same ones, which do not compress.
        case size(Int)
        /// A zip archive of such files.
        case zip([StoryFile])
    }

    /// A plain file name or a relative path below the story's directory.
    let name: String
    let content: Content
}
