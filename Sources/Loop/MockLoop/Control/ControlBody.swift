internal import JSON
internal import LoopDomain

/// The members of a body that the control interface was sent. Each is of its kind, or the request is refused; so is a
/// member that nobody knows, which would else be a typing mistake that nobody sees.
struct ControlBody {
    private let json: Value

    /// - Parameter names: all members that there may be.
    init(_ json: Value, members names: [String]) throws {
        guard let members = json.object else {
            throw ControlError.wrongMember("The body", is: json.kindName, wanted: "an object")
        }
        for member in members where !names.contains(member.name) {
            throw ControlError.unknownMember(member.name, known: names)
        }
        self.json = json
    }

    /// A member that is there and not null.
    subscript(_ name: String) -> Value? { json[name].flatMap { $0.isNull ? nil : $0 } }

    /// Whether a member is there, be it null.
    func has(_ name: String) -> Bool { json[name] != nil }

    func text(_ name: String) throws -> String? {
        try self[name].map { value in
            guard let text = value.string else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "a text")
            }
            return text
        }
    }

    func flag(_ name: String) throws -> Bool? {
        try self[name].map { value in
            guard let flag = value.bool else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "true or false")
            }
            return flag
        }
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        try self[name].map { value in
            guard let number = value.int else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "a whole number")
            }
            guard range.contains(number) else {
                throw ControlError.outOfRange(
                    name, smallest: Double(range.lowerBound), largest: Double(range.upperBound))
            }
            return number
        }
    }

    /// A time in seconds.
    func duration(_ name: String, upTo limit: Double) throws -> Duration? {
        try self[name].map { value in
            guard let number = value.double else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "a number of seconds")
            }
            guard (0...limit).contains(number) else {
                throw ControlError.outOfRange(name, smallest: 0, largest: limit)
            }
            return .seconds(number)
        }
    }

    func object(_ name: String) throws -> Value? {
        try self[name].map { value in
            guard value.object != nil else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "an object")
            }
            return value
        }
    }

    func list(_ name: String) throws -> [Value]? {
        try self[name].map { value in
            guard let list = value.array else {
                throw ControlError.wrongMember(name, is: value.kindName, wanted: "a list")
            }
            return list
        }
    }

    /// The project that is meant: `zauberzeug/demo` where nothing is said.
    func project() throws -> ProjectPath {
        ProjectPath(
            organization: try text("organization") ?? Demo.path.organization,
            project: try text("project") ?? Demo.path.project)
    }
}
