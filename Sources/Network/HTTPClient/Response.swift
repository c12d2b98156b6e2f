import Bytes

/// A response, complete: with ``Request/followsRedirects`` the last one.
package struct Response: Sendable {
    /// The status code, 200 to 999, or 101: other interim responses (1xx) are passed over.
    package var status: Int

    /// The reason phrase, as sent; it may be empty.
    package var reason: String

    /// The protocol version as the status line spells it, `HTTP/1.1`.
    package var version: String

    /// The fields in the order in which they came, repeated ones included; none of interim responses or redirects.
    package var fields: [Field]

    /// The fields after a chunked body (RFC 9112, section 7.1.2).
    package var trailers: [Field]

    /// The content; empty when it went to a file.
    package var body: [UInt8]

    package var timing: Timing

    /// The URL that answered: after redirects not the one that was asked for.
    package var url: String

    /// The value of the first field of this name, letters of ASCII compared without their case.
    package func field(_ name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }

    /// How long the parts of a transfer took, each counted from the start; with redirects, of all requests together.
    package struct Timing: Sendable, Hashable {
        /// Until the last byte of the response (`CURLINFO_TOTAL_TIME_T`).
        package var total: Duration
        /// Until the TCP connection stood; zero on a connection that was used before (`CURLINFO_CONNECT_TIME_T`).
        package var connect: Duration
        /// Until the first byte of the response (`CURLINFO_STARTTRANSFER_TIME_T`).
        package var startOfTransfer: Duration
    }
}

extension Field {
    /// Whether this field has the given name (RFC 9110, section 5.1: names have no case).
    func isNamed(_ name: String) -> Bool {
        self.name.utf8.lazy.map(\.lowercased).elementsEqual(name.utf8.lazy.map(\.lowercased))
    }
}
