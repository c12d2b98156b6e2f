internal import HTTP1
internal import HTTPServer
internal import JSON
internal import ModelArchive

extension Response {
    /// An answer in JSON, spelled as the real Loop's framework does.
    static func json(_ value: Value, status: Int = 200) -> Response {
        .json(value.bytes(style: .spaced), status: status)
    }

    static func json(_ text: [UInt8], status: Int = 200) -> Response {
        Response(status: status, contentType: "application/json", body: text)
    }

    /// An error: `{"detail": …}`, which is where every version of the library looks for the reason.
    static func failure(_ status: Int, _ detail: String) -> Response {
        .json(["detail": .string(detail)], status: status)
    }

    /// Adds a field line.
    func adding(_ name: String, _ value: String) -> Response {
        var response = self
        response.fields.append(name, value)
        return response
    }
}

extension Response {
    /// The answer to a request that failed with `error`; nil for a failure that is ours, or has nobody to answer to.
    static func failure(_ error: any Error) -> Response? {
        switch error {
        case let refusal as Refusal: .failure(refusal.status, refusal.description)
        case let error as ProtocolError: .failure(error.status, error.description)
        case let error as MultipartError: .failure(error.status, error.description)
        case let error as UploadError: .failure(error.status, error.description)
        case let error as FormError: .failure(error.status, error.description)
        case let error as ArchiveError where error.isFaultOfArchive: .failure(422, error.sentence)
        default: nil
        }
    }
}

extension Refusal {
    /// The status that a client is refused with.
    var status: Int {
        switch self {
        case .unknownProject, .unknownModel, .unknownFormat: 404
        case .badFormatName: 422
        case .wrongCredentials: 401
        }
    }
}

extension UploadError {
    var status: Int {
        switch self {
        case .notMultipart: 415
        case .noFiles, .fileWithoutName, .repeatedName, .unsafeName, .modelFileIsNoJSON, .modelFileIsNoObject: 422
        case .modelFileTooLarge: 413
        }
    }
}

extension ArchiveError {
    /// What is wrong with an uploaded archive, as a sentence of its own.
    fileprivate var sentence: String { "The upload is refused: \(description)." }
}
