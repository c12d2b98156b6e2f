import TLS
import TestSupport
import Testing

@Suite("Engine", .timeLimit(.minutes(5)))
struct EngineTests {
    /// Bytes that repeat after so many that no record begins like another.
    private static func bytes(_ count: Int) -> [UInt8] {
        let run = (0..<min(count, 65_537)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + run.count)
        while bytes.count < count { bytes += run }
        return Array(bytes.prefix(count))
    }

    // MARK: The handshake

    @Test(arguments: [Version.tls12, .tls13], Pair.Runs.allCases)
    func `both shake hands and talk, in both versions`(version: Version, runs: Pair.Runs) throws {
        var pair = try Pair.connected(versions: version...version, runs: runs)
        #expect(pair.ofClient.error == nil)
        #expect(pair.ofServer.error == nil)
        #expect(pair.ofClient.handshake?.version == version)
        #expect(pair.ofServer.handshake?.version == version)
        #expect(pair.ofServer.handshake?.cipher == pair.ofClient.handshake?.cipher)
        #expect(pair.ofServer.handshake?.cipher.contains("GCM") == true)
        #expect(pair.ofServer.handshake?.serverName == "localhost")
        #expect(pair.ofServer.handshake?.isResumed == false)
        pair.client.write(Array("question".utf8))
        pair.server.write(Array("answer".utf8))
        pair.talk()
        #expect(pair.ofServer.plaintext == Array("question".utf8))
        #expect(pair.ofClient.plaintext == Array("answer".utf8))
    }

    @Test
    func `the newest version that both speak is taken`() throws {
        let made = try Authorities.usual.get()
        for (client, server, expected) in [
            (Version.tls12 ... .tls13, Version.tls12 ... .tls13, Version.tls13),
            (.tls12 ... .tls12, .tls12 ... .tls13, .tls12), (.tls12 ... .tls13, .tls12 ... .tls12, .tls12),
        ] {
            var pair = Pair(try made.client(versions: client), try made.server(versions: server))
            pair.talk()
            #expect(pair.ofClient.handshake?.version == expected)
            #expect(pair.ofServer.handshake?.version == expected)
        }
    }

    @Test
    func `versions that have nothing in common are refused, and the peer is told`() throws {
        let made = try Authorities.usual.get()
        var pair = Pair(try made.client(versions: .tls12 ... .tls12), try made.server(versions: .tls13 ... .tls13))
        pair.talk()
        #expect(pair.ofServer.error?.cause == .violation)
        #expect(pair.ofServer.error?.library?.description.contains("unsupported protocol") == true)
        // 70: protocol_version.
        #expect(pair.ofClient.error?.cause == .alert(70))
        #expect(
            pair.ofClient.error?.description.hasPrefix("The peer ended the connection with alert 70 (error:") == true)
    }

    @Test(arguments: ["127.0.0.1", "::1", "backend", "localhost.", "LOCALHOST", "preview.learning-loop.ai"])
    func `a host is held to the names and addresses of its certificate`(host: String) throws {
        let made = try Authorities.usual.get()
        var pair = Pair(try made.client(), try made.server(), host: host)
        pair.talk()
        #expect(pair.ofClient.error == nil)
        // Addresses are not asked for by name, and names without the dot at their end.
        let isAddress = host.contains("0.0") || host.contains(":")
        #expect(pair.ofServer.handshake?.serverName == (isAddress ? nil : host == "localhost." ? "localhost" : host))
    }

    @Test(arguments: [
        ("example.org", 62), ("127.0.0.2", 64), ("::2", 64), ("a.b.learning-loop.ai", 62), ("learning-loop.ai", 62),
    ])
    func `another host's certificate is refused`(host: String, code: Int) throws {
        let made = try Authorities.usual.get()
        var pair = Pair(try made.client(), try made.server(), host: host)
        pair.talk()
        guard case .refusedCertificate(code, let reason)? = pair.ofClient.error?.cause else {
            Issue.record("\(pair.ofClient)")
            return
        }
        #expect(reason == (code == 62 ? "hostname mismatch" : "IP address mismatch"))
        #expect(pair.ofClient.handshake == nil)
        // 42: bad_certificate. The client says what it makes of it.
        #expect(pair.ofServer.error?.cause == .alert(42))
    }

    @Test
    func `a client that does not mind the host takes another host's certificate, if its authority is trusted`() throws {
        let made = try Authorities.usual.get()
        let client = try ClientContext(trust: .authorities(.text(made.certificate)), verifiesHost: false)
        var pair = Pair(client, try made.server(), host: "example.org")
        pair.talk()
        #expect(pair.ofClient.error == nil)
        // The host is still asked for.
        #expect(pair.ofServer.handshake?.serverName == "example.org")

        let stranger = try ClientContext(
            trust: .authorities(.text(try Authorities.other.get().certificate)), verifiesHost: false)
        pair = Pair(stranger, try made.server())
        pair.talk()
        #expect(
            pair.ofClient.error?.cause
                == .refusedCertificate(code: 20, reason: "unable to get local issuer certificate"))
    }

    @Test
    func `an authority that is not trusted is no authority`() throws {
        var pair = Pair(try Authorities.other.get().client(), try Authorities.usual.get().server())
        pair.talk()
        // 20: the issuer is not known. 48: unknown_ca.
        #expect(
            pair.ofClient.error?.cause
                == .refusedCertificate(code: 20, reason: "unable to get local issuer certificate"))
        #expect(
            pair.ofClient.error?.description.hasPrefix(
                "The server's certificate is not accepted: unable to get local issuer certificate (error:0A000086:")
                == true)
        #expect(pair.ofServer.error?.cause == .alert(48))
    }

    @Test
    func `the system's authorities do not know ours, unless both are trusted`() throws {
        let made = try Authorities.usual.get()
        var pair = Pair(try ClientContext(), try made.server())
        pair.talk()
        guard case .refusedCertificate = pair.ofClient.error?.cause else {
            Issue.record("\(pair.ofClient)")
            return
        }
        pair = Pair(try ClientContext(trust: .systemAnd(.text(made.certificate))), try made.server())
        pair.talk()
        #expect(pair.ofClient.handshake != nil)
    }

    @Test
    func `a certificate that has run out is refused`() throws {
        let made = try Authorities.expired.get()
        var pair = Pair(try made.client(), try made.server())
        pair.talk()
        #expect(pair.ofClient.error?.cause == .refusedCertificate(code: 10, reason: "certificate has expired"))
        // 45: certificate_expired.
        #expect(pair.ofServer.error?.cause == .alert(45))
    }

    @Test
    func `who trusts everybody asks nothing`() throws {
        var pair = Pair(
            try ClientContext(trust: .everybody), try Authorities.expired.get().server(), host: "example.org")
        pair.talk()
        #expect(pair.ofClient.handshake != nil)
        #expect(pair.ofServer.handshake?.serverName == "example.org")
    }

    @Test
    func `a host that cannot be named is an error, not a trap`() throws {
        let made = try Authorities.usual.get()
        let engine = Engine(connecting: try made.client(), to: String(repeating: "a", count: 300))
        #expect(throws: ConnectionError.self) { try engine.nextEvent() }
        #expect(engine.takeOutput().isEmpty)
    }

    // MARK: Content

    @Test(arguments: [Version.tls12, .tls13])
    func `20 MB go both ways at once`(version: Version) throws {
        var pair = try Pair.connected(versions: version...version)
        let (up, down) = (Self.bytes(20_000_000), Self.bytes(20_000_001))
        pair.client.write(up)
        pair.server.write(down)
        pair.talk()
        #expect(pair.ofServer.plaintext == up)
        #expect(pair.ofClient.plaintext == down)
    }

    @Test
    func `what is written before the handshake is sent after it`() throws {
        var pair = try Pair()
        pair.client.write(Array("first".utf8))
        pair.server.write(Array("I, too".utf8))
        #expect(pair.client.waitingByteCount == 5)
        pair.client.write(Array(", second".utf8))
        #expect(pair.client.waitingByteCount == 13)
        pair.talk()
        #expect(pair.ofServer.plaintext == Array("first, second".utf8))
        #expect(pair.ofClient.plaintext == Array("I, too".utf8))
        #expect(pair.client.waitingByteCount == 0)
    }

    @Test
    func `one event holds four records at most, and none is empty`() throws {
        let pair = try Pair.connected()
        let sent = Self.bytes(Engine.plaintextByteCount + 1)
        pair.client.write([])
        pair.client.write(sent)
        pair.server.receive(pair.client.takeOutput())
        #expect(try pair.server.nextEvent() == .plaintext(Array(sent.dropLast())))
        #expect(try pair.server.nextEvent() == .plaintext(Array(sent.suffix(1))))
        #expect(try pair.server.nextEvent() == nil)
    }

    @Test
    func `content that stands before a broken record is given first`() throws {
        let pair = try Pair.connected()
        pair.client.write(Array("whole".utf8))
        var bytes = pair.client.takeOutput()
        pair.client.write(Array("broken".utf8))
        bytes += pair.client.takeOutput()
        bytes[bytes.count - 1] ^= 1
        pair.server.receive(bytes)
        #expect(try pair.server.nextEvent() == .plaintext(Array("whole".utf8)))
        let error = try #require(throws: ConnectionError.self) { try pair.server.nextEvent() }
        #expect(error.cause == .violation)
        #expect(error.description.contains("decryption failed or bad record mac"))
        // It stays so, and the peer is told: 20, bad_record_mac.
        #expect(throws: error) { try pair.server.nextEvent() }
        pair.client.receive(pair.server.takeOutput())
        let alert = try #require(throws: ConnectionError.self) { try pair.client.nextEvent() }
        #expect(alert.cause == .alert(20))
    }

    @Test
    func `new keys change nothing for those who talk`() throws {
        var pair = try Pair.connected(versions: .tls13 ... .tls13)
        #expect(pair.client.updateKeys())
        pair.talk()
        pair.client.write(Array("a".utf8))
        pair.server.write(Array("b".utf8))
        pair.talk()
        #expect(pair.ofServer.plaintext == [UInt8(ascii: "a")])
        #expect(pair.ofClient.plaintext == [UInt8(ascii: "b")])
        #expect(try !Pair.connected(versions: .tls12 ... .tls12).client.updateKeys())
        #expect(try !Pair().client.updateKeys())
    }

    // MARK: The end

    @Test(arguments: [Version.tls12, .tls13], Pair.Runs.allCases)
    func `who closes says so once, and may still read`(version: Version, runs: Pair.Runs) throws {
        var pair = try Pair.connected(versions: version...version, runs: runs)
        pair.client.write(Array("last".utf8))
        pair.client.close()
        pair.client.close()
        pair.client.write(Array("too late".utf8))
        pair.talk()
        #expect(pair.ofServer.plaintext == Array("last".utf8))
        #expect(pair.ofServer.closed == true)
        #expect(pair.ofClient.closed == nil)
        pair.server.write(Array("answer".utf8))
        pair.server.close()
        pair.talk()
        #expect(pair.ofClient.plaintext == Array("answer".utf8))
        #expect(pair.ofClient.closed == true)
        // The end of the connection under it says nothing new.
        pair.forget()
        pair.cut()
        #expect(pair.ofClient == Pair.Report())
        #expect(pair.ofServer == Pair.Report())
    }

    @Test(arguments: [Version.tls12, .tls13])
    func `an end that nobody announced is told apart`(version: Version) throws {
        var pair = try Pair.connected(versions: version...version)
        pair.client.write(Array("half of".utf8))
        pair.talk()
        pair.cut()
        #expect(pair.ofServer.plaintext == Array("half of".utf8))
        #expect(pair.ofServer.closed == false)
        #expect(pair.ofClient.closed == false)
        #expect(try pair.server.nextEvent() == nil)
    }

    @Test
    func `half a record is no content, and its end not announced`() throws {
        let pair = try Pair.connected()
        pair.client.write(Array("whole or not at all".utf8))
        let record = pair.client.takeOutput()
        pair.server.receive(record.dropLast())
        pair.server.receiveEnd()
        #expect(try pair.server.nextEvent() == .closed(clean: false))
    }

    @Test
    func `an end in the middle of the handshake is an error`() throws {
        let pair = try Pair()
        pair.server.receive(pair.client.takeOutput())
        #expect(try pair.server.nextEvent() == nil)
        for engine in [pair.client, pair.server] {
            engine.receiveEnd()
            let error = try #require(throws: ConnectionError.self) { try engine.nextEvent() }
            #expect(error.cause == .endInHandshake)
            #expect(error.description == "The peer ended the connection before the handshake was complete")
        }
    }

    @Test
    func `who closes before the handshake is complete says nothing`() throws {
        let pair = try Pair()
        pair.client.write(Array("never".utf8))
        pair.client.close()
        pair.server.close()
        #expect(pair.server.takeOutput().isEmpty)
        #expect(pair.client.waitingByteCount == 0)
    }

    @Test
    func `what comes after an end or an error is not kept`() throws {
        var pair = try Pair.connected()
        pair.client.close()
        pair.talk()
        pair.server.receive(Self.bytes(100_000))
        #expect(try pair.server.nextEvent() == nil)
    }
}

extension Engine {
    fileprivate func receive(_ bytes: ArraySlice<UInt8>) { receive(Array(bytes)) }
}
