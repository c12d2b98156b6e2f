import JSON
import MockLoop
import POSIX

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
    private let organization = "zauberzeug"
    private let project = "demo"

    init(url: String, account: Account) {
        self.url = url
        self.account = account
    }

    /// The environment that points a node at this Loop.
    var environment: [(name: String, value: String)] {
        [
            ("LOOP_HOST", String(url.drop { $0 != "/" }.dropFirst(2))), ("LOOP_USERNAME", account.username),
            ("LOOP_PASSWORD", account.password), ("LOOP_ORGANIZATION", organization), ("LOOP_PROJECT", project),
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
            "password": .string(account.password), "organization": .string(organization),
            "project": .string(project), "pid": .number(Number(Int(getpid()))),
        ]
    }

    /// Writes the JSON whole or not at all: a reader that finds the file finds all of it.
    func write(to path: String) throws {
        let temporary = "\(path).\(getpid())"
        let descriptor = Descriptor(
            try retryingOnInterrupt("open \(temporary)") {
                unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(0o600))
            })
        let text = json.bytes(style: .pretty(indent: 2)) + [UInt8(ascii: "\n")]
        let count = try retryingOnInterrupt("write \(temporary)") {
            unsafe text.withUnsafeBytes { unsafe systemWrite(descriptor.number, $0.baseAddress, $0.count) }
        }
        guard count == text.count else { throw SystemError("write \(temporary)", code: ENOSPC) }
        _ = try retryingOnInterrupt("rename to \(path)") { unsafe rename(temporary, path) }
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

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
