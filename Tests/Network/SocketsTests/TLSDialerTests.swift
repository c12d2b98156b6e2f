import Bytes
import Simulation
import Sockets
import TLS
import TestSupport
import Testing

@Suite("TLSDialer")
struct TLSDialerTests {
    private let network = SimulatedNetwork(seed: 1)

    private func dialer() throws -> TLSDialer {
        TLSDialer(
            over: MemoryDialer(on: network), trusting: try TestIdentity.contexts.get().client, on: network)
    }

    /// A server that answers each run of bytes with "answer".
    private func listen(port: UInt16, tls: Bool) throws {
        let context = try TestIdentity.contexts.get().server
        network.listen(port: port) { [network] in
            let channel: any Channel = tls ? TLSChannel(accepting: context, over: $0, on: network) : $0
            channel.onBytes = { [unowned channel] _ in channel.write(Array("answer".utf8)) }
        }
    }

    private final class Outcome {
        var channel: (any Channel)?
        var error: DialError?
        var text = ""

        func take(_ result: Result<any Channel, DialError>) {
            switch result {
            case .success(let channel):
                self.channel = channel
                channel.onBytes = { [unowned self] in
                    text += unsafe $0.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
                }
            case .failure(let error): self.error = error
            }
        }
    }

    @Test(arguments: [true, false])
    func `a destination is reached as it asks to be`(isSecure: Bool) throws {
        try listen(port: 1, tls: isSecure)
        let outcome = Outcome()
        try dialer().dial(
            Destination(host: "localhost", port: 1, isSecure: isSecure), timeLimit: .seconds(10)
        ) { outcome.take($0) }
        #expect(network.run { outcome.channel != nil })
        #expect(outcome.channel?.isSecure == isSecure)
        outcome.channel?.write(Array("question".utf8))
        #expect(network.run { outcome.text.hasPrefix("answer") })
    }

    @Test
    func `a certificate of another host is the reason`() throws {
        try listen(port: 1, tls: true)
        let outcome = Outcome()
        try dialer().dial(
            Destination(host: "example.org", port: 1, isSecure: true), timeLimit: .seconds(10)
        ) { outcome.take($0) }
        #expect(network.run { outcome.error != nil })
        #expect(
            outcome.error?.description.hasPrefix(
                "No connection to example.org, port 1: The server's certificate is not accepted: hostname mismatch")
                == true)
    }

    @Test
    func `where nobody listens, or nobody speaks TLS, there is a reason`() throws {
        try listen(port: 2, tls: false)
        for (port, reason) in [(UInt16(1), "connection refused"), (2, "The peer does not keep to TLS")] {
            let outcome = Outcome()
            try dialer().dial(
                Destination(host: "localhost", port: port, isSecure: true), timeLimit: .seconds(10)
            ) { outcome.take($0) }
            #expect(network.run { outcome.error != nil })
            #expect(outcome.error?.reason.hasPrefix(reason) == true)
        }
    }

    @Test
    func `the limit is for connection and handshake together`() throws {
        network.listen(port: 1) { _ in }
        let outcome = Outcome()
        try dialer().dial(
            Destination(host: "localhost", port: 1, isSecure: true), timeLimit: .seconds(10)
        ) { outcome.take($0) }
        network.run(for: .milliseconds(9_999))
        #expect(outcome.error == nil)
        network.run(for: .milliseconds(1))
        #expect(outcome.error?.reason == "The handshake took too long")
    }

    @Test(arguments: [0, 5, 50])
    func `a cancelled attempt tells nothing, and leaves nothing`(milliseconds: Int) throws {
        var weather = SimulatedNetwork.Weather()
        weather.latency = .milliseconds(20) ... .milliseconds(20)
        network.weather = weather
        try listen(port: 1, tls: true)
        let outcome = Outcome()
        let attempt = try dialer().dial(
            Destination(host: "localhost", port: 1, isSecure: true), timeLimit: .seconds(10)
        ) { outcome.take($0) }
        network.run(for: .milliseconds(milliseconds))
        attempt.cancel()
        network.run(for: .seconds(120))
        #expect(outcome.channel == nil)
        #expect(outcome.error == nil)
        #expect(network.openConnectionCount == 0)
    }
}
