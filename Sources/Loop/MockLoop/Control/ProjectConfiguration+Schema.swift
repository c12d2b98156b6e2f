internal import LoopDomain

/// What the generator takes, for those who describe it.
extension ProjectConfiguration {
    /// What an organization's or a project's id looks like.
    static let namePattern = "[a-z0-9][a-z0-9_.-]{0,\(nameLength - 1)}"
    /// The id that no project can have.
    static let takenName = "generator"

    /// The members by which it is told how many there shall be of each kind, each with its limit.
    static let countedMembers: [(name: String, what: String, limit: Int)] = {
        let kinds: [Category.Kind] = [.box, .point, .segmentation, .classification]
        return [
            ("categories", "categories", categoryCountLimit),
            ("detections", "detections in each image", markCountLimit),
            ("annotations", "annotations in each complete image", markCountLimit),
        ].flatMap { name, what, limit in
            [(name, "\(what), drawn as boxes", limit)]
                + kinds.map { ("\($0.word)_\(name)", "\(what) of this kind", limit) }
        }
    }()
}
