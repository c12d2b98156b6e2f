internal import HTTP1
internal import HTTPServer
internal import LoopDomain

/// A request and its answer, written down while they happen.
final class ExchangeRecord: ExchangeObserver {
    let connection: Int
    let isSecure: Bool
    let request: RequestHead
    let began: Timestamp
    private(set) var requestBody = KeptBody()
    /// Whether the end of the request was seen.
    private var hasRequestEnded = false
    /// Nil while there is no answer, and for good when there is none.
    private(set) var status: Int?
    /// The head of the answer as it went over the wire.
    private(set) var responseHead: [UInt8] = []
    private(set) var responseBody = KeptBody()
    private(set) var isComplete = false
    /// The fault that was done to it.
    var fault: Int?
    /// Called once, when it has come to its end.
    private var whenEnded: ((ExchangeRecord) -> Void)?

    init(_ exchange: Exchange, at began: Timestamp, whenEnded: @escaping (ExchangeRecord) -> Void) {
        connection = exchange.connectionNumber
        isSecure = exchange.isSecure
        request = exchange.request
        self.began = began
        self.whenEnded = whenEnded
    }

    /// Bytes that are kept: heads, and the beginnings of bodies.
    var keptByteCount: Int {
        request.fields.byteCount + requestBody.kept.count + responseHead.count + responseBody.kept.count
    }

    /// Whether the request has a body that did not come, or was not read, to its end.
    var isRequestIncomplete: Bool {
        guard !hasRequestEnded else { return false }
        return request.fields.contains("transfer-encoding") || (request.fields["content-length"] ?? "0") != "0"
    }

    func received(_ content: [UInt8]) { requestBody.append(content) }

    func receivedEnd() { hasRequestEnded = true }

    func began(status: Int, head: [UInt8]) {
        self.status = status
        responseHead = head
    }

    func sent(_ content: [UInt8]) { responseBody.append(content) }

    func ended(_ end: ExchangeEnd) {
        isComplete = end == .complete
        whenEnded.take()?(self)
    }
}

/// A body, of which the beginning is kept.
struct KeptBody {
    private(set) var byteCount = 0
    private(set) var kept: [UInt8] = []

    var isTruncated: Bool { byteCount > kept.count }

    mutating func append(_ content: [UInt8]) {
        byteCount += content.count
        if kept.isEmpty, content.count <= Journal.bodyByteCountLimit {
            // The common case: the whole body in one run, which is shared and not copied.
            kept = content
        } else if kept.count < Journal.bodyByteCountLimit {
            kept += content.prefix(Journal.bodyByteCountLimit - kept.count)
        }
    }
}
