package import JSON

/// Arguments to be sent: JSON values, and attachments that placeholders among them stand for.
///
/// A value that merely looks like a placeholder goes well alone, and not together with attachments: the receiver could not
/// tell it from the others. The protocol has no escape for it.
///
/// ```swift
/// var payload = Payload("detections", 3)
/// payload.append(["image": payload.attach(jpeg)])
/// ```
package struct Payload: Sendable, Hashable {
    /// The values, with commas between them and no brackets around.
    private(set) var json: [UInt8]
    package private(set) var count: Int
    package private(set) var attachments: [[UInt8]]

    init(json: [UInt8], count: Int, attachments: [[UInt8]]) {
        self.json = json
        self.count = count
        self.attachments = attachments
    }

    /// `values`, in this order.
    package init(_ values: Value...) {
        self.init(json: [], count: 0, attachments: [])
        for value in values { append(value) }
    }

    /// Adds `value`.
    package mutating func append(_ value: Value) {
        if count > 0 { json.append(UInt8(ascii: ",")) }
        json.append(json: value)
        count += 1
    }

    /// Adds `bytes` as an argument of their own.
    package mutating func append(binary bytes: [UInt8]) { append(attach(bytes)) }

    /// Takes `bytes` along.
    ///
    /// - Returns: the placeholder that stands for them, to be put anywhere into a value.
    package mutating func attach(_ bytes: [UInt8]) -> Value {
        attachments.append(bytes)
        return ["_placeholder": true, "num": .number(Number(attachments.count - 1))]
    }
}
