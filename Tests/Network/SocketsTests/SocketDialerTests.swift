import POSIX
import Sockets
import TestSupport
import Testing

@Suite("SocketDialer", .timeLimit(.minutes(5)))
struct SocketDialerTests {
    private func dial(
        _ host: String, _ port: UInt16, timeLimit: Duration = .seconds(60), on here: Host
    ) async -> Result<String, DialError> {
        await here.dial(Destination(host: host, port: port), timeLimit: timeLimit)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a connection to a listener carries bytes`(host: String) async throws {
        let here = try Host()
        let port = try await here.listen { channel in
            channel.onBytes = { [unowned channel] bytes in
                channel.write(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
            }
        }
        #expect(await dial(host, port, on: here) == .success("echo"))
    }

    @Test
    func `where nobody listens there is a reason`() async throws {
        let here = try Host()
        let port = try await here.listen { _ in }
        await here.stopListening()
        let failure = await dial("127.0.0.1", port, on: here)
        guard case .failure(let error) = failure else {
            Issue.record("connected to nobody")
            return
        }
        #expect(error.description.hasPrefix("No connection to 127.0.0.1, port \(port): connect: Connection refused"))
    }

    @Test
    func `a host that has no address is named`() async throws {
        guard case .failure(let error) = await dial("no-such-host.invalid", 1, on: try Host()) else {
            Issue.record("connected to nobody")
            return
        }
        #expect(error.description.contains("no-such-host.invalid"))
    }

    @Test
    func `a cancelled attempt tells nothing, and leaves nothing`() async throws {
        let here = try Host()
        let port = try await here.listen { _ in }
        let told = await here.run { here in
            var told = false
            let dialer = SocketDialer(on: here.loop)
            let attempt = dialer.dial(Destination(host: "127.0.0.1", port: port), timeLimit: .seconds(60)) { _ in
                told = true
            }
            attempt.cancel()
            return told
        }
        #expect(!told)
        // The next one, which takes the same way, is told.
        let other = try Host()
        let otherPort = try await other.listen { channel in channel.write(Array("echo".utf8)) }
        #expect(await dial("127.0.0.1", otherPort, on: here) == .success("echo"))
    }
}

extension Host {
    /// Connects, sends "echo", and gives what comes back.
    fileprivate func dial(_ destination: Destination, timeLimit: Duration) async -> Result<String, DialError> {
        await withCheckedContinuation { continuation in
            SocketDialer(on: loop).dial(destination, timeLimit: timeLimit) { result in
                switch result {
                case .failure(let error): continuation.resume(returning: .failure(error))
                case .success(let channel):
                    channel.onBytes = { [unowned channel] bytes in
                        let text = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
                        channel.close()
                        continuation.resume(returning: .success(text))
                    }
                    channel.write(Array("echo".utf8))
                }
            }
        }
    }
}
