/// The words that say what a step does; each step has just one of them.
enum StepWord: String, Sendable, CaseIterable {
    case curl, request
    case start, stop, run
    case emit
    case beginTraining = "begin training"
    case stopTraining = "stop training"
    case abortTraining = "abort training"
    case userInput = "user input"
    case disconnect, deploy, fault
    case expectEvent = "expect event"
    case expectNoEvent = "expect no event"
    case expectRequest = "expect request"
    case expectNoRequest = "expect no request"
    case waitFor = "wait for"

    /// The words that may stand beside it.
    var companions: [String] {
        switch self {
        case .curl: Self.answerWords
        case .request: StoryFileReader.requestWords + Self.answerWords
        case .start: ["command", "environment", "directory", "ready"]
        case .stop: ["grace", "exit"]
        case .run: ["environment", "directory", "within", "expect", "capture"]
        case .emit: ["to", "arguments"] + Self.acknowledgementWords
        case .beginTraining, .stopTraining, .abortTraining, .userInput: ["with"] + Self.acknowledgementWords
        case .disconnect: []
        case .deploy: ["project"]
        case .fault: ["for", "from", "count", "delay"]
        case .expectEvent: ["from"] + Self.eventWords + ["fail-if", "within", "capture"]
        case .expectNoEvent: ["from"] + Self.eventWords
        case .expectRequest: StoryFileReader.expectationWords + ["within", "capture"]
        case .expectNoRequest: StoryFileReader.expectationWords
        case .waitFor: ["connected", "status", "within", "capture"]
        }
    }

    /// What such a step is called in an error: `an "emit" step`.
    var subject: String {
        let article = rawValue.hasPrefix("a") || rawValue.hasPrefix("e") ? "an" : "a"
        return "\(article) \"\(rawValue)\" step"
    }

    /// All words of such a step.
    var known: [String] { ["name", rawValue] + companions }

    /// What its `capture` looks at.
    var captureSource: CaptureSource {
        switch self {
        case .curl, .request, .expectRequest, .expectNoRequest: .answer
        case .run: .output
        case .start, .stop, .emit, .beginTraining, .stopTraining, .abortTraining, .userInput, .disconnect, .deploy,
            .fault,
            .expectEvent, .expectNoEvent, .waitFor:
            .json
        }
    }

    private static let answerWords = ["expect", "capture", "until"]
    private static let acknowledgementWords = ["acknowledgement", "within", "capture"]
    private static let eventWords = ["arguments", "json", "at"]

    /// Every word that can stand in a step, for the test of the reference.
    static var allWords: [String] { Set(allCases.flatMap(\.known)).sorted() }
}
