package import Testing

/// Names the requirements of the catalogue that a test shows; `ci/requirements` makes the table of them.
package struct RequirementTrait: TestTrait, SuiteTrait {
    package let ids: [String]
}

extension Trait where Self == RequirementTrait {
    /// The requirements, by their ids in the catalogue.
    package static func requirements(_ ids: String...) -> Self { RequirementTrait(ids: ids) }
}
