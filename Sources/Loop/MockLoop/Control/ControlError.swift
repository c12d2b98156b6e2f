/// Why the control interface did not do what it was asked.
enum ControlError: Error, Hashable {
    case nothingThere(String)
    case methodNotTaken(String, taken: [String])
    case notJSON(String)
    case mediaTypeNotTaken(String)
    case noSuchNode(String, known: [String])
    case ambiguousNode(String, count: Int)
    case notConnected(String)
    case notA(NodeKind, String)
    case noSuchFault(String)
    case noImage(String)
    case noCategory(String)
    case wrongMember(String, is: String, wanted: String)
    case badText(String, String, wanted: String)
    case missingMember(String, String)
    case unknownMember(String, known: [String])
    case outOfRange(String, smallest: Double, largest: Double)
    case nothingCame(seconds: Double)

    var status: Int {
        switch self {
        case .notJSON: 400
        case .nothingThere, .noSuchNode, .noSuchFault, .noImage, .noCategory: 404
        case .methodNotTaken: 405
        case .ambiguousNode, .notConnected, .notA: 409
        case .mediaTypeNotTaken: 415
        case .wrongMember, .badText, .missingMember, .unknownMember, .outOfRange: 422
        case .nothingCame: 504
        }
    }
}

extension ControlError: CustomStringConvertible {
    var description: String {
        switch self {
        case .nothingThere(let target):
            "There is nothing at \(target); /\(ControlOperation.prefix)/openapi.json says what there is."
        case .methodNotTaken(let method, let taken):
            "This path takes \(taken.joined(separator: ", ")), not \(method)."
        case .notJSON(let reason): "The body is no JSON. \(reason)"
        case .mediaTypeNotTaken(let type): "The body is JSON, application/json; this one says that it is \(type)."
        case .noSuchNode(let name, let known):
            "There is no node \"\(name)\"; "
                + (known.isEmpty ? "none has connected yet." : "there are \(known.joined(separator: ", ")).")
        case .ambiguousNode(let name, let count): "There are \(count) nodes \"\(name)\"; name one by its id."
        case .notConnected(let name): "The node \"\(name)\" is not connected over Socket.IO."
        case .notA(let kind, let name): "The node \"\(name)\" is no \(kind.rawValue)."
        case .noSuchFault(let id): "There is no fault \(id): it never was, or has been met as often as it should."
        case .noImage(let project): "The project \(project) has no image."
        case .noCategory(let project): "The project \(project) has no such category."
        case .wrongMember(let name, let kind, let wanted): "\(Self.subject(name)) is \(kind), not \(wanted)."
        case .badText(let name, let text, let wanted): "\(Self.subject(name)) cannot be \"\(text)\": \(wanted)."
        case .missingMember(let name, let about): "\(name) is missing. \(about)"
        case .unknownMember(let name, let known):
            "There is no \"\(name)\" here; there is "
                + (known.isEmpty ? "nothing to be said." : "\(known.joined(separator: ", ")).")
        case .outOfRange(let name, let smallest, let largest):
            "\(name) goes from \(Self.text(smallest)) to \(Self.text(largest))."
        case .nothingCame(let seconds): "Nothing of the kind came within \(Self.text(seconds)) s."
        }
    }

    private static func subject(_ name: String) -> String { name.isEmpty ? "The body" : name }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? String(number)
    }
}
