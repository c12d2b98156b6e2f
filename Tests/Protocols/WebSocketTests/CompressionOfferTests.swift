import HTTP1
import TestSupport
import Testing

@testable import WebSocket

private func fields(_ values: String...) -> FieldSection {
    var fields = FieldSection()
    for value in values { fields.append("Sec-WebSocket-Extensions", value) }
    return fields
}

/// An agreement, of which only what differs from the defaults is named.
private func agreement(
    client: Int = 15, clientTakesContextOver: Bool = true, server: Int = 15, serverTakesContextOver: Bool = true
) -> CompressionAgreement {
    CompressionAgreement(
        client: .init(windowBits: client, takesContextOver: clientTakesContextOver),
        server: .init(windowBits: server, takesContextOver: serverTakesContextOver))
}

@Suite("permessage-deflate is negotiated: RFC 7692, sections 5.1 and 7.1")
struct CompressionOfferTests {
    /// What a server agrees to that wants `wanted`, and the value of its answer.
    private static func answer(
        to offer: FieldSection, within wanted: CompressionAgreement = agreement()
    ) -> (CompressionAgreement, String)? {
        CompressionOffer.agreement(on: offer, within: wanted).map { ($0, CompressionOffer.answer($0)) }
    }

    @Test(
        .requirements("WS-DF-02"),
        arguments: [
            ("permessage-deflate", agreement(), "permessage-deflate"),
            ("permessage-deflate; client_max_window_bits", agreement(), "permessage-deflate"),
            ("permessage-deflate;client_max_window_bits=15", agreement(), "permessage-deflate"),
            (
                "permessage-deflate; client_max_window_bits=10", agreement(client: 10),
                "permessage-deflate; client_max_window_bits=10"
            ),
            (
                "permessage-deflate; client_max_window_bits=8", agreement(client: 8),
                "permessage-deflate; client_max_window_bits=8"
            ),
            (
                "permessage-deflate; server_max_window_bits=9", agreement(server: 9),
                "permessage-deflate; server_max_window_bits=9"
            ),
            ("permessage-deflate; server_max_window_bits=\"15\"", agreement(), "permessage-deflate"),
            (
                "permessage-deflate ; server_no_context_takeover\t; client_no_context_takeover",
                agreement(clientTakesContextOver: false, serverTakesContextOver: false),
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            ),
            (
                "permessage-deflate; server_max_window_bits = 12; client_max_window_bits= \"11\"",
                agreement(client: 11, server: 12),
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=11"
            ),
        ])
    func `a server agrees to what is offered`(_ offer: String, _ agreement: CompressionAgreement, _ answer: String) {
        let answered = Self.answer(to: fields(offer))
        #expect(answered?.0 == agreement)
        #expect(answered?.1 == answer)
    }

    @Test(
        .requirements("WS-DF-02"),
        arguments: [
            "permessage-deflate; x", "permessage-deflate; x=1", "permessage-deflate;", "permessage-deflate; ;",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; client_no_context_takeover; x; client_no_context_takeover",
            "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
            "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
            "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=",
            "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=010", "permessage-deflate; server_max_window_bits=1 0",
            "permessage-deflate; server_max_window_bits=+9", "permessage-deflate; server_max_window_bits=9x",
            "permessage-deflate; server_max_window_bits=\"9", "permessage-deflate; server_max_window_bits=\"\"",
            "permessage-deflate; server_max_window_bits=99999999999999999999",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=0", "permessage-deflate; client_max_window_bits=",
            "permessage-deflate; server_max_window_bits=8",  // zlib has no such window
            "permessage-deflate x", "permessage-deflate=1", "permessage", "x-permessage-deflate", "", ",", ";",
            "\"permessage-deflate\"", "x; y=\"permessage-deflate\"", "Permessage-Deflate; server_max_window_bits=\"",
        ])
    func `an offer with a parameter that is unknown, doubled or malformed is declined`(_ offer: String) {
        #expect(CompressionOffer.agreement(on: fields(offer), within: agreement()) == nil)
        // The next offer may be better.
        let next = "permessage-deflate; server_max_window_bits=11"
        #expect(CompressionOffer.agreement(on: fields(offer, next), within: agreement()) == agreement(server: 11))
        #expect(
            CompressionOffer.agreement(on: fields(offer + ", " + next), within: agreement()) == agreement(server: 11))
    }

    @Test(.requirements("WS-DF-02", "WS-HS-07"))
    func `the first offer that can be kept is agreed to`() {
        let offers = "permessage-deflate; server_max_window_bits=10, permessage-deflate"
        #expect(CompressionOffer.agreement(on: fields(offers), within: agreement()) == agreement(server: 10))
        #expect(CompressionOffer.agreement(on: FieldSection(), within: agreement()) == nil)
    }

    @Test(.requirements("WS-DF-02"))
    func `a server asks for less than is offered where it may`() {
        let wanted = agreement(
            client: 12, clientTakesContextOver: false, server: 11, serverTakesContextOver: false)
        // Its own window it may choose; that of the client only where the client says that it understands.
        let plain = Self.answer(to: fields("permessage-deflate"), within: wanted)
        #expect(
            plain?.0
                == agreement(
                    client: 15, clientTakesContextOver: false, server: 11, serverTakesContextOver: false))
        #expect(
            plain?.1
                == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11"
        )
        for (offered, agreed) in [("", 12), ("=15", 12), ("=12", 12), ("=10", 10)] {
            let offer = fields("permessage-deflate; client_max_window_bits\(offered); server_max_window_bits=13")
            let answered = Self.answer(to: offer, within: wanted)
            #expect(answered?.0.client.windowBits == agreed)
            #expect(answered?.0.server.windowBits == 11)
            #expect(answered?.1.hasSuffix("; client_max_window_bits=\(agreed)") == true)
        }
    }

    @Test(
        .requirements("WS-DF-02"),
        arguments: [
            (agreement(), "permessage-deflate; client_max_window_bits"),
            (agreement(client: 10), "permessage-deflate; client_max_window_bits=10"),
            (agreement(server: 9), "permessage-deflate; server_max_window_bits=9; client_max_window_bits"),
            (
                agreement(clientTakesContextOver: false, serverTakesContextOver: false),
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits"
            ),
        ])
    func `a client offers what it wants, and understands limits of its window`(
        _ wanted: CompressionAgreement, _ text: String
    ) {
        #expect(CompressionOffer.text(wanted) == text)
        // A server with no wishes agrees to exactly that.
        let answered = Self.answer(to: fields(text))
        #expect(answered?.0 == wanted)
        #expect(CompressionOffer.agreement(answeredBy: fields(answered?.1 ?? ""), to: wanted) == wanted)
    }

    @Test(
        .requirements("WS-DF-02", "WS-HS-11"),
        arguments: [
            (agreement(), "permessage-deflate", agreement()),
            (
                agreement(), "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                agreement(clientTakesContextOver: false, serverTakesContextOver: false)
            ),
            (agreement(), "permessage-deflate; server_max_window_bits=8", agreement(server: 8)),
            (agreement(), "permessage-deflate; client_max_window_bits=9", agreement(client: 9)),
            (agreement(server: 12), "permessage-deflate; server_max_window_bits=11", agreement(server: 11)),
            // More than the client uses anyway (section 7.1.2.2).
            (agreement(client: 10), "permessage-deflate; client_max_window_bits=12", agreement(client: 10)),
            (agreement(client: 10), "permessage-deflate", agreement(client: 10)),
            (agreement(clientTakesContextOver: false), "permessage-deflate", agreement(clientTakesContextOver: false)),
        ])
    func `a client keeps to the answer`(
        _ offered: CompressionAgreement, _ answer: String, _ agreed: CompressionAgreement
    ) {
        #expect(CompressionOffer.agreement(answeredBy: fields(answer), to: offered) == agreed)
    }

    @Test(
        .requirements("WS-DF-02", "WS-HS-11"),
        arguments: [
            "permessage-deflate; x", "permessage-deflate; server_max_window_bits",
            "permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; server_max_window_bits=07",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate, permessage-deflate", "permessage-deflate, x", "x", "", "permessage-deflate;",
        ])
    func `a client refuses an answer that answers no offer`(_ answer: String) {
        #expect(CompressionOffer.agreement(answeredBy: fields(answer), to: agreement()) == nil)
    }

    @Test(.requirements("WS-DF-02"))
    func `a client refuses an answer that does not keep what was asked of the server`() {
        let window = agreement(server: 12)
        for answer in ["permessage-deflate", "permessage-deflate; server_max_window_bits=13"] {
            #expect(CompressionOffer.agreement(answeredBy: fields(answer), to: window) == nil)
        }
        let fresh = agreement(serverTakesContextOver: false)
        #expect(CompressionOffer.agreement(answeredBy: fields("permessage-deflate"), to: fresh) == nil)
        #expect(
            CompressionOffer.agreement(
                answeredBy: fields("permessage-deflate", "permessage-deflate"), to: agreement()) == nil)
    }
}
