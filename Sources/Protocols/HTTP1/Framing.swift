/// How a message's body is delimited (RFC 9112, section 6.3).
enum Framing: Sendable, Hashable {
    case none
    case length(Int)
    case chunked
    /// Until the server closes the connection: responses only.
    case untilClose
}

extension ControlFields {
    /// What `Content-Length` and `Transfer-Encoding` say, or nil without either.
    ///
    /// Stricter than RFC 9112, section 6.3 asks of a lone server, because every leniency here is a way to smuggle a
    /// request past the server in front: a repeated Content-Length is refused even when the values agree, and so is
    /// one beside Transfer-Encoding.
    func framing(version: Version) throws(ProtocolError.Rule) -> Framing? {
        if hasDisguisedFraming { throw .malformedFieldName }
        if transferCoding != .absent {
            guard contentLength == .absent else { throw .contradictoryFraming }
            guard version == .http11 else { throw .malformedTransferEncoding }
        }
        switch transferCoding {
        case .absent: break
        case .chunked: return .chunked
        case .chunkedOverOthers: throw .unsupportedTransferCoding
        // Such a request's length cannot be known, which must be answered 400 (RFC 9112, section 6.3, rule 4).
        case .others, .malformed: throw .malformedTransferEncoding
        }
        switch contentLength {
        case .absent: return nil
        case .count(let count): return .length(count)
        case .malformed: throw .malformedContentLength
        }
    }
}

extension ResponseHead {
    /// The framing of this response's body, which depends on the method that it answers.
    func framing(answering method: String, fields control: ControlFields) throws(ProtocolError.Rule) -> Framing {
        guard hasBody(answering: method) else { return .none }
        return try control.framing(version: version) ?? .untilClose
    }

    /// Whether a body may follow this head at all (RFC 9112, section 6.3, rules 1 and 2).
    func hasBody(answering method: String) -> Bool {
        !(method == "HEAD" || isInformational || status == 204 || status == 304
            || method == "CONNECT" && status / 100 == 2)
    }
}
