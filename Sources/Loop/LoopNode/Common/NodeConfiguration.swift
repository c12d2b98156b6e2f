public import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a node finds its Loop, who it is there, and where it keeps its files.
///
/// Every node reads the same environment variables; ``init(environment:logger:)`` says which.
public struct NodeConfiguration: Sendable {
    /// Host name of the Loop, with a port if it is not the usual one: `localhost:8080`.
    public var host = "learning-loop.ai"

    /// Who logs in; an empty name is sent, too, because some Loops let in whoever asks.
    public var username = ""

    /// The password of that user.
    public var password = ""

    /// The organization that the node belongs to. Converters serve all that their user may see.
    public var organization = ""

    /// The project that the node belongs to. Converters serve all that their user may see.
    public var project = ""

    /// A PEM file with the authorities to trust; nil means the system's.
    public var certificatePath: String?

    /// The folder for models and for what the node must remember; made if it is not there.
    public var dataFolder = "/data"

    /// The node's identity; nil means the one that the data folder holds for the node's name, made at the first start.
    public var uuid: String?

    /// Where a node that serves something itself listens: an address, or a name.
    public var serverHost = "0.0.0.0"

    /// The port that such a node listens at; 0 picks a free one.
    public var serverPort: UInt16 = 80

    /// Whether the node begins without its Loop, until `PUT /socketio` is sent with `on`.
    public var startsMuted = false

    /// Whether there are paths by which tests put the node into a state that it does not reach by itself.
    public var hasBackdoor = false

    /// How long a converter waits after it has looked for models before it looks again.
    public var pollInterval: Duration = .seconds(60)

    /// A configuration with the defaults.
    public init() {}

    /// The address of the Loop: `https` if the host's name contains `learning-loop.ai`, else `http`.
    public var baseURL: String {
        (host.contains("learning-loop.ai") ? "https://" : "http://") + host
    }

    /// Absolute, because programs that are told of files may work elsewhere.
    var absoluteDataFolder: String {
        dataFolder.hasPrefix("/") ? dataFolder : "\(FileManager.default.currentDirectoryPath)/\(dataFolder)"
    }

    /// Reads the configuration from environment variables; one that is empty counts as not set.
    ///
    /// | Variable | Alias | Default |
    /// | --- | --- | --- |
    /// | `LOOP_HOST` | `HOST` | `learning-loop.ai` |
    /// | `LOOP_USERNAME` | `USERNAME` | empty |
    /// | `LOOP_PASSWORD` | `PASSWORD` | empty |
    /// | `LOOP_ORGANIZATION` | `ORGANIZATION` | empty |
    /// | `LOOP_PROJECT` | `PROJECT` | empty |
    /// | `LOOP_SSL_CERT_PATH` | | the system's authorities |
    /// | `DATA_FOLDER` | | `/data` |
    /// | `NODE_HOST` | | `0.0.0.0` |
    /// | `NODE_PORT` | | 80 |
    /// | `SKIP_REPEAT_ON_START` | | `0` |
    /// | `USE_BACKDOOR_CONTROLS` | | `0` |
    ///
    /// Where a variable and its alias differ, the variable counts, and a warning is logged (version 0.23 of the Python library
    /// does the same; earlier ones took neither).
    ///
    /// - Parameters:
    ///   - environment: the variables; nil means those of this process.
    ///   - logger: who hears of the warnings.
    public init(
        environment: [String: String]?, logger: Logger = Logger(label: "LoopNode")
    ) {
        let reader = EnvironmentReader(
            variables: environment ?? ProcessInfo.processInfo.environment, logger: logger)
        host = reader.value("LOOP_HOST", alias: "HOST") ?? host
        username = reader.value("LOOP_USERNAME", alias: "USERNAME") ?? username
        password = reader.value("LOOP_PASSWORD", alias: "PASSWORD", isSecret: true) ?? password
        organization = reader.value("LOOP_ORGANIZATION", alias: "ORGANIZATION") ?? organization
        project = reader.value("LOOP_PROJECT", alias: "PROJECT") ?? project
        certificatePath = reader.value("LOOP_SSL_CERT_PATH")
        dataFolder = reader.value("DATA_FOLDER") ?? dataFolder
        serverHost = reader.value("NODE_HOST") ?? serverHost
        serverPort = reader.number("NODE_PORT") ?? serverPort
        startsMuted = reader.flag("SKIP_REPEAT_ON_START")
        hasBackdoor = reader.flag("USE_BACKDOOR_CONTROLS")
    }
}

/// Environment variables with their older names.
struct EnvironmentReader {
    let variables: [String: String]
    let logger: Logger

    /// The value of `name`, or else of `alias`; nil when neither has one.
    ///
    /// - Parameter isSecret: whether the values must not appear in the log.
    func value(_ name: String, alias: String? = nil, isSecret: Bool = false) -> String? {
        let value = variables[name].flatMap { $0.isEmpty ? nil : $0 }
        guard let alias, let other = variables[alias], !other.isEmpty else { return value }
        guard let value else { return other }
        if value != other {
            let values = isSecret ? "" : " (\(value.debugDescription) and \(other.debugDescription))"
            logger.warning("\(name) and \(alias) differ\(values); \(name) counts")
        }
        return value
    }

    /// Whether `name` is `1` or `true`, in whatever case.
    func flag(_ name: String) -> Bool { ["1", "true"].contains(variables[name]?.lowercased()) }

    /// The number that `name` is; nil, with a warning, where it is none.
    func number<Number: LosslessStringConvertible>(_ name: String) -> Number? {
        guard let text = value(name) else { return nil }
        if let number = Number(text) { return number }
        logger.warning("\(name) is no such number as is needed (\(text.debugDescription)); it does not count")
        return nil
    }
}
