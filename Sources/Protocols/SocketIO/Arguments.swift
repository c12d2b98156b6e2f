internal import Bytes
package import JSON

/// The arguments of an event or an acknowledgement that arrived, as they were spelled.
///
/// An attachment stands in the JSON as a placeholder, `{"_placeholder":true,"num":0}`, at any depth;
/// ``attachment(for:)`` gives what it stands for.
package struct Arguments: Sendable {
    private let document: Document
    /// How many elements at the front of the list are none of the arguments: the event's name.
    private let skipped: Int
    package let attachments: [[UInt8]]

    init(_ document: Document, skipping skipped: Int, attachments: [[UInt8]]) {
        self.document = document
        self.skipped = skipped
        self.attachments = attachments
    }

    /// The arguments, in order.
    package var elements: DropFirstSequence<Elements> { document.root.elements.dropFirst(skipped) }

    /// The argument at `position`, or nil.
    package subscript(_ position: Int) -> Element? {
        position >= 0 ? document.root[position + skipped] : nil
    }

    package var count: Int { document.root.elements.count - skipped }

    /// The bytes that `element` stands for, if it is a placeholder of this packet.
    package func attachment(for element: Element) -> [UInt8]? {
        guard !attachments.isEmpty, let place = Self.placeholder(element), attachments.indices.contains(place) else {
            return nil
        }
        return attachments[place]
    }

    /// The same arguments, to be sent: JSON and attachments as they came.
    package var payload: Payload {
        var first: Int?
        var last = 0
        var count = 0
        for element in elements {
            let range = element.byteRange
            first = first ?? range.lowerBound
            last = range.upperBound
            count += 1
        }
        return Payload(
            json: first.map { Array(document.bytes[$0..<last]) } ?? [], count: count, attachments: attachments)
    }

    /// Whether every placeholder names an attachment (CVE-2022-2421: nothing else is put in its place).
    static func areSound(_ document: Document, attachmentCount: Int) -> Bool {
        var rest = [document.root]
        while let element = rest.popLast() {
            switch element.kind {
            case .array: rest.append(contentsOf: element.elements)
            case .object where element["_placeholder"]?.bool == true:
                guard let place = element["num"]?.int, place >= 0, place < attachmentCount else { return false }
            case .object: for (_, value) in element.namedElements { rest.append(value) }
            case .null, .bool, .number, .string, .ellipsis: break
            }
        }
        return true
    }

    private static func placeholder(_ element: Element) -> Int? {
        element["_placeholder"]?.bool == true ? element["num"]?.int : nil
    }
}
