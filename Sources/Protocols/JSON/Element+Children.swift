extension Element {
    /// The elements of an array, in order; none if this is no array.
    package var elements: Elements { Elements(document: document, range: childRange(of: .array)) }

    /// The members of an object, in order, duplicates too; none if this is no object.
    package var members: Members { Members(named: namedElements) }

    /// The members of an object like ``members``, with the names as views: no `String` is made for them.
    ///
    /// For code in a hurry; compare with ``isString(_:)``.
    package var namedElements: NamedElements { NamedElements(document: document, range: childRange(of: .object)) }

    /// The value of a member, nil if there is none or this is no object.
    ///
    /// Of duplicate members it is the last, as in Python's `json` and in JavaScript (RFC 8259, section 4, leaves it open).
    package subscript(_ name: String) -> Element? {
        document.lastMember(named: name, among: childRange(of: .object)).map { Element(document: document, index: $0) }
    }

    /// The element at `position` of an array, nil if there are not so many or this is no array. Walks to it.
    package subscript(_ position: Int) -> Element? {
        guard position >= 0 else { return nil }
        var left = position
        for element in elements {
            if left == 0 { return element }
            left -= 1
        }
        return nil
    }

    /// The entries between the brackets, if it is a container of that kind.
    private func childRange(of kind: Kind) -> Range<Int> {
        self.kind == kind ? (index + 1)..<entry.extent : 0..<0
    }
}

/// The elements of an array of a ``Document``.
package struct Elements: Sequence, Sendable {
    let document: Document
    let range: Range<Int>

    package var isEmpty: Bool { range.isEmpty }

    /// How many there are; walks over all of them.
    package var count: Int { reduce(0) { count, _ in count + 1 } }

    package func makeIterator() -> Iterator {
        Iterator(document: document, index: range.lowerBound, end: range.upperBound)
    }

    package struct Iterator: IteratorProtocol {
        fileprivate let document: Document
        fileprivate var index: Int
        fileprivate let end: Int

        package mutating func next() -> JSON.Element? {
            guard index < end else { return nil }
            defer { index = document.index(after: index) }
            return JSON.Element(document: document, index: index)
        }
    }
}

/// The members of an object of a ``Document``, their names as views.
package struct NamedElements: Sequence, Sendable {
    let document: Document
    let range: Range<Int>

    package func makeIterator() -> Iterator {
        Iterator(document: document, index: range.lowerBound, end: range.upperBound)
    }

    package struct Iterator: IteratorProtocol {
        fileprivate let document: Document
        fileprivate var index: Int
        fileprivate let end: Int

        package mutating func next() -> (name: JSON.Element, value: JSON.Element)? {
            guard index < end else { return nil }
            let name = JSON.Element(document: document, index: index)
            let value = JSON.Element(document: document, index: index + 1)
            index = document.index(after: index + 1)
            return (name, value)
        }
    }
}

/// The members of an object of a ``Document``.
package struct Members: Sequence, Sendable {
    let named: NamedElements

    package var isEmpty: Bool { named.range.isEmpty }

    /// How many there are, duplicates too; walks over all of them.
    package var count: Int { named.reduce(0) { count, _ in count + 1 } }

    package func makeIterator() -> Iterator { Iterator(named: named.makeIterator()) }

    package struct Iterator: IteratorProtocol {
        fileprivate var named: NamedElements.Iterator

        package mutating func next() -> (name: String, value: JSON.Element)? {
            guard let (name, value) = named.next() else { return nil }
            return (name.string ?? "", value)  // a name is always a string
        }
    }
}
