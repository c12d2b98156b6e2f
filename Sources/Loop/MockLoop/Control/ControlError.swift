/// Why the control interface did not do what it was asked.
enum ControlError: Error, Hashable, CustomStringConvertible {
    case noSuchNode(String, known: [String])
    case ambiguousNode(String, count: Int)
    case notConnected(String)
    case notATrainer(String)
    case notAnAnnotator(String)
    case noSuchFault(Int)
    case noImage(String)
    case noCategory(String)
    case badEvent(String)
    case wrongMember(String, is: String, wanted: String)
    case missingMember(String, wanted: String)
    case unknownMember(String, known: [String])
    case outOfRange(String, smallest: Double, largest: Double)
    case nothingCame(seconds: Double)

    var status: Int {
        switch self {
        case .noSuchNode, .noSuchFault, .noImage, .noCategory: 404
        case .ambiguousNode, .notConnected, .notATrainer, .notAnAnnotator: 409
        case .badEvent, .wrongMember, .missingMember, .unknownMember, .outOfRange: 422
        case .nothingCame: 504
        }
    }

    var description: String {
        switch self {
        case .noSuchNode(let name, let known):
            "There is no node \"\(name)\"; "
                + (known.isEmpty ? "none has connected yet." : "there are \(known.joined(separator: ", ")).")
        case .ambiguousNode(let name, let count): "There are \(count) nodes \"\(name)\"; name one by its id."
        case .notConnected(let name): "The node \"\(name)\" is not connected over Socket.IO."
        case .notATrainer(let name): "The node \"\(name)\" is no trainer."
        case .notAnAnnotator(let name): "The node \"\(name)\" is no annotator."
        case .noSuchFault(let id): "There is no fault \(id): it never was, or has been met as often as it should."
        case .noImage(let project): "The project \(project) has no image."
        case .noCategory(let project): "The project \(project) has no such category."
        case .badEvent(let name): "\"\(name)\" is no name for an event: Socket.IO has it for its own."
        case .wrongMember(let name, let kind, let wanted): "\(name) is \(kind), not \(wanted)."
        case .missingMember(let name, let wanted): "\(name) is missing; it takes \(wanted)."
        case .unknownMember(let name, let known):
            "There is no member \"\(name)\" here; there are \(known.joined(separator: ", "))."
        case .outOfRange(let name, let smallest, let largest):
            "\(name) goes from \(Self.text(smallest)) to \(Self.text(largest))."
        case .nothingCame(let seconds): "Nothing of the kind came within \(Self.text(seconds)) s."
        }
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
