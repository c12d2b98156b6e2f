/// The variables that every story knows.
package enum BuiltIn {
    /// The Loop's address with scheme, host and port, without a slash at its end: `http://127.0.0.1:8080`.
    static let loop = "loop"
    /// The Loop's host and port: `127.0.0.1:8080`.
    static let loopHost = "loop_host"
    static let username = "username"
    static let password = "password"
    static let organization = "organization"
    static let project = "project"
    /// The folder that is made for the story and removed after it; files of the story and answers are kept there.
    static let directory = "directory"
    /// The folder of the story's own file.
    static let here = "here"
    /// The path of the running executable, so that a story can start the reference nodes.
    static let mockloop = "mockloop"

    /// All names a story may use.
    package static let story: Set<String> = [
        loop, loopHost, username, password, organization, project, directory, here, mockloop,
    ]

    /// The names a document may use: the environment of every node.
    package static let document: Set<String> = [
        "LOOP_HOST", "LOOP_USERNAME", "LOOP_PASSWORD", "LOOP_ORGANIZATION", "LOOP_PROJECT",
    ]
}
