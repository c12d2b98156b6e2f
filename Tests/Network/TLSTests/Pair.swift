import TLS
import TestSupport

/// A client and a server that talk in memory.
struct Pair {
    let client: Engine
    let server: Engine
    var runs = Runs.whole

    /// How bytes travel.
    enum Runs: CaseIterable {
        case whole
        case byteByByte
    }

    /// What an engine told, and how it failed.
    struct Report: Equatable {
        var handshake: Engine.Handshake?
        var plaintext: [UInt8] = []
        /// Whether it was clean.
        var closed: Bool?
        var error: ConnectionError?

        mutating func take(from engine: Engine) {
            do throws(ConnectionError) {
                while let event = try engine.nextEvent() {
                    switch event {
                    case .handshakeCompleted(let handshake): self.handshake = handshake
                    case .plaintext(let bytes): plaintext += bytes
                    case .closed(let clean): closed = clean
                    }
                }
            } catch {
                self.error = error
            }
        }
    }

    private(set) var ofClient = Report()
    private(set) var ofServer = Report()

    init(_ client: ClientContext, _ server: ServerContext, host: String = "localhost", runs: Runs = .whole) {
        self.client = Engine(connecting: client, to: host)
        self.server = Engine(accepting: server)
        self.runs = runs
    }

    /// A pair of which each knows the other, and both may choose from `versions`.
    init(versions: ClosedRange<Version> = .tls12 ... .tls13, runs: Runs = .whole) throws {
        let made = try Authorities.usual.get()
        self.init(try made.client(versions: versions), try made.server(versions: versions), runs: runs)
    }

    /// A pair that has shaken hands.
    static func connected(versions: ClosedRange<Version> = .tls12 ... .tls13, runs: Runs = .whole) throws -> Pair {
        var pair = try Pair(versions: versions, runs: runs)
        pair.talk()
        return pair
    }

    /// Carries bytes to and fro until nobody has any more to say.
    mutating func talk() {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            ofClient.take(from: client)
            let toServer = client.takeOutput()
            if !toServer.isEmpty { isQuiet = false }
            server.receive(toServer, runs) { ofServer.take(from: server) }
            ofServer.take(from: server)
            let toClient = server.takeOutput()
            if !toClient.isEmpty { isQuiet = false }
            client.receive(toClient, runs) { ofClient.take(from: client) }
            ofClient.take(from: client)
        }
    }

    /// What was told since the last time is forgotten.
    mutating func forget() {
        (ofClient, ofServer) = (Report(), Report())
    }

    /// The connection ends for both, and nothing more arrives.
    mutating func cut() {
        client.receiveEnd()
        server.receiveEnd()
        talk()
    }
}

extension Engine {
    /// Takes in `bytes`, and calls `take` after each run of them.
    func receive(_ bytes: [UInt8], _ runs: Pair.Runs = .whole, _ take: () -> Void = {}) {
        switch runs {
        case .whole:
            unsafe bytes.withUnsafeBytes { unsafe receive($0.bytes) }
            take()
        case .byteByByte:
            for byte in bytes {
                unsafe withUnsafeBytes(of: byte) { unsafe receive($0.bytes) }
                take()
            }
        }
    }
}
