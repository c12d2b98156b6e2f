extension ReadingError.Problem {
    /// What is wrong and how to mend it; the only place where the words for it are made.
    private var words: (message: String, fix: String) {
        switch self {
        case .unreadable(let reason): ("the file cannot be read: \(reason)", "check the path, and who may read it")
        case .fileKind(let name):
            (
                "\"\(name)\" is neither a story nor a document",
                "name a story .yaml or .yml, a document .md or .markdown"
            )
        case .tooLarge(let count):
            (
                "the file has \(count) bytes, more than the \(SourceText.maximumByteCount) that a story may have",
                "check the path: this looks like something else than a story"
            )
        case .notText:
            ("this byte is not part of a UTF-8 text", "save the file as UTF-8, or check the path")
        case .emptyStory: ("the story is empty", "begin with \"story: what it tells\" and \"steps:\"")
        case .yaml(let problem):
            ("this is no YAML: \(problem)", Self.fix(forYAML: problem))
        case .duplicateWord(let word): ("\"\(word)\" is given twice", "keep one of them, or rename the other")
        case .nameIsNoText: ("a list or mapping stands where a name is needed", "write a text before the colon")
        case .tooDeep(let depth): ("values are nested more than \(depth) deep", "flatten what is described here")
        case .tooMany(let count):
            ("the story has more than \(count) values, aliases counted each time", "split the story, use fewer aliases")
        case .unknownWord, .missingWord, .noneOf, .wrongKind, .noSteps, .stepWithoutAction, .twoActions, .startedTwice,
            .unknownProcess, .emptyCommand:
            structureWords
        case .duration, .size, .exitCode, .truth, .status, .pointer, .captureOrigin, .fileName, .unknownForm,
            .formStandsAlone, .valueOfDots:
            valueWords
        case .requestPattern, .projectPath, .acknowledgementOfCommand, .faultAction, .faultTarget, .count:
            controlWords
        case .unterminatedVariable, .variableName, .unknownVariable, .commandSubstitution, .variableNotation:
            variableWords
        case .unterminatedQuote, .shellOperator, .unknownOption, .optionWithoutValue, .optionValue, .missingURL,
            .secondURL, .scheme, .formPart, .headerWithoutColon, .twoBodies, .missingFileName, .standardInput:
            commandWords
        case .json(let error): error.words
        case .textAfterJSON:
            ("text follows after the JSON", "end the block before it, or check for a bracket that closes too early")
        case .noCommands, .noLoopCommands, .commentNotClosed, .unknownComment, .startWithoutCommand, .startNotation,
            .startOutOfRange:
            documentWords
        }
    }

    /// The traps of YAML that stories meet most, by what libyaml says about them.
    private static func fix(forYAML problem: String) -> String {
        if problem.hasPrefix("mapping values are not allowed") {
            return "put a text with a colon and a blank in quotes, or write >- and the text on the next, indented line"
        }
        if problem.hasPrefix("did not find expected ',' or") {
            return "close the bracket, or put the text in quotes: between brackets ${name} needs them"
        }
        if problem.hasPrefix("found character that cannot start any token") {
            return "indent with blanks, not tabs; put a text that begins with @, ` or % in quotes"
        }
        return "check indentation, colons and quotes at this place and just before it"
    }

    var message: String { words.message }
    var fix: String { words.fix }
}

extension ReadingError.Problem {
    fileprivate var structureWords: (message: String, fix: String) {
        switch self {
        case .unknownWord(let word, let subject, let nearest, let known):
            (
                "\"\(word)\" is no word of \(subject)",
                nearest.map { "write \"\($0)\"" } ?? "use one of \(known.joined(separator: ", "))"
            )
        case .missingWord(let word, let subject): ("\(subject) lacks \"\(word)\"", "add \"\(word): …\"")
        case .noneOf(let words, let subject):
            ("\(subject) says nothing", "give one of \(words.joined(separator: ", "))")
        case .wrongKind(let subject, let expected, let found):
            ("\(subject) must be \(expected), here is \(found)", Self.fix(forKind: expected))
        case .noSteps: ("the story has no steps", "add a first step, for example \"- curl: ${loop}/api/status\"")
        case .stepWithoutAction(let nearest):
            (
                "this step says nothing to do",
                nearest.map { "write \"\($0)\"" }
                    ?? "give it one of \(StepWord.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        case .twoActions(let first, let second):
            ("\"\(second)\" cannot stand beside \"\(first)\"", "keep one of them, or make two steps")
        case .startedTwice(let name):
            ("a process \"\(name)\" runs already", "stop it before, or give this one another name")
        case .unknownProcess(let name, let nearest, let running):
            (
                "no process \"\(name)\" runs here",
                nearest.map { "write \"\($0)\"" }
                    ?? (running.isEmpty
                        ? "start it in an earlier step" : "stop one of \(running.joined(separator: ", "))")
            )
        case .emptyCommand:
            ("the command is empty", "give a text for the shell, or a list of the program and its arguments")
        default: unexpected
        }
    }

    private static func fix(forKind kind: String) -> String {
        switch kind {
        case "a list": "begin each element with \"- \" on a line of its own, or write [a, b]"
        case "a mapping": "write \"name: value\" on indented lines, or { name: value }"
        default: "write one text; in quotes if it holds characters that mean something to YAML"
        }
    }

    fileprivate var valueWords: (message: String, fix: String) {
        switch self {
        case .duration(let text, let subject):
            ("\"\(text)\" is no time for \(subject)", "write a number above 0 and ms, s, min or h, at most a day: 30 s")
        case .size(let text):
            ("\"\(text)\" is no size", "write a number and B, kB, MB, GB, KiB, MiB or GiB, at most 16 GiB: 100 MB")
        case .exitCode(let text): ("\"\(text)\" is no exit code", "write a number from 0 to 255")
        case .truth(let text, let subject): ("\"\(text)\" is no answer to \(subject)", "write true or false")
        case .status(let text): ("\"\(text)\" is no status", "write a code such as 200, a class such as 2xx, or a list")
        case .pointer(let text):
            (
                "\"\(text)\" is no JSON pointer",
                "write \"\" for the whole, or /member/0/member; ~1 for a / and ~0 for a ~ in a name"
            )
        case .captureOrigin(let text, let source): ("\"\(text)\" is nothing that can be captured", source.fix)
        case .fileName(let name, let isMember):
            isMember
                ? ("\"\(name)\" is no name for a file in a model", "write a plain name: the archive of a model is flat")
                : (
                    "\"\(name)\" is no name for a file of a story",
                    "write a path below the story's folder, with / and without .."
                )
        case .unknownForm(let name, let nearest):
            (
                "<\(name)> is no form of a value",
                nearest.map { "write <\($0)>, or \\<\(name)> for the text itself" }
                    ?? "use one of \(Form.allCases.map(\.notation).joined(separator: " ")), or \\<\(name)> for the text"
            )
        case .formStandsAlone(let name):
            (
                "<\(name)> cannot stand inside of a text",
                "let it be the whole value, or use "
                    + Form.allCases.filter(\.fitsInText).map(\.notation).joined(separator: " ")
            )
        case .valueOfDots: ("\"...\" stands for more members and has no value", "write \"...:\" and nothing after it")
        default: unexpected
        }
    }

    fileprivate var controlWords: (message: String, fix: String) {
        switch self {
        case .requestPattern(let text):
            ("\"\(text)\" names no requests", "write a method and a path, where * is any text: PUT /api/*/trainings/*")
        case .projectPath(let text): ("\"\(text)\" names no project", "write ORGANIZATION/PROJECT")
        case .acknowledgementOfCommand:
            (
                "the Loop always asks for the acknowledgement of this",
                "leave it out, or use \"emit\" to send the event without being answered"
            )
        case .faultAction(let text):
            ("\"\(text)\" is no fault", "write a status, hang, cut, cut body, late, { acknowledge: … }, or none")
        case .faultTarget(.statusOfEvent):
            (
                "this cannot happen to an event",
                "use hang, cut, late or { acknowledge: … }, or name requests: PUT /api/*"
            )
        case .faultTarget(.acknowledgementOfRequest):
            (
                "a request is not acknowledged",
                "name an event after \"for\", or use a status, hang, cut, cut body or late"
            )
        case .faultTarget(.requestFromNode):
            ("which node sends a request is not known", "leave \"from\" out, or name an event after \"for\"")
        case .count(let text): ("\"\(text)\" is no number of times", "write a number from 1 to \(Fault.largestCount)")
        default: unexpected
        }
    }

    fileprivate var variableWords: (message: String, fix: String) {
        switch self {
        case .unterminatedVariable: ("the variable is not closed", "write ${name}, or $${ for the text itself")
        case .variableName(let name):
            ("\"\(name)\" is no name of a variable", "use letters, digits and _, beginning with a letter or _")
        case .unknownVariable(let name, let nearest, let inDocument):
            (
                "the variable \"\(name)\" is not known here",
                nearest.map { "write \"\($0)\", or give --variable \(name)=VALUE" }
                    ?? (inDocument
                        ? "give --variable \(name)=VALUE"
                        : "define it under \"variables\", capture it in an earlier step, or give --variable \(name)=VALUE")
            )
        case .commandSubstitution:
            (
                "a command's output cannot stand here",
                "run that command before, and give its output as --variable NAME=VALUE"
            )
        case .variableNotation(let text): ("\"\(text)\" defines no variable", "write --variable NAME=VALUE")
        default: unexpected
        }
    }

    fileprivate var documentWords: (message: String, fix: String) {
        switch self {
        case .noCommands:
            (
                "the document has no curl command",
                "write one as `curl …` in a line of text, or as a line of a fenced block"
            )
        case .noLoopCommands(let count):
            (
                count == 1
                    ? "the document's only curl command is not for a Loop"
                    : "none of the document's \(count) curl commands is for a Loop",
                "a command for a Loop has a URL with a path below \(DocumentReader.loopPath)"
            )
        case .commentNotClosed: ("the comment is not closed", "end it with -->")
        case .unknownComment(let text):
            ("\"\(text)\" says nothing to do", "write <!-- mockloop start: COMMAND -->")
        case .startWithoutCommand:
            ("no command is given to start", "write <!-- mockloop start: COMMAND -->")
        case .startNotation(let text):
            (
                "\"\(text)\" does not say what to start before which command",
                "write --start 'N: COMMAND' with the number of a curl command"
            )
        case .startOutOfRange(let number, let file, let commands):
            (
                "\(file) has no command number \(number)",
                "use the number of one of its commands:\n"
                    + commands.enumerated().map { "  \($0.offset + 1): \($0.element)" }.joined(separator: "\n")
            )
        default: unexpected
        }
    }

    /// The groups share one `switch` above; a case that is in the wrong group would end here.
    fileprivate var unexpected: (message: String, fix: String) {
        preconditionFailure("no words for the problem \(code)")
    }
}

extension CaptureSource {
    fileprivate var fix: String {
        switch self {
        case .answer: "write a JSON pointer such as /id, \"header NAME\", status or body"
        case .output: "write output"
        case .json: "write a JSON pointer such as /id"
        }
    }
}
