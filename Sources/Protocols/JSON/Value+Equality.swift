extension Value: Equatable {
    /// Whether both are the same, down to the order of members, the spelling of numbers and the code points of strings.
    ///
    /// Swift's own comparison of strings is not used: it takes a composed and a decomposed `é` for equal, JSON does not.
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): StringContents.areIdentical(left, right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// Whether a reader would take both for the same: numbers count by value (see ``Number/isEquivalent(to:)``), objects
    /// without the order of their members, and of duplicate members only the last.
    package func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.isEquivalent(to: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)): Self.areEquivalent(left, right)
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): self == other
        }
    }

    private static func areEquivalent(_ left: [Member], _ right: [Member]) -> Bool {
        let left = lastOfEachName(left)
        let right = lastOfEachName(right)
        return left.count == right.count
            && left.allSatisfy { name, value in right[name].map { value.isEquivalent(to: $0) } ?? false }
    }

    /// Keyed by the names' bytes, which compare by code point.
    private static func lastOfEachName(_ members: [Member]) -> [[UInt8]: Value] {
        Dictionary(members.map { (Array($0.name.utf8), $0.value) }) { $1 }
    }
}

extension Member: Equatable {
    package static func == (left: Member, right: Member) -> Bool {
        StringContents.areIdentical(left.name, right.name) && left.value == right.value
    }
}
