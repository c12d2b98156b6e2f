internal import JSON

extension ReadingError.Problem {
    /// The words for what is wrong with a command line.
    var commandWords: (message: String, fix: String) {
        switch self {
        case .unterminatedQuote(let quote):
            ("the quote \(quote) is not closed", "add the closing \(quote); a quote in a text is written \\\(quote)")
        case .shellOperator(let text):
            (
                "\"\(text)\" is for a shell, and a curl step is one request without one",
                "put the text in quotes if it belongs to the request, or use a \"run\" step"
            )
        case .unknownOption(let option, let nearest, let hasEqualsSign):
            (
                "curl has no option \"\(option)\" that a story knows",
                Self.fix(forOption: option, nearest: nearest, hasEqualsSign: hasEqualsSign)
            )
        case .optionWithoutValue(let option): ("\(option) lacks its value", "write the value after \(option)")
        case .optionValue(let option, let text, let expected):
            ("\"\(text)\" is no value for \(option)", "write \(expected)")
        case .missingURL: ("the command has no URL", "add the address of the request, for example ${loop}/api/status")
        case .secondURL(let text, let first):
            (
                "\"\(text)\" would be a second URL after \"\(first)\"",
                "put words that belong together in quotes, or make a step of its own"
            )
        case .scheme(let scheme): ("a Loop does not speak \"\(scheme)\"", "begin the URL with http:// or https://")
        case .formPart(let text):
            ("\"\(text)\" is no part of a form", "write name=text, or name=@file to send a file")
        case .headerWithoutColon(let text):
            ("\"\(text)\" is no header", "write Name: value; Name: takes one away, Name; sends it empty")
        case .twoBodies(let first, let second):
            ("\(second) gives a second body after \(first)", "keep one of them: a request has one body")
        case .missingFileName(let option): ("\(option) names no file", "write the file's name after the @")
        case .standardInput(let option):
            ("\(option) would read standard input, which a story does not have", "name a file instead of -")
        default: preconditionFailure("the problem \(code) is none of a command line")
        }
    }

    private static func fix(forOption option: String, nearest: String?, hasEqualsSign: Bool) -> String {
        let name = nearest ?? option
        if hasEqualsSign, nearest != nil { return "write \"\(name) VALUE\": the value is a word of its own" }
        if let nearest { return "write \"\(nearest)\"" }
        return "leave it out, or use a \"run\" step with curl itself"
    }
}

extension SyntaxError {
    /// What is wrong with the JSON and how to mend it, in the words of the JSON core where they suit a story's author.
    var words: (message: String, fix: String) {
        switch kind {
        case .endedEarly(expected: .restOfString): (problem, "close the string with a double quote")
        case .endedEarly: (problem, "add what is missing, and close every bracket; ... stands for more")
        case .unexpected(let byte, _) where byte >= 0x80:
            (
                "JSON has no such character outside of a string",
                "use the straight quote \" around texts; editors like to replace it"
            )
        case .unknownWord: (problem, "put a text in double quotes; true, false and null have small letters")
        case .tooManyValues: (problem, "show less; ... stands for more")
        case .unexpected, .trailingComma, .leadingZero, .controlCharacter, .invalidUTF8, .byteOrderMark, .tooLong,
            .tooDeep:
            (problem, Self.clause(remedy))
        }
    }

    /// A sentence without its capital and full stop.
    private static func clause(_ sentence: String) -> String {
        let open = sentence.hasSuffix(".") ? sentence.dropLast() : Substring(sentence)
        return open.prefix(1).lowercased() + open.dropFirst()
    }
}
