import ArgumentParser
import MockLoop

/// `mockloop serve`: a Loop until it is told to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a Learning Loop.",
        usage: "mockloop serve [<options>]",
        discussion: """
            Everything is kept in memory and forgotten at the end. SIGINT (Ctrl-C) or SIGTERM ends it.

            With --tls-port the same Loop speaks https, too. Without a certificate of yours it makes one, and an authority \
            that vouches for it, whose file it names when it is ready: nodes must trust that.
            """)

    @OptionGroup var serving: ServingOptions

    @Option(
        help: ArgumentHelp(
            "A PEM file with the certificate for https, and those that lead to its authority. (default: one is made)",
            valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("A PEM file with that certificate's private key.", valueName: "file"))
    var privateKey: String?

    @Option(help: "Whether those who send no credentials are let in: lenient or strict. (default: lenient)")
    var auth: Authentication?

    @Option(help: ArgumentHelp("Who may log in. (default: mockloop)", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("With which password. (default: mockloop)", valueName: "text"))
    var password: String?

    @Option(
        help: ArgumentHelp(
            "Where ids and tokens come from: the same number gives the same ones. (default: at random)",
            valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "A file to write the journal to while it grows: a line of JSON for each exchange and each event.",
            valueName: "file"))
    var journal: String?

    @Option(
        help: ArgumentHelp(
            "How long an upload of images takes at least, as with a Loop that is far away: 600ms. (default: 0)",
            valueName: "time"))
    var uploadDelay: Milliseconds?

    @Option(help: ArgumentHelp("And for each image of it: 60ms. (default: 0)", valueName: "time"))
    var uploadDelayPerImage: Milliseconds?

    @Option(
        help: ArgumentHelp(
            """
            What is added to models: model.json, metadata.json (as for version 0.3.7 of the library) or none (as for \
            0.3.11 to 0.6.3). (default: model.json)
            """, valueName: "file"))
    var addedModelFile: AddedModelFile?

    func run() async throws {
        let configuration = try configuration()
        try await serving.serve {
            try await LoopServer.start(configuration)
        } ready: {
            .loop(
                at: await $0.url, tls: await $0.tlsURL, caCertificate: await $0.caCertificatePath,
                control: await $0.controlURL, account: configuration.account)
        }
    }

    private func configuration() throws -> LoopServer.Configuration {
        var configuration = LoopServer.Configuration()
        configuration.host = try serving.listeningHost
        configuration.port = try serving.listeningPort
        configuration.tlsPort = try serving.listeningTLSPort
        configuration.certificate = try servedCertificate(isServed: configuration.tlsPort != nil)
        configuration.authentication = try Settings.value(auth, "auth", default: .lenient)
        configuration.account.username = try Settings.value(username, "username", default: "mockloop")
        configuration.account.password = try Settings.value(password, "password", default: "mockloop")
        configuration.seed = try Settings.value(seed, "seed", default: UInt64.random(in: .min ... .max))
        configuration.journalFile = try Settings.optional(journal, "journal")
        configuration.uploadDelay = UploadDelay(
            perRequest: try Settings.value(uploadDelay, "upload-delay", default: .zero).duration,
            perImage: try Settings.value(uploadDelayPerImage, "upload-delay-per-image", default: .zero).duration)
        configuration.addedModelFile = try Settings.value(
            addedModelFile, "added-model-file", default: .modelInformation)
        return configuration
    }

    private func servedCertificate(isServed: Bool) throws -> ServerCertificate {
        let certificate = try Settings.optional(certificate, "certificate")
        let privateKey = try Settings.optional(privateKey, "private-key")
        switch (certificate, privateKey) {
        case (nil, nil): return .ownAuthority
        case (.some, nil): throw ValidationError("--certificate needs --private-key: the file with its private key.")
        case (nil, .some): throw ValidationError("--private-key needs --certificate: the file that it belongs to.")
        case (.some(let certificate), .some(let privateKey)):
            guard isServed else { throw ValidationError("--certificate needs --tls-port: the port for https.") }
            return .files(certificate: certificate, privateKey: privateKey)
        }
    }
}
