import Files
import Fixtures
import JSON
import MockLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a server that is ready tells the world.
struct Ready {
    /// For people: one line that ends in where it is, and whatever is good to know besides.
    let text: String
    /// For programs.
    let json: Value

    /// Writes the JSON whole or not at all: a reader that finds the file finds all of it.
    func write(to path: String) throws {
        try WholeFile.write(json.bytes(style: .pretty(indent: 2)) + [UInt8(ascii: "\n")], to: path)
    }
}

extension Ready {
    /// The project that every Loop has.
    static let organization = "zauberzeug"
    static let project = "demo"

    /// A Loop: where it is, how to log in, and the lines to paste into a shell that point a node at it.
    ///
    /// - Parameters:
    ///   - tls: its address for https, if it has one.
    ///   - caCertificate: the file with the authority to trust there, where it is none that everybody knows.
    ///   - control: where it is watched and controlled.
    static func loop(at url: String, tls: String?, caCertificate: String?, control: String, account: Account) -> Ready {
        let environment =
            [
                ("LOOP_HOST", String(url.drop { $0 != "/" }.dropFirst(2))), ("LOOP_USERNAME", account.username),
                ("LOOP_PASSWORD", account.password), ("LOOP_ORGANIZATION", organization), ("LOOP_PROJECT", project),
            ] + (caCertificate.map { file in trustVariables.map { ($0, file) } } ?? [])
        let exports = environment.map { "export \($0.0)=\(quoted($0.1))" }
        let addresses = [url, tls].compactMap { $0 }.joined(separator: " and ")
        return Ready(
            text: (["MockLoop is ready at \(addresses)"] + exports).joined(separator: "\n"),
            json: [
                "url": .string(url), "tls_url": tls.map { .string($0) } ?? nil,
                "ca_certificate": caCertificate.map { .string($0) } ?? nil, "username": .string(account.username),
                "password": .string(account.password), "organization": .string(organization),
                "project": .string(project), "control_url": .string(control), "pid": processIdentifier,
            ])
    }

    /// What nodes read the authorities to trust from: those of the Python library since version 0.10.2; and before,
    /// `requests` and Python's own TLS.
    private static let trustVariables = ["LOOP_SSL_CERT_PATH", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"]

    /// A fixture of some kind.
    static func fixture(_ fixture: Fixture, at url: String, tls: String?, caCertificate: String?) -> Ready {
        let addresses = [url, tls].compactMap { $0 }.joined(separator: " and ")
        return Ready(
            text: "The \(fixture.name) fixture is ready at \(addresses)"
                + (caCertificate.map { "\nThe authority for https: \($0)" } ?? ""),
            json: [
                "url": .string(url), "tls_url": tls.map { .string($0) } ?? nil,
                "ca_certificate": caCertificate.map { .string($0) } ?? nil, "pid": processIdentifier,
            ])
    }

    /// A node that serves something itself.
    static func node(_ name: String, at url: String) -> Ready {
        Ready(text: "\(name) is ready at \(url)", json: ["url": .string(url), "pid": processIdentifier])
    }

    private static var processIdentifier: Value { .number(Number(Int(getpid()))) }

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
