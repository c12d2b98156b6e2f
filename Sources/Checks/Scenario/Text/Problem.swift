package import JSON

extension ReadingError {
    /// What can be wrong with a story or document, with the values that a message names.
    ///
    /// Each case has a file in `Scenarios/wrong` that has just this wrong, and the message beside it.
    package enum Problem: Sendable {
        // The file
        case unreadable(reason: String)
        case fileKind(String)
        case tooLarge(byteCount: Int)
        case notText
        // YAML
        case emptyStory
        case yaml(String)
        case duplicateWord(String)
        case nameIsNoText
        case tooDeep(Int)
        case tooMany(Int)
        // Words of a story
        case unknownWord(String, subject: String, nearest: String?, known: [String])
        case missingWord(String, subject: String)
        case noneOf([String], subject: String)
        case wrongKind(subject: String, expected: String, found: String)
        case noSteps
        case stepWithoutAction(nearest: String?)
        case twoActions(String, String)
        case startedTwice(String)
        case unknownProcess(String, nearest: String?, running: [String])
        case emptyCommand
        // Values
        case duration(String, subject: String)
        case size(String)
        case exitCode(String)
        case truth(String, subject: String)
        case status(String)
        case pointer(String)
        case captureOrigin(String, from: CaptureSource)
        case fileName(String, isMember: Bool)
        case unknownForm(String, nearest: String?)
        case formStandsAlone(String)
        case valueOfDots
        case requestPattern(String)
        case projectPath(String)
        case acknowledgementOfCommand
        case faultAction(String)
        case faultTarget(FaultMistake)
        case count(String)
        // Variables
        case unterminatedVariable
        case variableName(String)
        case unknownVariable(String, nearest: String?, inDocument: Bool)
        case commandSubstitution
        case variableNotation(String)
        // Command lines
        case unterminatedQuote(String)
        case shellOperator(String)
        case unknownOption(String, nearest: String?, hasEqualsSign: Bool)
        case optionWithoutValue(String)
        case optionValue(String, String, expected: String)
        case missingURL
        case secondURL(String, first: String)
        case scheme(String)
        case formPart(String)
        case headerWithoutColon(String)
        case twoBodies(String, String)
        case missingFileName(String)
        case standardInput(String)
        // JSON
        case json(SyntaxError)
        case textAfterJSON
        // Documents
        case noCommands
        case noLoopCommands(Int)
        case commentNotClosed
        case unknownComment(String)
        case startWithoutCommand
        case startNotation(String)
        case startOutOfRange(Int, file: String, commands: [String])
    }
}

/// What a fault asks of events and requests that they do not have.
package enum FaultMistake: Sendable {
    case statusOfEvent
    case acknowledgementOfRequest
    case requestFromNode
}

/// The names of all problems, so that a test can tell whether each has its file in `Scenarios/wrong`.
package enum ProblemCode: String, Sendable, CaseIterable {
    case unreadable, fileKind, tooLarge, notText
    case emptyStory, yaml, duplicateWord, nameIsNoText, tooDeep, tooMany
    case unknownWord, missingWord, noneOf, wrongKind, noSteps, stepWithoutAction, twoActions, startedTwice
    case unknownProcess, emptyCommand
    case duration, size, exitCode, truth, status, pointer, captureOrigin, fileName, unknownForm, formStandsAlone
    case valueOfDots
    case requestPattern, projectPath, acknowledgementOfCommand, faultAction, faultTarget, count
    case unterminatedVariable, variableName, unknownVariable, commandSubstitution, variableNotation
    case unterminatedQuote, shellOperator, unknownOption, optionWithoutValue, optionValue, missingURL, secondURL
    case scheme, formPart, headerWithoutColon, twoBodies, missingFileName, standardInput
    case jsonEndsEarly, jsonUnexpected, jsonWord, jsonLeadingZero, jsonControlCharacter, textAfterJSON
    case noCommands, noLoopCommands, commentNotClosed, unknownComment, startWithoutCommand, startNotation,
        startOutOfRange
}

extension ReadingError.Problem {
    package var code: ProblemCode {
        switch self {
        case .unreadable: .unreadable
        case .fileKind: .fileKind
        case .tooLarge: .tooLarge
        case .notText: .notText
        case .emptyStory: .emptyStory
        case .yaml: .yaml
        case .duplicateWord: .duplicateWord
        case .nameIsNoText: .nameIsNoText
        case .tooDeep: .tooDeep
        case .tooMany: .tooMany
        case .unknownWord: .unknownWord
        case .missingWord: .missingWord
        case .noneOf: .noneOf
        case .wrongKind: .wrongKind
        case .noSteps: .noSteps
        case .stepWithoutAction: .stepWithoutAction
        case .twoActions: .twoActions
        case .startedTwice: .startedTwice
        case .unknownProcess: .unknownProcess
        case .emptyCommand: .emptyCommand
        case .duration: .duration
        case .size: .size
        case .exitCode: .exitCode
        case .truth: .truth
        case .status: .status
        case .pointer: .pointer
        case .captureOrigin: .captureOrigin
        case .fileName: .fileName
        case .unknownForm: .unknownForm
        case .formStandsAlone: .formStandsAlone
        case .valueOfDots: .valueOfDots
        case .requestPattern: .requestPattern
        case .projectPath: .projectPath
        case .acknowledgementOfCommand: .acknowledgementOfCommand
        case .faultAction: .faultAction
        case .faultTarget: .faultTarget
        case .count: .count
        case .unterminatedVariable: .unterminatedVariable
        case .variableName: .variableName
        case .unknownVariable: .unknownVariable
        case .commandSubstitution: .commandSubstitution
        case .variableNotation: .variableNotation
        case .unterminatedQuote: .unterminatedQuote
        case .shellOperator: .shellOperator
        case .unknownOption: .unknownOption
        case .optionWithoutValue: .optionWithoutValue
        case .optionValue: .optionValue
        case .missingURL: .missingURL
        case .secondURL: .secondURL
        case .scheme: .scheme
        case .formPart: .formPart
        case .headerWithoutColon: .headerWithoutColon
        case .twoBodies: .twoBodies
        case .missingFileName: .missingFileName
        case .standardInput: .standardInput
        case .json(let error): error.code
        case .textAfterJSON: .textAfterJSON
        case .noCommands: .noCommands
        case .noLoopCommands: .noLoopCommands
        case .commentNotClosed: .commentNotClosed
        case .unknownComment: .unknownComment
        case .startWithoutCommand: .startWithoutCommand
        case .startNotation: .startNotation
        case .startOutOfRange: .startOutOfRange
        }
    }
}

extension SyntaxError {
    fileprivate var code: ProblemCode {
        switch kind {
        case .endedEarly: .jsonEndsEarly
        case .unknownWord: .jsonWord
        case .leadingZero: .jsonLeadingZero
        case .controlCharacter: .jsonControlCharacter
        case .tooDeep: .tooDeep
        case .tooManyValues: .tooMany
        // The last four cannot come up: the dialect forgives the comma, and a source is UTF-8 of a limited size.
        case .unexpected, .trailingComma, .invalidUTF8, .byteOrderMark, .tooLong: .jsonUnexpected
        }
    }
}
