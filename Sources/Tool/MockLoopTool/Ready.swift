import Files
import JSON
import MockLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a Loop that is ready tells the world: where it is and how to log in.
struct Ready {
    let url: String
    let account: Account

    /// The project that every Loop has.
    static let organization = "zauberzeug"
    static let project = "demo"

    init(url: String, account: Account) {
        self.url = url
        self.account = account
    }

    /// The environment that points a node at this Loop.
    var environment: [(name: String, value: String)] {
        [
            ("LOOP_HOST", String(url.drop { $0 != "/" }.dropFirst(2))), ("LOOP_USERNAME", account.username),
            ("LOOP_PASSWORD", account.password), ("LOOP_ORGANIZATION", Self.organization),
            ("LOOP_PROJECT", Self.project),
        ]
    }

    /// For people: one line, and the lines that they paste into a shell.
    var text: String {
        let exports = environment.map { "export \($0.name)=\(Self.quoted($0.value))" }
        return (["MockLoop is ready at \(url)"] + exports).joined(separator: "\n")
    }

    /// For programs.
    var json: Value {
        [
            "url": .string(url), "tls_url": nil, "ca_certificate": nil, "username": .string(account.username),
            "password": .string(account.password), "organization": .string(Self.organization),
            "project": .string(Self.project), "pid": .number(Number(Int(getpid()))),
        ]
    }

    /// Writes the JSON whole or not at all: a reader that finds the file finds all of it.
    func write(to path: String) throws {
        try WholeFile.write(json.bytes(style: .pretty(indent: 2)) + [UInt8(ascii: "\n")], to: path)
    }

    /// A word that a shell takes for one, whatever is in it.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || "-_.:/[]".utf8.contains(byte)
        }
        return isPlain && !text.isEmpty
            ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
