public import ArgumentParser
public import MockLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Options that may also come from the environment.
enum Settings {
    /// The value of an option: as given, else from its environment variable, else the default.
    ///
    /// - Parameter name: the option's name without dashes: `tls-port` is read from `MOCKLOOP_TLS_PORT`.
    /// - Throws: a usage error that names the variable when its value is none for the option.
    static func value<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String, default standard: Value
    ) throws -> Value {
        try optional(given, name) ?? standard
    }

    /// The value of an option that takes a number above 0.
    static func positive(_ given: Int?, _ name: String, default standard: Int) throws -> Int {
        let number = try value(given, name, default: standard)
        guard number > 0 else { throw ValidationError("--\(name) takes a number above 0, not \(number).") }
        return number
    }

    /// The values of an option that may be given several times; the environment has one of them.
    static func list(_ given: [String], _ name: String) throws -> [String] {
        try given.isEmpty ? optional(nil, name).map { [$0] } ?? [] : given
    }

    /// The same for an option without default.
    static func optional<Value: ExpressibleByArgument>(_ given: Value?, _ name: String) throws -> Value? {
        if let given { return given }
        let variable = "MOCKLOOP_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
        guard let text = unsafe getenv(variable).map({ unsafe String(cString: $0) }), !text.isEmpty else { return nil }
        guard let value = Value(argument: text) else {
            throw ValidationError(
                "The environment variable \(variable) has the value '\(text)', which --\(name) cannot take.")
        }
        return value
    }
}

extension Authentication: ExpressibleByArgument {}
extension AddedModelFile: ExpressibleByArgument {}

/// A time on the command line: `600ms`, `2s`, or `0.5` for half a second.
struct Milliseconds: ExpressibleByArgument {
    let duration: Duration

    static let zero = Milliseconds(duration: .zero)

    private init(duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let unit: Duration = argument.hasSuffix("ms") ? .milliseconds(1) : .seconds(1)
        guard let number = Double(argument.prefix { $0.isNumber || $0 == "." }), (0...3600).contains(number),
            ["ms", "s", ""].contains(argument.drop { $0.isNumber || $0 == "." })
        else { return nil }
        duration = unit * number
    }
}
