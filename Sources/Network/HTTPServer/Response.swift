package import HTTP1

/// An answer whose body is in memory.
package struct Response: Sendable, Hashable {
    package var status: Int
    package var fields: FieldSection
    package var body: [UInt8]

    package init(status: Int, fields: FieldSection = FieldSection(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// An answer with a body of `contentType`.
    package init(status: Int, contentType: String, body: [UInt8]) {
        self.init(status: status, fields: FieldSection(["Content-Type": contentType]), body: body)
    }

    /// Its head, with the length of its body.
    var head: ResponseHead {
        var head = ResponseHead(status: status, fields: fields)
        if status != 204 && status != 304 { head.fields.append("Content-Length", String(body.count)) }
        return head
    }
}
