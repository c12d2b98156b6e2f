/// The extension `permessage-deflate` in the field `Sec-WebSocket-Extensions` (RFC 7692, section 7).
///
/// A client offers it, perhaps several times with other parameters; the server agrees to the first offer that it can
/// keep, or to none.
struct CompressionOffer {
    private static let name = "permessage-deflate"

    /// Each parameter at most once; nil for one without value.
    private var parameters: [(name: String, value: Int?)] = []

    // MARK: The client

    /// The offer of a client that wants `agreement` at most.
    static func text(_ agreement: CompressionAgreement) -> String {
        var text = name
        if !agreement.server.takesContextOver { text += "; server_no_context_takeover" }
        if !agreement.client.takesContextOver { text += "; client_no_context_takeover" }
        if agreement.server.windowBits < 15 { text += "; server_max_window_bits=\(agreement.server.windowBits)" }
        // Without value: the server may name one (section 7.1.2.2).
        text +=
            agreement.client.windowBits < 15
            ? "; client_max_window_bits=\(agreement.client.windowBits)" : "; client_max_window_bits"
        return text
    }

    /// What a server's answer agrees to, or nil when it does not answer our offer (section 7.1).
    static func agreement(
        answeredBy answers: [Extension], to offered: CompressionAgreement
    ) -> CompressionAgreement? {
        guard answers.count == 1, let answer = CompressionOffer(answers[0]) else { return nil }
        var agreement = offered
        // What the server says of itself holds; what was asked of it must be there (section 7.1.1.1, 7.1.2.1).
        agreement.server = .init()
        for (name, value) in answer.parameters {
            switch (name, value) {
            case ("server_no_context_takeover", nil): agreement.server.takesContextOver = false
            case ("client_no_context_takeover", nil): agreement.client.takesContextOver = false
            case ("server_max_window_bits", let bits?): agreement.server.windowBits = bits
            case ("client_max_window_bits", let bits?): agreement.client.windowBits = bits
            default: return nil
            }
        }
        guard offered.server.takesContextOver || !agreement.server.takesContextOver,
            agreement.server.windowBits <= offered.server.windowBits,
            agreement.client.windowBits <= offered.client.windowBits
        else { return nil }
        return agreement
    }

    // MARK: The server

    /// What a server agrees to that wants `wanted` at most: the first offer that can be kept, or nil.
    static func agreement(on offers: [Extension], within wanted: CompressionAgreement) -> CompressionAgreement? {
        for offer in offers {
            if let agreement = CompressionOffer(offer)?.agreement(within: wanted) { return agreement }
        }
        return nil
    }

    private func agreement(within wanted: CompressionAgreement) -> CompressionAgreement? {
        var agreement = wanted
        // Windows of the client are ours to limit only if it says that it understands (section 7.1.2.2).
        agreement.client.windowBits = 15
        for (name, value) in parameters {
            switch (name, value) {
            case ("server_no_context_takeover", nil): agreement.server.takesContextOver = false
            case ("client_no_context_takeover", nil): agreement.client.takesContextOver = false
            case ("server_max_window_bits", let bits?):
                agreement.server.windowBits = min(bits, agreement.server.windowBits)
            case ("client_max_window_bits", let bits):
                agreement.client.windowBits = min(bits ?? 15, wanted.client.windowBits)
            default: return nil
            }
        }
        // zlib cannot make a raw stream with a window of 8 bits.
        return agreement.server.windowBits >= 9 ? agreement : nil
    }

    /// The value of the answering field: what differs from the defaults.
    static func answer(_ agreement: CompressionAgreement) -> String {
        var text = name
        if !agreement.server.takesContextOver { text += "; server_no_context_takeover" }
        if !agreement.client.takesContextOver { text += "; client_no_context_takeover" }
        if agreement.server.windowBits < 15 { text += "; server_max_window_bits=\(agreement.server.windowBits)" }
        if agreement.client.windowBits < 15 { text += "; client_max_window_bits=\(agreement.client.windowBits)" }
        return text
    }

    // MARK: Reading

    /// An offer or answer, or nil for another extension, and for one with a parameter that is unknown, doubled or has a
    /// value that it cannot have, which must be declined (section 7.1).
    private init?(_ offer: Extension) {
        guard offer.name == Self.name else { return nil }
        for parameter in offer.parameters {
            guard !parameters.contains(where: { $0.name == parameter.name }) else { return nil }
            let value = parameter.value.map(Self.windowBits)
            switch (parameter.name, value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil),
                ("server_max_window_bits", .some(.some)), ("client_max_window_bits", nil),
                ("client_max_window_bits", .some(.some)):
                parameters.append((parameter.name, value ?? nil))
            default: return nil
            }
        }
    }

    /// 8 to 15, in decimal digits without leading zeros (section 7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        (8...15).first { "\($0)" == text }
    }
}
