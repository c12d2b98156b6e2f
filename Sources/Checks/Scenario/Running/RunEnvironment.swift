/// What a story is told to, and with what: the things that differ from run to run.
package struct RunEnvironment: Sendable {
    /// The Loop's address with scheme, host and port: `http://127.0.0.1:8080`.
    package var baseURL: String
    package var username: String
    package var password: String
    package var organization: String
    package var project: String
    /// A PEM file with the authorities to trust when the address begins with https.
    package var caCertificate: String?
    /// The path of the running `mockloop`.
    package var executable: String
    /// Values of `--variable`; they count more than those of a story.
    package var variables: [String: String]
    /// Where files are looked for before the folder of the story (`--files`).
    package var filesFolders: [String]
    /// How long a document's expectation may take to hold (`--timeout`).
    package var timeout: Duration

    /// A minute: the slowest nodes poll that often.
    package static let standardTimeout = Duration.seconds(60)

    package init(
        baseURL: String, username: String, password: String, organization: String, project: String,
        caCertificate: String? = nil, executable: String, variables: [String: String] = [:],
        filesFolders: [String] = [], timeout: Duration = standardTimeout
    ) {
        self.baseURL = baseURL
        self.username = username
        self.password = password
        self.organization = organization
        self.project = project
        self.caCertificate = caCertificate
        self.executable = executable
        self.variables = variables
        self.filesFolders = filesFolders
        self.timeout = timeout
    }

    /// The address without slashes at its end.
    var loop: String { String(baseURL.reversed().drop { $0 == "/" }.reversed()) }

    /// Host and port.
    var loopHost: String {
        let rest = loop.firstRange(of: "://").map { loop[$0.upperBound...] } ?? Substring(loop)
        return String(rest.prefix { $0 != "/" })
    }

    /// The values of the built-in variables.
    ///
    /// - Parameters:
    ///   - directory: the folder made for the story.
    ///   - here: the folder of the story's file.
    func builtIns(directory: String, here: String) -> [String: String] {
        var values = Dictionary(uniqueKeysWithValues: nodeVariables)
        values[BuiltIn.loop] = loop
        values[BuiltIn.loopHost] = loopHost
        values[BuiltIn.username] = username
        values[BuiltIn.password] = password
        values[BuiltIn.organization] = organization
        values[BuiltIn.project] = project
        values[BuiltIn.directory] = directory
        values[BuiltIn.here] = here
        values[BuiltIn.mockloop] = executable
        return values
    }

    /// What tells a node its Loop.
    var nodeVariables: [(String, String)] {
        [
            ("LOOP_HOST", loopHost), ("LOOP_USERNAME", username), ("LOOP_PASSWORD", password),
            ("LOOP_ORGANIZATION", organization), ("LOOP_PROJECT", project),
        ]
    }

    /// The environment of a process that a story starts.
    ///
    /// It inherits ours. The variables of nodes name this Loop, and the folder of the running `mockloop` comes first on
    /// the path. Nodes of versions 0.8 to 0.22 forget a variable whose older name (`HOST` for `LOOP_HOST`) says something
    /// else, and some before 0.8 read only that one: so both say the same, whatever was inherited.
    ///
    /// - Parameters:
    ///   - inherited: our own environment.
    ///   - dataFolder: where nodes keep their files when our environment has no `DATA_FOLDER`: their own default is
    ///     `/data`, which few users may write to.
    ///   - changes: what the story adds.
    func processEnvironment(
        inheriting inherited: [String: String], dataFolder: String, changes: [(name: String, value: String)]
    ) -> [String: String] {
        var result = inherited
        if (result["DATA_FOLDER"] ?? "").isEmpty { result["DATA_FOLDER"] = dataFolder }
        for (name, value) in nodeVariables { result[name] = value }
        let folder = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? ""
        if !folder.isEmpty { result["PATH"] = [folder, inherited["PATH"] ?? "/usr/bin:/bin"].joined(separator: ":") }
        for change in changes { result[change.name] = change.value }
        let changed = Set(changes.map(\.name))
        for (name, _) in nodeVariables {
            let older = String(name.dropFirst("LOOP_".count))
            if !changed.contains(older) { result[older] = result[name] }
        }
        return result
    }
}
