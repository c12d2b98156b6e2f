internal import JSON
internal import LoopDomain

/// The members of a request's body, or the parameters of its query, held to what they may be.
struct ControlBody {
    private let json: Value
    private let members: [Property]

    /// - Throws: the first thing that is wrong with `json`.
    init(_ json: Value, _ schema: Schema) throws(ControlError) {
        try schema.check(json, at: "")
        self.json = json
        members = schema.meant(by: json).members
    }

    /// A member of an object inside of this one, whose own members were held to the schema with it.
    private init(unchecked json: Value, _ schema: Schema?) {
        self.json = json
        members = schema?.meant(by: json).members ?? []
    }

    /// A member that is there and not null, or what it is when it is not given.
    subscript(_ name: String) -> Value? {
        if let value = json[name], !value.isNull { return value }
        return members.first { $0.name == name }?.standard
    }

    /// Whether a member is there, be it null.
    func has(_ name: String) -> Bool { json[name] != nil }

    func text(_ name: String) -> String? { self[name]?.string }

    func flag(_ name: String) -> Bool { self[name]?.bool ?? false }

    func integer(_ name: String) -> Int? { self[name]?.number?.wholeNumber }

    /// A time in seconds.
    func duration(_ name: String) -> Duration? { self[name]?.double.map { .seconds($0) } }

    func list(_ name: String) -> [Value]? { self[name]?.array }

    /// One of a few words.
    func word<Word: RawRepresentable>(_ name: String) -> Word? where Word.RawValue == String {
        text(name).flatMap(Word.init(rawValue:))
    }

    /// An object inside of this one.
    func object(_ name: String) -> ControlBody? {
        guard let value = self[name], value.object != nil else { return nil }
        return ControlBody(unchecked: value, members.first { $0.name == name }?.schema)
    }

    /// All of it, with whole numbers as such, however they are spelled.
    var wholeNumbers: Value {
        .object(
            (json.object ?? []).map { member in
                let whole = member.value.number?.wholeNumber
                return Member(name: member.name, value: whole.map { .number(Number($0)) } ?? member.value)
            })
    }

    /// The project that is meant: `zauberzeug/demo` where nothing is said.
    var project: ProjectPath {
        ProjectPath(
            organization: text("organization") ?? Demo.path.organization,
            project: text("project") ?? Demo.path.project)
    }
}
