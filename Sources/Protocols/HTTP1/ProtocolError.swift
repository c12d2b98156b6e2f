/// The peer broke a rule of HTTP/1.1.
///
/// A server answers with ``status`` and closes the connection; a client just closes it.
package struct ProtocolError: Error, Hashable, Sendable {
    /// Which rule.
    package enum Rule: Error, Hashable, Sendable {
        /// A line ends in LF without CR, or a CR stands alone (RFC 9112, section 2.2).
        case bareLineEnd
        /// The request line is not `method SP target SP version` (RFC 9112, section 3).
        case malformedRequestLine
        /// The method is no token (RFC 9110, section 9.1).
        case malformedMethod
        /// The target is in none of the four forms, or in one that the method does not go with (RFC 9112, section 3.2).
        case malformedTarget
        /// The status line is not `version SP status [SP reason]` (RFC 9112, section 4).
        case malformedStatusLine
        /// The protocol version is not `HTTP/digit.digit` (RFC 9112, section 2.3).
        case malformedVersion
        /// The message is of another major version than 1.
        case unsupportedVersion
        /// The start line is longer than ``Limits/startLineByteCount``.
        case startLineTooLong
        /// A field line has no colon, or no token before it: white space there included (RFC 9112, section 5.1).
        case malformedFieldName
        /// A field value has a control character (RFC 9110, section 5.5).
        case malformedFieldValue
        /// A field line begins with white space (RFC 9112, section 5.2).
        case foldedFieldLine
        /// More field lines, or longer ones, than ``Limits`` allow.
        case fieldSectionTooLarge
        /// A request of HTTP/1.1 without `Host`, or any with several (RFC 9112, section 3.2).
        case missingHost, repeatedHost
        /// The value of `Host` is no host with an optional port.
        case malformedHost
        /// `Content-Length` is not one decimal number (RFC 9112, section 6.3).
        case malformedContentLength
        /// Both `Content-Length` and `Transfer-Encoding` (RFC 9112, section 6.1).
        case contradictoryFraming
        /// `Transfer-Encoding` in a message of HTTP/1.0, empty, or with `chunked` not once and last.
        case malformedTransferEncoding
        /// A transfer coding that is not `chunked` (RFC 9112, section 6.1).
        case unsupportedTransferCoding
        /// A chunk's size line, or the line end after its data (RFC 9112, section 7.1).
        case malformedChunk
        /// A chunk's size line is longer than ``Limits/chunkLineByteCount``.
        case chunkLineTooLong
        /// A trailer field that would change framing, routing or authentication (RFC 9110, section 6.5.1).
        case forbiddenTrailer
        /// The body is longer than ``Limits/bodyByteCount`` or what the receiver set for this message.
        case bodyTooLarge
        /// An expectation other than `100-continue` (RFC 9110, section 10.1.1).
        case unknownExpectation
        /// The peer closed the connection inside a message.
        case endedInsideMessage
        /// A response where none was due, or 101 without an offer to switch (RFC 9112, section 9.2).
        case unexpectedMessage
        /// The message did not arrive in the time that the caller allows (RFC 9110, section 15.5.9).
        case tooSlow
    }

    package let rule: Rule

    /// Bytes that the peer sent on this connection before the place.
    package let offset: Int

    package init(_ rule: Rule, at offset: Int) {
        self.rule = rule
        self.offset = offset
    }

    /// The status that a server answers with.
    package var status: Int {
        switch rule {
        case .startLineTooLong: 414
        case .fieldSectionTooLarge: 431
        case .bodyTooLarge: 413
        case .tooSlow: 408
        case .unknownExpectation: 417
        case .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        case .bareLineEnd, .malformedRequestLine, .malformedMethod, .malformedTarget, .malformedStatusLine,
            .malformedVersion, .malformedFieldName, .malformedFieldValue, .foldedFieldLine, .missingHost, .repeatedHost,
            .malformedHost, .malformedContentLength, .contradictoryFraming, .malformedTransferEncoding, .malformedChunk,
            .chunkLineTooLong, .forbiddenTrailer, .endedInsideMessage, .unexpectedMessage:
            400
        }
    }
}

extension ProtocolError: CustomStringConvertible {
    package var description: String { "\(rule.sentence) (at byte \(offset) of the connection)" }
}

extension ProtocolError.Rule {
    /// What is wrong and how it should be, for people.
    package var sentence: String {
        switch self {
        case .bareLineEnd: "A line does not end in CR LF; lines of HTTP/1.1 end in CR LF and hold neither alone."
        case .malformedRequestLine: "The request line is not \"METHOD TARGET HTTP/1.1\" with single blanks."
        case .malformedMethod: "The method is not a token of letters, digits and a few marks."
        case .malformedTarget:
            "The request target is neither a path that begins with \"/\" nor another form of RFC 9112."
        case .malformedStatusLine: "The status line is not \"HTTP/1.1 STATUS REASON\"."
        case .malformedVersion: "The protocol version is not \"HTTP/1.1\" or \"HTTP/1.0\"."
        case .unsupportedVersion: "This protocol version is not served; HTTP/1.1 is."
        case .startLineTooLong: "The request target is too long."
        case .malformedFieldName: "A field line has no field name of token characters directly before a colon."
        case .malformedFieldValue: "A field value holds a control character."
        case .foldedFieldLine: "A field line begins with white space; a field value stands on one line."
        case .fieldSectionTooLarge: "The field section is too large, or has too many lines."
        case .missingHost: "The Host field is missing; every request of HTTP/1.1 has one."
        case .repeatedHost: "There is more than one Host field."
        case .malformedHost: "The Host field is not a host with an optional port."
        case .malformedContentLength: "Content-Length is not one decimal number."
        case .contradictoryFraming: "Content-Length and Transfer-Encoding contradict each other; send one of them."
        case .malformedTransferEncoding: "Transfer-Encoding does not end in one \"chunked\", or HTTP/1.0 has none."
        case .unsupportedTransferCoding: "The only transfer coding here is \"chunked\"."
        case .malformedChunk: "A chunk is not \"SIZE in hexadecimal CR LF data CR LF\"."
        case .chunkLineTooLong: "A chunk's size line is too long."
        case .forbiddenTrailer: "A trailer field is not allowed to change framing, routing or authentication."
        case .bodyTooLarge: "The body is larger than is accepted here."
        case .unknownExpectation: "The only expectation that is understood is \"100-continue\"."
        case .endedInsideMessage: "The connection ended in the middle of a message."
        case .unexpectedMessage: "A response arrived that no request asked for."
        case .tooSlow: "The message did not arrive in time."
        }
    }
}

/// We used a connection in a way that its state does not allow; never something to answer a peer with.
package struct LocalError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
