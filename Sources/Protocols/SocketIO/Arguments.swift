internal import Bytes
package import JSON

/// The arguments of an event or an acknowledgement that arrived, as they were spelled.
///
/// An attachment stands in the JSON as a placeholder, `{"_placeholder":true,"num":0}`, at any depth;
/// ``attachment(for:)`` gives what it stands for.
package struct Arguments: Sendable {
    let document: Document
    /// How many elements at the front of the list are none of the arguments: the event's name.
    private let skipped: Int
    /// In the order in which they came; placeholders may name them in any other.
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

    /// The bytes that `element`, which is any value inside these arguments, stands for; nil if it is no placeholder.
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

    private static func placeholder(_ element: Element) -> Int? {
        element.isPlaceholder ? element["num"]?.int : nil
    }
}

extension Element {
    /// Whether this stands for an attachment, in a packet that has attachments; in all others it is an object like any.
    fileprivate var isPlaceholder: Bool { self["_placeholder"]?.bool == true }
}

extension Document {
    /// Where the first placeholder begins whose `num` is no number of an attachment; nil when all are in order.
    ///
    /// Nothing else may be put in the place of one (CVE-2022-2421), so the packet is refused before anybody looks at it.
    func misplacedPlaceholder(attachmentCount: Int) -> Int? {
        var offset: Int?
        var rest = [root]
        while let element = rest.popLast() {
            switch element.kind {
            case .array: rest.append(contentsOf: element.elements)
            case .object:
                if element.isPlaceholder {
                    guard let place = element["num"]?.int, (0..<attachmentCount).contains(place) else {
                        offset = min(offset ?? .max, element.byteRange.lowerBound)
                        break
                    }
                } else {
                    for (_, value) in element.namedElements { rest.append(value) }
                }
            case .null, .bool, .number, .string, .ellipsis: break
            }
        }
        return offset
    }
}
