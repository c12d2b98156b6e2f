package import JSON

/// What a person chose for a training: `resolution`, `flip_rl`, and whatever else a Loop offers for this trainer.
public struct Hyperparameters: Sendable, Equatable {
    /// An object.
    package let json: Value

    package init(json: Value) { self.json = json }

    /// Reads them from JSON; nil where the text is no JSON object.
    public init?(_ text: String) {
        guard let value = try? Value(parsing: text), value.object != nil else { return nil }
        json = value
    }

    /// Their names, in the order in which the Loop gave them.
    public var names: [String] { json.object?.map(\.name) ?? [] }

    /// A whole number; nil where there is none by that name.
    public func integer(_ name: String) -> Int? { json[name]?.int }

    /// A number; nil where there is none by that name.
    public func number(_ name: String) -> Double? { json[name]?.double }

    /// True or false; nil where there is none by that name.
    public func flag(_ name: String) -> Bool? { json[name]?.bool }

    /// A text; nil where there is none by that name.
    public func text(_ name: String) -> String? { json[name]?.string }

    /// All of them as JSON, for a program that reads it.
    public var jsonText: String { json.text(style: .spaced) }
}
