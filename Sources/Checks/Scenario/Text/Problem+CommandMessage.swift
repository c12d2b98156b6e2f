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

extension JSONProblem {
    /// What is wrong with the JSON and how to mend it.
    var words: (message: String, fix: String) {
        switch self {
        case .endInsteadOfValue: ("the JSON ends where a value is needed", "add the value, or ... for any")
        case .noValue:
            ("this is no JSON value", "write a string in \"…\", a number, true, false, null, {…}, […], or ... for any")
        case .pythonWord: ("this is Python, not JSON", "write true, false or null")
        case .singleQuotes: ("JSON has no single quotes", "write \"…\" instead of '…'")
        case .memberName:
            ("a member's name is needed here", "write \"name\": value with the name in double quotes, or ... for more")
        case .missingColon(let name): ("a colon lacks after \"\(name)\"", "write \"\(name)\": value")
        case .missingComma(let closing):
            ("a comma or \(closing) is needed here", "add a comma after the value before, or close with \(closing)")
        case .unclosed(let bracket):
            ("\(bracket) is not closed", "add the closing \(bracket == "{" ? "}" : "]")")
        case .textAfterValue:
            ("text follows after the JSON", "end the block before it, or check for a bracket that closes too early")
        case .unterminatedString:
            ("the string is not closed on its line", "add the closing \"; a line end is written \\n")
        case .escape:
            (
                "this is no escape of JSON",
                "write \\\\ for a backslash; there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
            )
        case .controlCharacter: ("a control character stands in the string", "write it as \\uXXXX, or remove it")
        case .number(let text):
            ("\"\(text)\" is no number of JSON", "write it like 12, -0.5 or 1e3, or as a string in \"…\"")
        }
    }
}
