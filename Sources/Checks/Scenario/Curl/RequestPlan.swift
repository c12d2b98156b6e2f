/// A request as a story or document describes it, before the variables have values.
///
/// The command-line reader and the structured words of a story (`request:`, `form:` …) both end here.
package struct RequestPlan: Sendable {
    /// The method, if it was named; otherwise the body decides, as with curl.
    var method: Template?
    var url: Template
    /// Where the URL stands, for messages.
    var urlPosition: Position
    /// Parts that are joined to the URL's query (`--get`).
    var query: [DataPiece] = []
    var fields: [FieldPlan] = []
    var body: Body = .none
    /// `user:password` for HTTP Basic authentication.
    var credentials: Template?
    /// The file that gets the answer's body.
    var output: FileReference?
    var followsRedirects = false
    /// How long the exchange may take; nil for the runner's own limit.
    var timeout: Duration?
    /// Cookies that are sent (`name=value; …`).
    var cookies: Template?
    /// The names of the cookie jars that are read and written; the runner keeps them in memory.
    var cookieJar: String?
    var asksForHeadOnly = false

    /// Whether `/../` in the path goes out as it stands.
    var sendsPathAsIs = false

    /// The media type of `--data`.
    static let formType = "application/x-www-form-urlencoded"
    /// The media type of `--json`, which is asked for in return, too.
    static let jsonType = "application/json"

    /// What is sent after the fields.
    enum Body: Sendable {
        case none
        /// `--data` and its relatives, with the media type that is announced unless a field says another.
        case data([DataPiece], type: String)
        case form([FormField])
        /// `--upload-file`: the file as it is, by PUT.
        case upload(FileReference)
    }

    /// The method that is sent when none is named (curl's rules).
    var methodByDefault: String {
        if asksForHeadOnly { return "HEAD" }
        switch body {
        case .none: return "GET"
        case .data, .form: return "POST"
        case .upload: return "PUT"
        }
    }
}

/// A header field to send, or to leave out.
struct FieldPlan: Sendable {
    enum Value: Sendable {
        case text(Template)
        /// `Name:` takes away a field that would be sent otherwise.
        case removed
    }

    let name: Template
    let value: Value
}

/// One `--data` of a command; they are joined with `&`.
struct DataPiece: Sendable {
    enum Content: Sendable {
        case text(Template)
        case file(FileReference)
        /// JSON text of a story; only its strings have variables.
        case json(JSONTemplate)
    }

    let content: Content
    /// Whether the line ends (and NULs) of a file are dropped, as `--data @file` does.
    var dropsLineEnds = false
    /// Whether the content is percent-encoded, with this name before it (`--data-urlencode`); nil when sent as it is.
    var encoding: (isEncoded: Bool, name: Template?) = (false, nil)
}

/// One part of a `multipart/form-data` body.
struct FormField: Sendable {
    enum Content: Sendable {
        case text(Template)
        /// `name=@file`: with the file's name.
        case file(FileReference)
        /// `name=<file`: the content of the file, without a name.
        case contentOfFile(FileReference)
        case json(JSONTemplate)
    }

    let name: Template
    let content: Content
    var fileName: Template?
    var contentType: Template?
}

/// A file that a story or document names; where it is looked for is decided when the step runs.
package struct FileReference: Sendable {
    let path: Template
    let position: Position
}

/// JSON that a story gives to the Loop.
enum JSONSource: Sendable {
    /// Written in YAML.
    case tree(JSONTemplate)
    /// Written as JSON text (`|`), in which a variable's value stands as it is.
    case text(Template)
}

/// JSON text in which strings may hold variables.
indirect enum JSONTemplate: Sendable {
    /// `null`, `true`, `false` or a number, as spelled.
    case spelled(String)
    case string(Template)
    case array([JSONTemplate])
    case object([(name: String, value: JSONTemplate)])
}
