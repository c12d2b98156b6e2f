internal import JSON

/// How well a model does, category by category.
public struct ConfusionMatrix: Sendable, Hashable {
    /// What a model found of one category, and what it did not.
    public struct Counts: Sendable, Hashable {
        /// Found, and there.
        public var truePositives: Int
        /// Found, and not there.
        public var falsePositives: Int
        /// There, and not found.
        public var falseNegatives: Int

        /// Nothing, unless given.
        public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
            self.truePositives = truePositives
            self.falsePositives = falsePositives
            self.falseNegatives = falseNegatives
        }

        /// Between precision and recall, from 0 to 1; 0 where it is undefined.
        public var f1: Double {
            let (found, wrong, missed) = (
                Double(truePositives), Double(falsePositives), Double(falseNegatives)
            )
            let sum = 2 * found + wrong + missed
            return sum > 0 ? 2 * found / sum : 0
        }
    }

    /// By the categories' ids.
    public var categories: [String: Counts]

    /// A matrix of categories' counts, by their ids.
    public init(_ categories: [String: Counts] = [:]) { self.categories = categories }

    /// The mean of the categories' `f1`, each as important as any other; 0 without categories. The Loop shows it.
    public var macroF1: Double {
        categories.isEmpty ? 0 : categories.values.map(\.f1).reduce(0, +) / Double(categories.count)
    }
}

extension ConfusionMatrix {
    /// `{"<category>": {"tp": 1, "fp": 2, "fn": 3}, …}`, sorted by id.
    var json: Value {
        .object(
            categories.sorted { $0.key < $1.key }.map { id, counts in
                Member(
                    name: id,
                    value: [
                        "tp": .number(Number(counts.truePositives)), "fp": .number(Number(counts.falsePositives)),
                        "fn": .number(Number(counts.falseNegatives)),
                    ])
            })
    }

    /// Reads the JSON form; nil where it is none.
    init?(json: Value) {
        guard let members = json.object else { return nil }
        categories = [:]
        for member in members {
            guard let found = member.value["tp"]?.int, let wrong = member.value["fp"]?.int,
                let missed = member.value["fn"]?.int
            else { return nil }
            categories[member.name] = Counts(truePositives: found, falsePositives: wrong, falseNegatives: missed)
        }
    }
}
