/// A response of HTTP/1.1 as it came over the wire, read by a reader that shares no code with the one under test.
package struct RawResponse: Sendable {
    package var status: Int
    /// From the status line to the last field line, without the empty line.
    package var head: String
    /// The content, chunk framing taken away.
    package var body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the first field called `name`.
    package func value(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return String(parts[1].drop { $0 == " " })
            }
        }
        return nil
    }

    /// Whether the server said that it closes the connection after this response.
    package var saysClose: Bool { value("Connection")?.lowercased() == "close" }
}

extension RawClient {
    /// Receives a response with its body.
    ///
    /// - Parameter method: what it answers: HEAD has no body.
    package func response(to method: String = "GET") throws -> RawResponse {
        let head = String(try receive(until: "\r\n\r\n").dropLast(2))
        guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else {
            throw Failure(description: "no status line: \(head.debugDescription)")
        }
        var response = RawResponse(status: status, head: head, body: [])
        guard method != "HEAD", status >= 200, status != 204, status != 304 else { return response }
        if let length = response.value("Content-Length").flatMap({ Int($0) }) {
            response.body = try receive(length)
        } else if response.value("Transfer-Encoding") == "chunked" {
            while true {
                guard let count = Int(try receive(until: "\r\n").dropLast(), radix: 16) else {
                    throw Failure(description: "no chunk size")
                }
                response.body += try receive(count)
                guard try receive(until: "\r\n") == "\r\n" else { throw Failure(description: "no end of a chunk") }
                if count == 0 { break }
            }
        } else {
            response.body = try receiveToEnd()
        }
        return response
    }

    /// Sends a request and receives its response.
    package func exchange(_ request: String, method: String = "GET") throws -> RawResponse {
        try send(request)
        return try response(to: method)
    }
}
