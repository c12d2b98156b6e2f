internal import CCurl

/// Why a transfer gave no response: what libcurl said, or what the request got wrong before it reached libcurl.
package struct TransferError: Error, Sendable, Hashable {
    /// libcurl's number (`CURLcode`, libcurl-errors(3)), also where the finding is ours and libcurl has a number of
    /// that meaning.
    package var code: Int32

    /// libcurl's text for the number, and after a colon what it, or we, know of this very case.
    package var message: String

    /// The URL that was asked for.
    package var url: String

    /// No connection came about: the port is closed, say, or the name unknown. Trying again later may help.
    package var isConnectionFailure: Bool {
        code == Int32(CURLE_COULDNT_CONNECT.rawValue) || code == Int32(CURLE_COULDNT_RESOLVE_HOST.rawValue)
    }

    /// ``Request/timeout`` passed, or the configuration's time for a connection.
    package var isTimeout: Bool { code == Int32(CURLE_OPERATION_TIMEDOUT.rawValue) }
}

extension TransferError: CustomStringConvertible {
    package var description: String { "\(url): \(message) (libcurl error \(code))" }
}

extension TransferError {
    init(_ failure: Failure, url: String) {
        let text = unsafe String(cString: curl_easy_strerror(failure.code))
        let isSaid = failure.detail.isEmpty || failure.detail == text
        self.init(
            code: Int32(failure.code.rawValue), message: isSaid ? text : "\(text): \(failure.detail)", url: url)
    }
}

/// An error inside the client, before the URL is added that makes it a ``TransferError``.
struct Failure: Error {
    var code: CURLcode

    /// What is known of this case: libcurl's error buffer, or a sentence of ours; it may be empty.
    var detail: String

    init(_ code: CURLcode, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
