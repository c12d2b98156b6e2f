internal import Bytes
internal import HTTP1

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
        answeredBy fields: FieldSection, to offered: CompressionAgreement
    ) -> CompressionAgreement? {
        let answers = all(in: fields)
        guard answers.count == 1, let answer = answers[0] else { return nil }
        var agreement = offered
        // What the server says of itself holds; what was asked of it must be there (section 7.1.1.1, 7.1.2.1).
        agreement.server = .init()
        for (name, value) in answer.parameters {
            switch (name, value) {
            case ("server_no_context_takeover", nil): agreement.server.takesContextOver = false
            case ("client_no_context_takeover", nil): agreement.client.takesContextOver = false
            case ("server_max_window_bits", let bits?): agreement.server.windowBits = bits
            case ("client_max_window_bits", let bits?):
                agreement.client.windowBits = min(bits, agreement.client.windowBits)
            default: return nil
            }
        }
        guard offered.server.takesContextOver || !agreement.server.takesContextOver,
            agreement.server.windowBits <= offered.server.windowBits
        else { return nil }
        return agreement
    }

    // MARK: The server

    /// What a server agrees to that wants `wanted` at most, or nil when no offer can be kept.
    static func agreement(on fields: FieldSection, within wanted: CompressionAgreement) -> CompressionAgreement? {
        for case let offer? in all(in: fields) {
            if let agreement = offer.agreement(within: wanted) { return agreement }
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

    /// The members of the field that are this extension, in order; nil in the place of one with a parameter that is
    /// unknown, doubled or malformed, which must be declined (section 7.1), and of every other extension.
    private static func all(in fields: FieldSection) -> [CompressionOffer?] {
        fields.listMembers(of: "sec-websocket-extensions").map { CompressionOffer($0) }
    }

    /// `token *( ";" token [ "=" ( token | quoted-string ) ] )` (RFC 6455, section 9.1).
    private init?(_ member: ArraySlice<UInt8>) {
        let parts = member.split(separator: ASCII.semicolon, omittingEmptySubsequences: false).map(\.trimmingWhiteSpace)
        guard parts[0].elementsEqual(Self.name.utf8) else { return nil }
        for part in parts.dropFirst() {
            let sides = part.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: sides[0].trimmingWhiteSpace, as: UTF8.self)
            guard !parameters.contains(where: { $0.name == name }) else { return nil }
            var value: Int?
            if sides.count == 2 {
                guard let bits = Self.windowBits(sides[1].trimmingWhiteSpace) else { return nil }
                value = bits
            }
            switch (name, value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil),
                ("server_max_window_bits", .some), ("client_max_window_bits", _):
                parameters.append((name, value))
            default: return nil
            }
        }
    }

    /// 8 to 15, in decimal digits without leading zeros, perhaps in quotes (section 7.1.2).
    private static func windowBits(_ text: ArraySlice<UInt8>) -> Int? {
        var digits = text
        if digits.count >= 2, digits.first == ASCII.quote, digits.last == ASCII.quote {
            digits = digits.dropFirst().dropLast()
        }
        guard digits.first != ASCII.zero, let bits = digits.decimalValue, (8...15).contains(bits) else { return nil }
        return bits
    }
}
