internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

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
    /// The disk is full, which a client cannot know, and a person must hear.
    private static let outOfSpace = failure(
        507, "There is no room for this upload: free some on the Loop's machine, or let TMPDIR name a larger disk.")

    /// Trainers from version 0.26 on read the model's id from here, and go on.
    private static func alreadyStored(id: String, _ message: String) -> Response {
        .json(["detail": ["id": .string(id), "message": .string(message)]], status: 409)
    }

    /// The answer to a request that failed with `error`; nil for a failure that is ours, or has nobody to answer to.
    static func failure(_ error: any Error) -> Response? {
        switch error {
        case Refusal.alreadyStored(let id, _): .alreadyStored(id: id, "\(error)")
        case let refusal as Refusal: .failure(refusal.status, refusal.description)
        case let error as ProtocolError: .failure(error.status, error.description)
        case let error as MultipartError: .failure(error.status, error.description)
        case let error as UploadError: .failure(error.status, error.description)
        case let error as FormError: .failure(error.status, error.description)
        case let error as BodyError: .failure(422, error.description)
        case let error as DomainError: .failure(422, error.description)
        case let error as ArchiveError where error.isFaultOfArchive: .failure(422, error.sentence)
        case let error as SystemError where error.isOutOfSpace: .outOfSpace
        case let error as ArchiveError where error.isOutOfSpace: .outOfSpace
        default: nil
        }
    }
}

extension Refusal {
    /// The status that a client is refused with.
    var status: Int {
        switch self {
        case .unknownProject, .unknownModel, .unknownFormat, .unknownImage, .unknownTraining, .noTraining, .noTarget:
            404
        case .alreadyStored, .unversionedModel: 409
        case .badModelID, .badFormatName, .badName, .tooMany, .tooManyIDs, .announcementWithoutID: 422
        case .wrongCredentials: 401
        }
    }
}

extension UploadError {
    var status: Int {
        switch self {
        case .notMultipart: 415
        case .noFiles, .fileWithoutName, .repeatedName, .unsafeName, .modelFileIsNoJSON, .modelFileIsNoObject,
            .imageDataIsWrong, .imageDataTooLarge, .imageIsNoJPEG, .imageTooLarge, .unpaired:
            422
        case .tooManyFiles, .modelFileTooLarge: 413
        }
    }
}

extension ArchiveError {
    /// What is wrong with an uploaded archive, as a sentence of its own.
    fileprivate var sentence: String { "The upload is refused: \(description)." }

    /// Whether it could not be written for want of room.
    fileprivate var isOutOfSpace: Bool {
        guard case .system(let error) = kind else { return false }
        return error.isOutOfSpace
    }
}
