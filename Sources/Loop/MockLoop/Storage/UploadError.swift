/// What is wrong with an upload beyond HTTP, multipart and zip, which have their own errors.
enum UploadError: Error, Hashable, CustomStringConvertible {
    case notMultipart(contentType: String?)
    case noFiles
    case tooManyFiles(limit: Int)
    case fileWithoutName
    case repeatedName(String)
    case unsafeName(String, reason: String)
    case modelFileIsNoJSON(String)
    case modelFileIsNoObject
    case modelFileTooLarge(limit: Int)
    case imageDataTooLarge(String, limit: Int)
    case imageDataIsWrong(String, reason: String)
    case imageIsNoJPEG(String, reason: String)
    case imageTooLarge(String, limit: Int)
    case unpaired(json: Int, images: Int)

    var description: String {
        switch self {
        case .notMultipart(let contentType):
            "Files are sent as multipart/form-data in parts named \"files\"; this body is \(contentType ?? "of no Content-Type")."
        case .noFiles: "The form has no file; send each in a part named \"files\" with a file name."
        case .tooManyFiles(let limit): "The form has more than \(limit) files."
        case .fileWithoutName: "A part named \"files\" has no file name; give it one: filename=\"weights.bin\"."
        case .repeatedName(let name): "Two files are called \"\(name)\"; each file of a model has a name of its own."
        case .unsafeName(let name, let reason): "\"\(name)\" cannot be the name of a model's file: \(reason)"
        case .modelFileIsNoJSON(let reason): "The file model.json is no JSON, \(reason)"
        case .modelFileIsNoObject: "The file model.json is not a JSON object."
        case .modelFileTooLarge(let limit): "The file model.json is larger than \(limit) bytes."
        case .imageDataTooLarge(let name, let limit): "What \(name) says of an image is larger than \(limit) bytes."
        case .imageDataIsWrong(let name, let reason): "\(name) does not say what an image is: \(reason)"
        case .imageIsNoJPEG(let name, let reason): "\(name) cannot be taken: \(reason)."
        case .imageTooLarge(let name, let limit): "\(name) is larger than \(limit) bytes."
        case .unpaired(let json, let images):
            "Each image comes with one JSON file of the same name, or in the same place among its kind; here are \(images) images and \(json) JSON files that do not belong together."
        }
    }
}
