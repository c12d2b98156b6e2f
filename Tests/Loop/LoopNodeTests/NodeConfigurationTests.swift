import LoopNode
import Testing

@Suite struct NodeConfigurationTests {
    @Test func `without variables there are defaults`() {
        let configuration = NodeConfiguration(environment: [:])
        #expect(configuration.host == "learning-loop.ai")
        #expect(configuration.baseURL == "https://learning-loop.ai")
        #expect(configuration.username == "")
        #expect(configuration.password == "")
        #expect(configuration.dataFolder == "/data")
        #expect(configuration.certificatePath == nil)
        #expect(configuration.pollInterval == .seconds(60))
    }

    @Test func `variables are read`() {
        let configuration = NodeConfiguration(environment: [
            "LOOP_HOST": "localhost:8080", "LOOP_USERNAME": "u", "LOOP_PASSWORD": "p", "LOOP_ORGANIZATION": "o",
            "LOOP_PROJECT": "q", "LOOP_SSL_CERT_PATH": "/ca.pem", "DATA_FOLDER": "/tmp/data",
        ])
        #expect(configuration.host == "localhost:8080")
        #expect(configuration.username == "u")
        #expect(configuration.password == "p")
        #expect(configuration.organization == "o")
        #expect(configuration.project == "q")
        #expect(configuration.certificatePath == "/ca.pem")
        #expect(configuration.dataFolder == "/tmp/data")
    }

    @Test func `older names are read, too`() {
        let configuration = NodeConfiguration(environment: [
            "HOST": "backend", "USERNAME": "u", "PASSWORD": "p", "ORGANIZATION": "o", "PROJECT": "q",
        ])
        #expect(configuration.host == "backend")
        #expect(configuration.username == "u")
        #expect(configuration.password == "p")
        #expect(configuration.organization == "o")
        #expect(configuration.project == "q")
    }

    @Test func `where both names have a value the newer counts, with a warning`() {
        let log = LogRecorder()
        let configuration = NodeConfiguration(
            environment: ["LOOP_HOST": "a", "HOST": "b", "LOOP_PASSWORD": "secret1", "PASSWORD": "secret2"],
            logger: log.logger)
        #expect(configuration.host == "a")
        #expect(configuration.password == "secret1")
        #expect(
            log.text == [
                #"warning: LOOP_HOST and HOST differ ("a" and "b"); LOOP_HOST counts"#,
                "warning: LOOP_PASSWORD and PASSWORD differ; LOOP_PASSWORD counts",
            ])
    }

    @Test func `equal values need no warning, and an empty one is none`() {
        let log = LogRecorder()
        let configuration = NodeConfiguration(
            environment: ["LOOP_HOST": "a", "HOST": "a", "LOOP_PROJECT": "", "PROJECT": "q"], logger: log.logger)
        #expect(configuration.host == "a")
        #expect(configuration.project == "q")
        #expect(log.text.isEmpty)
    }

    struct Address: Sendable, CustomTestStringConvertible {
        let host: String
        let url: String
        var testDescription: String { host }
    }

    @Test(arguments: [
        Address(host: "learning-loop.ai", url: "https://learning-loop.ai"),
        Address(host: "preview.learning-loop.ai", url: "https://preview.learning-loop.ai"),
        Address(host: "learning-loop.ai:8443", url: "https://learning-loop.ai:8443"),
        Address(host: "localhost:8080", url: "http://localhost:8080"),
        Address(host: "backend", url: "http://backend"),
    ])
    func `only the Loop's own domain is reached by https`(address: Address) {
        #expect(NodeConfiguration(environment: ["LOOP_HOST": address.host]).baseURL == address.url)
    }
}
