internal import Bytes

/// How a message's body is delimited (RFC 9112, section 6.3).
enum Framing: Sendable, Hashable {
    case none
    case length(Int)
    case chunked
    /// Until the server closes the connection: responses only.
    case untilClose
}

extension FieldSection {
    /// What `Content-Length` and `Transfer-Encoding` say, or nil without either.
    ///
    /// Stricter than RFC 9112, section 6.3 asks of a lone server, because every leniency here is a way to smuggle a
    /// request past the server in front: a repeated Content-Length is refused even when the values agree, and so is
    /// one beside Transfer-Encoding.
    func framing(version: Version) throws(ProtocolError.Rule) -> Framing? {
        var length: ArraySlice<UInt8>?
        var codings: [ArraySlice<UInt8>]?
        for entry in entries {
            let name = bytes[entry.name]
            if name.equalsIgnoringCase("content-length") {
                guard length == nil else { throw .malformedContentLength }
                length = bytes[entry.value]
            } else if name.equalsIgnoringCase("transfer-encoding") {
                codings = (codings ?? []) + [bytes[entry.value]]
            }
        }
        if let codings {
            guard length == nil else { throw .contradictoryFraming }
            guard version == .http11 else { throw .malformedTransferEncoding }
            return try Self.framing(codings: codings)
        }
        guard let length else { return nil }
        guard let count = length.decimalValue else { throw .malformedContentLength }
        return .length(count)
    }

    private static func framing(codings lines: [ArraySlice<UInt8>]) throws(ProtocolError.Rule) -> Framing {
        let codings = lines.flatMap { $0.split(separator: ASCII.comma, omittingEmptySubsequences: false) }
            .map(\.trimmingWhiteSpace)
        let isChunked = codings.map { $0.equalsIgnoringCase("chunked") }
        if isChunked == [true] { return .chunked }
        // "chunked" somewhere else than once at the end hides where the body ends from one reader or another.
        if isChunked.contains(true) || codings.contains(where: \.isEmpty) { throw .malformedTransferEncoding }
        throw .unsupportedTransferCoding
    }
}

extension RequestHead {
    /// The framing of this request's body; without framing fields it has none.
    func framing() throws(ProtocolError.Rule) -> Framing {
        try fields.framing(version: version) ?? .none
    }
}

extension ResponseHead {
    /// The framing of this response's body, which depends on the method that it answers.
    func framing(answering method: String) throws(ProtocolError.Rule) -> Framing {
        guard hasBody(answering: method) else { return .none }
        return try fields.framing(version: version) ?? .untilClose
    }

    /// Whether a body may follow this head at all (RFC 9112, section 6.3, rules 1 and 2).
    func hasBody(answering method: String) -> Bool {
        !(method == "HEAD" || isInformational || status == 204 || status == 304
            || method == "CONNECT" && status / 100 == 2)
    }
}
