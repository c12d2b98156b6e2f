import EngineIO
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, Handshake")
struct HandshakeTests {
    private let handshake = Handshake(
        sessionID: "lv_VI97HAXpY6yYWAAAC", upgrades: ["websocket"], pingInterval: .seconds(25),
        pingTimeout: .seconds(20), maxPayload: 1_000_000)

    @Test(.requirements("EIO-HS-02", "EIO-HS-03")) func `the object has the reference's members in its order`() {
        #expect(
            shown(handshake.json)
                == #"{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"#
                + #""pingTimeout":20000,"maxPayload":1000000}"#)
        #expect(Handshake(json: handshake.json) == handshake)
    }

    @Test(.requirements("EIO-HS-03", "EIO-HB-11")) func `times below one second are exact`() {
        var short = handshake
        short.pingInterval = .milliseconds(300)
        short.pingTimeout = .milliseconds(1)
        #expect(shown(short.json).contains(#""pingInterval":300,"pingTimeout":1,"#))
        #expect(Handshake(json: short.json) == short)
    }

    @Test func `other members and their order do not matter, a limit may be missing`() {
        let json = #"{"pingTimeout":2e4,"pingInterval":25000.0,"x":[{}],"sid":"a"}"#
        let read = Handshake(json: Array(json.utf8))
        #expect(
            read
                == Handshake(
                    sessionID: "a", upgrades: [], pingInterval: .seconds(25), pingTimeout: .seconds(20),
                    maxPayload: .max))
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "x", #"{"sid":"a"}"#, #"{"sid":"a","pingInterval":1}"#,
        #"{"sid":"","pingInterval":1,"pingTimeout":1}"#, #"{"sid":1,"pingInterval":1,"pingTimeout":1}"#,
        #"{"sid":"a","pingInterval":"1","pingTimeout":1}"#, #"{"sid":"a","pingInterval":-1,"pingTimeout":1}"#,
        #"{"sid":"a","pingInterval":1e300,"pingTimeout":1}"#, #"{"sid":"a","pingInterval":1,"pingTimeout":1e999}"#,
    ])
    func `what is no handshake is refused`(json: String) {
        #expect(Handshake(json: Array(json.utf8)) == nil)
    }
}
